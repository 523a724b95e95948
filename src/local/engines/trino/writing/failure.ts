import type { AthenaErrorKind } from '../athenaSyntaxError.ts';

/** Begins the text of a failed conversion that stands for an error of Trino's own. */
export const failureMark = '@athena:';

/**
 * SQL that fails with one of Trino's errors when its row is reached, of a type that fits beside any number.
 * DuckDB's `error()` counts as volatile, which TRY does not allow; a conversion that cannot succeed does the same.
 * @param message SQL of a text
 */
export function failure(kind: AthenaErrorKind, message: string): string {
  return `CAST(concat('${failureMark}${kind}: ', ${message}) AS TINYINT)`;
}
