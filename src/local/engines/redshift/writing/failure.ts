/** Begins the text of a failure that stands for one of Redshift's errors: the mark, SQLSTATE, a colon, the message. */
export const failureMark = '@redshift:';

/**
 * SQL that fails with one of Redshift's errors when its row is reached. DuckDB's `error` fits beside any type.
 * @param message SQL of a text
 */
export function failure(sqlState: string, message: string): string {
  return `error('${failureMark}${sqlState}:' || ${message})`;
}
