/** A few ways of asking DuckDB that the warehouse uses for itself. */
import type { DuckDBConnection, DuckDBValue, Json } from '@duckdb/node-api';
import { quoteText } from '../../../core/sqlQuoting.ts';

/** A text, or NULL, as a literal of DuckDB's. */
export function literal(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return quoteText(value);
  return String(value);
}

/** The rows of a small result: whole numbers up to 32 bits as numbers, larger ones as text. */
export async function rowsOf(connection: DuckDBConnection, sql: string, values: DuckDBValue[] = []): Promise<Json[][]> {
  const reader = await connection.runAndReadAll(sql, values);
  return reader.getRowsJson();
}

/** The first value of the first row, as text. */
export async function firstValue(connection: DuckDBConnection, sql: string): Promise<string | undefined> {
  const value = (await rowsOf(connection, sql))[0]?.[0];
  return value === undefined || value === null ? undefined : String(value);
}
