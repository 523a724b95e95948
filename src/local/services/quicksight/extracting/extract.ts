/** Rows of a data set as one Parquet file, written by DuckDB. */
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { droppedColumn } from '../data-sets/transforms.ts';
import type { ExtractOutcome, ExtractPlan } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';
import { physicalSelect, type Read } from './physicalSelect.ts';
import { read } from './readStaged.ts';

const memoryMb = 1024;
const dropped = quoteName(droppedColumn);

/** @throws IngestionFailure, and the signal's reason */
export async function extract(plan: ExtractPlan, signal: AbortSignal): Promise<ExtractOutcome> {
  const database = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memoryMb}MB`,
    temp_directory: path.join(plan.folder, 'spill'),
    threads: '2',
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await database.connect();
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await written(connection, plan, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw failureOf(error);
  } finally {
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
    database.closeSync();
  }
}

async function written(connection: DuckDBConnection, plan: ExtractPlan, signal: AbortSignal): Promise<ExtractOutcome> {
  let { fallible } = plan;
  let rejected = false;
  for (const [index, { view, staged, columns }] of plan.tables.entries()) {
    const source: Read = await read(connection, staged, columns, path.join(plan.folder, `${index}.jsonl`), signal);
    const selected = await physicalSelect(connection, source, columns);
    await connection.run(`CREATE VIEW ${view} AS ${selected.sql}`);
    fallible ||= selected.fallible;
    rejected ||= source.rejects;
  }
  for (const { view, file } of plan.extracts) {
    await connection.run(`CREATE VIEW ${view} AS SELECT * FROM read_parquet(${quoteText(file)})`);
  }
  signal.throwIfAborted();
  const names = plan.columns.map(({ name }) => quoteName(name)).join(', ');
  const kept = fallible ? ` WHERE NOT ${dropped}` : '';
  const rows = await count(
    connection,
    `COPY (SELECT ${names} FROM (${plan.sql})${kept}) TO ${quoteText(plan.target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const unreadable = rejected
    ? await count(connection, 'SELECT count(DISTINCT (file_id, line)) FROM reject_errors')
    : 0;
  const unfit = fallible ? await count(connection, `SELECT count(*) FROM (${plan.sql}) WHERE ${dropped}`) : 0;
  await sync(plan.target);
  return { rows, dropped: unreadable + unfit, bytes: (await stat(plan.target)).size };
}

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.runAndReadAll(sql);
  return Number(result.getRowsJson()[0]?.[0] ?? 0);
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** DuckDB's first line says it; the rest is a statement of ours. */
function failureOf(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof IngestionFailure) return error as Error;
  const [first = ''] = error.message.split('\n');
  const overflow = /out of range|overflow/i.test(first);
  return new IngestionFailure(overflow ? 'SQL_NUMERIC_OVERFLOW' : 'SQL_EXCEPTION', first);
}
