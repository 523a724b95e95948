/** Names and texts as SQL quotes them, so that nothing of the data or the user becomes code. */

/** A name as Trino, Redshift and DuckDB quote it, whatever it holds. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A name of several parts, such as `"catalog"."schema"."table"`. */
export function quotePath(parts: readonly string[]): string {
  return parts.map(quoteName).join('.');
}

/** A text as Trino and DuckDB quote it, whatever it holds; Redshift's is `sqlText`. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
