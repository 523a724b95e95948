/** Full loads of tables out of one snapshot. */
import type { Client } from 'pg';
import { quoteText } from '../../../../core/sqlQuoting.ts';
import { loadTable } from './fullLoad.ts';
import type { RunCtx } from './runCtx.ts';
import type { Snapshot } from './slot.ts';
import { openSource, sourceFailure } from './source.ts';
import { isSourceGone } from './sourceGone.ts';
import type { SourceTable } from './sourceTables.ts';

const progressMs = 500;

/**
 * Loads and commits one table after the other; one that fails is told of and left out.
 * @param snapshot absent: one of its own, which no changes follow
 * @param onSnapshot called once the snapshot is held by a transaction
 * @throws Error the driver's own when the source has gone
 */
export async function loadTables(
  ctx: RunCtx,
  tables: readonly SourceTable[],
  snapshot: Snapshot | undefined,
  onSnapshot: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (tables.length === 0) return await onSnapshot();
  const client = await openSource(ctx.task.source, signal);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    if (snapshot) await client.query(`SET TRANSACTION SNAPSHOT ${quoteText(snapshot.name)}`);
    await onSnapshot();
    for (const table of tables) {
      signal.throwIfAborted();
      await loadOne(ctx, client, table, snapshot?.position, signal);
    }
    await client.query('COMMIT');
  } finally {
    await client.end().catch(() => {});
  }
}

async function loadOne(
  ctx: RunCtx,
  client: Client,
  table: SourceTable,
  from: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const name = { schema: table.schema, table: table.table };
  const shown = `'${name.schema}'.'${name.table}'`;
  const reload = ctx.state.isToReload(name) && ctx.state.isLoaded(name);
  await ctx.tell('progress', { ...name, state: 'loading', rows: 0, reload });
  ctx.log('I', `[SOURCE_UNLOAD] Start loading table ${shown}${reload ? ' (reload)' : ''}.`);
  let told = Date.now();
  const onRows = (rows: number) => {
    if (Date.now() - told < progressMs) return;
    told = Date.now();
    void ctx.tell('progress', { ...name, state: 'loading', rows, reload });
  };
  try {
    await client.query('SAVEPOINT load');
    const commit = await loadTable({ ...ctx, onRows }, client, table, signal);
    await ctx.tell('loaded', { ...commit, from });
    ctx.state.loaded(name, from);
    ctx.state.reloaded(name);
    ctx.log(
      'I',
      `[TARGET_LOAD] Load finished for table ${shown}. ${commit.rows} rows in ${commit.files.length} files.`,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (isSourceGone(error)) throw error;
    ctx.state.failed(name);
    ctx.state.reloaded(name);
    const message = sourceFailure(error);
    ctx.log('E', `[SOURCE_UNLOAD] Table ${shown} was not loaded: ${message}`);
    await ctx.tell('progress', { ...name, state: 'error', message });
    await client.query('ROLLBACK TO SAVEPOINT load');
  }
}
