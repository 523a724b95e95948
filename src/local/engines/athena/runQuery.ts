import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { athenaError } from '../trino/athenaError.ts';
import { macros } from '../trino/macros.ts';
import type { QueryOutcome, ReadyQuery, ResultColumn } from './engineApi.ts';
import { openLockedDatabase } from './lockedDatabase.ts';
import { readableError } from './readableError.ts';
import { createRelations, type ScanPart } from './relations.ts';
import { resultMacros, textQuery } from './resultText.ts';
import { scannedBytes } from './scannedBytes.ts';
import { quoteText } from './sqlText.ts';

export interface TypedColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** What every database is given: Trino's functions, and how results are written. */
export const setup: readonly string[] = [...macros, ...resultMacros];

const untranslated = { sql: '', relations: [], columns: undefined };

/** A query whose relations stand, in a database of its own. */
export interface Prepared {
  readonly connection: DuckDBConnection;
  readonly columns: readonly TypedColumn[];
  readonly parts: readonly ScanPart[];
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
  try {
    const parts = await createRelations(connection, query.relations);
    const columns = await columnsOf(connection, query.sql);
    signal.throwIfAborted();
    return await work({ connection, columns, parts, elapsed: () => Math.round(performance.now() - began) });
  } catch (error) {
    signal.throwIfAborted();
    throw readableError(error, query.relations) ?? athenaError(error, untranslated, query.query);
  } finally {
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

/** Runs a query into a CSV as Athena writes it: every value in quotes, NULL as nothing. */
export async function selectInto(
  { connection, columns, parts, elapsed }: Prepared,
  sql: string,
  target: string,
): Promise<QueryOutcome> {
  const scanned = await scannedBytes(connection, sql, parts);
  const planningMs = elapsed();
  const result = await connection.runAndReadAll(
    `COPY (${textQuery(sql, columns)}) TO ${quoteText(target)} (FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR '')`,
  );
  const rows = Number(result.getRowsJson()[0]?.[0] ?? 1) - 1;
  return { columns: describeColumns(columns), rows, scannedBytes: scanned, planningMs };
}

/** DuckDB's plan, line by line. */
export async function explainQuery({ connection }: Prepared, sql: string, analyze: boolean): Promise<string[]> {
  const result = await connection.runAndReadAll(`EXPLAIN ${analyze ? 'ANALYZE ' : ''}${sql}`);
  return result.getRowsJson().flatMap((row) => String(row[1]).trimEnd().split('\n'));
}
