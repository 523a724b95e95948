import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { Copy } from '../../../engines/redshift/loading.ts';
import { duckDbMessage, plainMessage } from '../../../engines/sql/duckDbMessage.ts';
import type { ColumnEntry, RelationEntry } from '../../catalog/entries.ts';
import { literal } from '../../databases/duckDb.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { noteWrite, requireTable } from '../changes.ts';
import { requireRelation } from '../names.ts';
import { messageOfObjects } from '../objectMessage.ts';
import { requireColumn } from '../tables/attributes.ts';
import { checkCopyOptions, type LoadOptions } from './copyOptions.ts';
import { diagnose } from './diagnose.ts';
import { LoadFailure } from './loadFailure.ts';
import { type LoadFile, loadFiles } from './loadFiles.ts';
import { loadSource } from './loadSource.ts';

/** Loads a table from objects, all or nothing: https://docs.aws.amazon.com/redshift/latest/dg/r_COPY.html */
export async function copy(ctx: StatementCtx, statement: Copy): Promise<Done> {
  const options = checkCopyOptions(statement);
  const table = await requireRelation(ctx, statement.table);
  requireTable(table, 'copy');
  await ctx.lock(String(table.oid));
  const columns = loadedColumns(table, statement, options);
  const began = new Date().toISOString();
  const files = await loadFiles(ctx, statement, options);
  const source = await loadSource(ctx, statement, options, columns, files);
  let left = '';
  let errors = 0;
  if (source.check && options.maxErrors > 0) {
    const found = await diagnose(ctx, source, columns, files, options.maxErrors + 1);
    errors = found.length;
    if (errors > options.maxErrors) throw new LoadFailure(ctx, table, found);
    left = source.check.good;
    if (errors > 0) ctx.session.pendingLoadErrors.push({ table: table.oid, query: ctx.session.queryId, errors: found });
  }
  const rows = options.noLoad ? 0 : await insert(ctx, table, columns, source, left, files, options);
  if (!options.noLoad) await noteWrite(ctx, table.oid);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const line = [
    ...[ctx.session.queryId, table.oid, table.name, statement.from, statement.format.kind, began],
    ...[new Date().toISOString(), 'completed', rows, bytes, files.length, errors, ctx.session.pid],
  ];
  await ctx.connection.run(
    `INSERT INTO ${quoteName(ctx.database)}.strata.loads VALUES (${line.map(literal).join(', ')})`,
  );
  ctx.session.lastCopy = { rows, id: ctx.session.queryId };
  ctx.notice(
    options.noLoad
      ? `Load into table '${table.name}' completed, 0 record(s) loaded: NOLOAD checks the data only.`
      : `Load into table '${table.name}' completed, ${rows} record(s) loaded successfully.`,
  );
  if (errors > 0) {
    ctx.notice(
      `Load into table '${table.name}' completed, ${errors} record(s) could not be loaded.  Check 'stl_load_errors' system table for details.`,
    );
  }
  return done('COPY', rows);
}

async function insert(
  ctx: StatementCtx,
  table: RelationEntry,
  columns: readonly ColumnEntry[],
  source: Awaited<ReturnType<typeof loadSource>>,
  left: string,
  files: readonly LoadFile[],
  { noLoad }: LoadOptions,
): Promise<number> {
  const filled = table.columns.filter(
    ({ name, default: given }) => given !== undefined && !columns.some((column) => column.name === name),
  );
  const names = [...columns, ...filled].map(({ name }) => quoteName(name));
  const values = [...source.values, ...filled.map(({ default: given }) => given ?? 'NULL')];
  const where = left === '' ? '' : ` WHERE ${left}`;
  const rows = `SELECT ${values.join(', ')} FROM ${source.from}${where}`;
  try {
    const sql = noLoad ? `SELECT count(*) FROM (${rows})` : `INSERT INTO ${table.sql} (${names.join(', ')}) ${rows}`;
    return Number((await ctx.connection.run(sql)).rowsChanged);
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    try {
      const found = source.check ? await diagnose(ctx, source, columns, files, 1) : [];
      if (found.length > 0) throw new LoadFailure(ctx, table, found);
    } catch (failure) {
      throw unreadable(failure, files);
    }
    throw unreadable(error, files);
  }
}

/** The columns that the files fill, in the order of their fields. */
function loadedColumns(table: RelationEntry, statement: Copy, { explicitIds }: LoadOptions): ColumnEntry[] {
  const named = statement.columns?.map((name) => requireColumn(table.columns, name));
  const columns = named ?? table.columns.filter(({ identity }) => identity !== 'always' || explicitIds);
  const identity = columns.find((column) => column.identity === 'always');
  if (identity && !explicitIds) {
    throw new SqlError(sqlStates.featureNotSupported, `cannot set an identity column to a value: "${identity.name}"`, {
      hint: 'Leave the column out, or use EXPLICIT_IDS.',
    });
  }
  if (statement.format.kind === 'parquet' && explicitIds)
    throw unsupported('EXPLICIT_IDS is not supported for PARQUET');
  return [...columns];
}

/** A file that is not what the statement says of its format or compression. */
function unreadable(error: unknown, files: readonly LoadFile[]): unknown {
  if (error instanceof LoadFailure || !files.some(({ file }) => duckDbMessage(error).includes(file))) return error;
  return new SqlError(sqlStates.internal, 'Load failed: an object cannot be read as the statement says', {
    detail: plainMessage(messageOfObjects(error, files)),
    hint: 'Check FORMAT and compression, and whether the prefix holds other objects too, such as a manifest.',
    cause: error,
  });
}
