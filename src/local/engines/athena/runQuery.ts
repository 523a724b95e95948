import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { quoteText } from '../../../core/sqlQuoting.ts';
import { athenaError } from '../trino/athenaError.ts';
import { macros } from '../trino/macros.ts';
import { bytesExceeded, type QueryOutcome, type ReadyQuery, type ResultColumn, type SourceFile } from './engineApi.ts';
import { openLockedDatabase } from './lockedDatabase.ts';
import { neededFiles } from './narrow.ts';
import { readableError } from './readableError.ts';
import { createRelations, keepFiles, type ScanPart } from './relations.ts';
import { resultMacros, textQuery } from './resultText.ts';
import { plannedScans, scannedBytes } from './scannedBytes.ts';
import { checkGzip } from './wholeGzip.ts';

export interface TypedColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** What every database is given: Trino's functions, and how results are written. */
export const setup: readonly string[] = [...macros, ...resultMacros];

const untranslated = { sql: '', relations: [], columns: undefined };

/** A query that is not run, in Athena's words. */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery';
}

/** A query whose relations stand, in a database of its own. */
export interface Prepared {
  readonly connection: DuckDBConnection;
  readonly columns: readonly TypedColumn[];
  readonly parts: readonly ScanPart[];
  /** Has these files checked beside the query, which fails when one of them is not whole. */
  readonly check: (files: readonly SourceFile[]) => void;
  /** Milliseconds since the work on it began. */
  readonly elapsed: () => number;
}

/**
 * Opens a database, makes what the query reads and checks the query; the database is gone when `work` ends.
 * @throws the signal's reason when it aborts
 */
export async function withQuery<T>(
  query: ReadyQuery,
  memoryMb: number,
  signal: AbortSignal,
  work: (prepared: Prepared) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  signal.throwIfAborted();
  using database = await openLockedDatabase({ folders: query.folders, spill: query.spill, memoryMb, setup });
  const { connection } = database;
  // An interrupt ends only what runs at that moment: it is repeated until the next step has met it, too.
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 20);
  };
  signal.addEventListener('abort', interrupt);
  const ended = new AbortController();
  let checked = Promise.resolve();
  const check = (files: readonly SourceFile[]) => {
    const all = Promise.all([checked, checkGzip(files, AbortSignal.any([signal, ended.signal]))]);
    checked = all.then(() => {});
    // Awaited below, unless the query itself fails before.
    checked.catch(() => {});
  };
  try {
    const made = await createRelations(connection, query.relations);
    const columns = await columnsOf(connection, query.sql);
    await keepFiles(connection, made, await neededFiles(connection, query.sql, made.tables));
    const { parts } = made;
    signal.throwIfAborted();
    const elapsed = () => Math.round(performance.now() - began);
    const done = await work({ connection, columns, parts, check, elapsed });
    await checked;
    return done;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RefusedQuery) throw error;
    throw readableError(error, query.relations) ?? athenaError(error, untranslated, query.query);
  } finally {
    ended.abort();
    signal.removeEventListener('abort', interrupt);
    clearInterval(again);
  }
}

async function columnsOf(connection: DuckDBConnection, sql: string): Promise<TypedColumn[]> {
  const statement = await connection.prepare(sql);
  try {
    return Array.from({ length: statement.columnCount }, (_, i) => ({
      name: statement.columnName(i),
      type: statement.columnType(i),
    }));
  } finally {
    statement.destroySync();
  }
}

export const describeColumns = (columns: readonly TypedColumn[]): ResultColumn[] =>
  columns.map(({ name, type }) => ({ name, type: String(type) }));

/** What the query will read. @throws Error when that is more than it may */
export async function allowedBytes(prepared: Prepared, { sql, mostBytes }: ReadyQuery): Promise<number> {
  const { connection, parts, check } = prepared;
  const scans = await plannedScans(connection, sql, parts);
  const bytes = await scannedBytes(connection, scans);
  if (mostBytes !== undefined && bytes > mostBytes) throw new RefusedQuery(bytesExceeded);
  check(scans.flatMap(({ part }) => part.files));
  return bytes;
}

/** Runs a query into a CSV as Athena writes it: every value in quotes, NULL as nothing. */
export async function selectInto(prepared: Prepared, query: ReadyQuery, target: string): Promise<QueryOutcome> {
  const { connection, columns, elapsed } = prepared;
  const { sql, zones } = query;
  const shown = columns.map((column, i) => ({ ...column, zone: zones?.[i] }));
  const scanned = await allowedBytes(prepared, query);
  const planningMs = elapsed();
  const result = await connection.runAndReadAll(
    `COPY (${textQuery(sql, shown)}) TO ${quoteText(target)} (FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR '')`,
  );
  const rows = Number(result.getRowsJson()[0]?.[0] ?? 1) - 1;
  return { columns: describeColumns(columns), rows, scannedBytes: scanned, planningMs };
}

/** DuckDB's plan, line by line. */
export async function explainQuery({ connection }: Prepared, sql: string, analyze: boolean): Promise<string[]> {
  const result = await connection.runAndReadAll(`EXPLAIN ${analyze ? 'ANALYZE ' : ''}${sql}`);
  return result.getRowsJson().flatMap((row) => String(row[1]).trimEnd().split('\n'));
}
