/** The dialects that SQL is written in for others: Athena's Trino, Redshift's, and DuckDB's for files on this machine. */
export type SqlDialect = 'trino' | 'redshift' | 'duckdb';

/** A name as all three dialects quote it, whatever it holds. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.table` with each part quoted. */
export function sqlPath(parts: readonly string[]): string {
  return parts.map(sqlName).join('.');
}

/**
 * A text as SQL quotes it. Redshift reads a backslash in a plain literal as itself only where
 * `standard_conforming_strings` is on, which it always is; a NUL is in no dialect's text.
 */
export function sqlText(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;
}
