/** A task from its start to its end: loads, then changes, again and again where the source goes away in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { ChangeStream } from './changeStream.ts';
import { ChangeFollower } from './followChanges.ts';
import { loadTables } from './loadTables.ts';
import { readLsn } from './lsn.ts';
import type { TaskEnd } from './replicationApi.ts';
import type { RunCtx } from './runCtx.ts';
import { checkSlot, createSlot, dropSlot, publish, type Snapshot } from './slot.ts';
import { openReplication, openSource, sourceFailure } from './source.ts';
import { isSourceGone } from './sourceGone.ts';
import { type SourceTable, sourceTables } from './sourceTables.ts';
import { TableWatch } from './tableWatch.ts';

/** @throws Error that ends the task; the signal's reason when it aborts */
export async function runTask(ctx: RunCtx, signal: AbortSignal): Promise<TaskEnd> {
  for (;;) {
    try {
      return await attempt(ctx, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isSourceGone(error)) throw error;
      ctx.log('W', `[SOURCE_CAPTURE] The source cannot be reached, trying again: ${sourceFailure(error)}`);
      await sleep(ctx.task.retryMs, undefined, { signal });
    }
  }
}

async function attempt(ctx: RunCtx, signal: AbortSignal): Promise<TaskEnd> {
  const client = await openSource(ctx.task.source, signal);
  try {
    const tables = await sourceTables(client, ctx.task.mappings);
    await ctx.tell('found', { tables: tables.map(({ schema, table }) => ({ schema, table })) });
    if (tables.length === 0) ctx.log('W', '[TASK_MANAGER] No tables were found that the selection rules take.');
    if (ctx.task.migrationType === 'full-load') {
      await loadTables(ctx, toLoad(ctx, tables), undefined, async () => {}, signal);
      while (ctx.state.wantsReload) {
        await loadTables(ctx, toLoad(ctx, tables), undefined, async () => {}, signal);
        ctx.state.forgetReloads();
      }
      return 'load-finished';
    }
    return await withChanges(ctx, client, tables, signal);
  } finally {
    await client.end().catch(() => {});
  }
}

function toLoad(ctx: RunCtx, tables: readonly SourceTable[]): readonly SourceTable[] {
  return tables.filter(
    (table) => ctx.state.isToReload(table) || (!ctx.state.isLoaded(table) && !ctx.state.hasFailed(table)),
  );
}

async function withChanges(
  ctx: RunCtx,
  client: Client,
  tables: readonly SourceTable[],
  signal: AbortSignal,
): Promise<TaskEnd> {
  await prepare(ctx, client, tables, signal);
  const loads = ctx.task.migrationType === 'full-load-and-cdc';
  if (loads) await loadBeside(ctx, toLoad(ctx, tables), signal);
  if (loads && ctx.task.stopsAfterLoad) return 'stopped-after-load';
  const from = readLsn(ctx.state.position ?? '0/0');
  ctx.log('I', `[SOURCE_CAPTURE] Changes are read from ${ctx.state.position} on.`);
  using newcomers = new TableWatch(ctx, client, tables);
  for (let position = from; ; position = readLsn(ctx.state.position ?? '0/0')) {
    await using stream = new ChangeStream(await openReplication(ctx.task.source, signal), ctx.task.name, position);
    const follower = new ChangeFollower(ctx, stream, client, position);
    try {
      await follower.follow(() => ctx.state.wantsReload || newcomers.found, signal);
    } finally {
      await follower.dispose();
    }
    await reload(ctx, client, newcomers, signal);
  }
}

/** Publications and the slot. A slot without a known position is one that a killed run made: nothing was read from it. */
async function prepare(
  ctx: RunCtx,
  client: Client,
  tables: readonly SourceTable[],
  signal: AbortSignal,
): Promise<void> {
  const { name } = ctx.task;
  await publish(client, name, tables);
  for (const { schema, table } of tables.filter(({ identified }) => !identified)) {
    ctx.log('W', `[SOURCE_CAPTURE] '${schema}'.'${table}' has no primary key: only its inserts are captured.`);
  }
  if (ctx.state.position !== null) return await checkSlot(client, name);
  await dropSlot(client, name);
  const replication = await openReplication(ctx.task.source, signal);
  try {
    const snapshot = await createSlot(replication, name, false);
    ctx.log('I', `[SOURCE_CAPTURE] Replication slot '${name}' was created at ${snapshot.position}.`);
    const positioned = async () => {
      await ctx.tell('positioned', { position: snapshot.position });
      ctx.state.position = snapshot.position;
    };
    const wanted = ctx.task.migrationType === 'full-load-and-cdc' ? toLoad(ctx, tables) : [];
    await loadTables(ctx, wanted, snapshot, positioned, signal);
  } finally {
    await replication.end().catch(() => {});
  }
}

/** Loads tables while the slot keeps their changes; those that the load has are left out when they come. */
async function loadBeside(ctx: RunCtx, tables: readonly SourceTable[], signal: AbortSignal): Promise<void> {
  if (tables.length === 0) return;
  const replication = await openReplication(ctx.task.source, signal);
  try {
    const snapshot: Snapshot = await createSlot(replication, `${ctx.task.name}_load`, true);
    await loadTables(ctx, tables, snapshot, async () => {}, signal);
  } finally {
    await replication.end().catch(() => {});
  }
}

/** Loads what is asked for, and tables that have come since; their changes are captured from their load on. */
async function reload(ctx: RunCtx, client: Client, newcomers: TableWatch, signal: AbortSignal): Promise<void> {
  const tables = await sourceTables(client, ctx.task.mappings);
  // Under the name of one that was loaded and dropped.
  ctx.state.askReload(tables.filter((table) => newcomers.isNew(table) && ctx.state.isLoaded(table)));
  await ctx.tell('found', { tables: tables.map(({ schema, table }) => ({ schema, table })) });
  await publish(client, ctx.task.name, tables);
  if (ctx.task.migrationType === 'full-load-and-cdc') await loadBeside(ctx, toLoad(ctx, tables), signal);
  ctx.state.forgetReloads();
  newcomers.saw(tables);
}
