/** The dialects that SQL is written in for others: Athena's Trino, Redshift's, and DuckDB's for files on this machine. */
export type SqlDialect = 'trino' | 'redshift' | 'duckdb';

/** An expression as text, whole: Redshift's plain `varchar` cuts it off after 256 bytes. */
export function asText(dialect: SqlDialect, sql: string): string {
  return `CAST(${sql} AS ${dialect === 'redshift' ? 'varchar(65535)' : 'varchar'})`;
}

/**
 * A text as SQL quotes it, whatever it holds. Redshift alone reads a backslash in a plain literal as an escape; a NUL is
 * in no dialect's text.
 */
export function sqlText(dialect: SqlDialect, text: string): string {
  const whole = text.replaceAll('\0', '').replaceAll("'", "''");
  return `'${dialect === 'redshift' ? whole.replaceAll('\\', '\\\\') : whole}'`;
}
