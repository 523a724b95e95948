import { executionError } from '../../engines/redshift/executionError.ts';
import { RedshiftError } from '../../engines/redshift/redshiftError.ts';
import { SqlError, sqlStates } from '../sqlError.ts';

/** Who asks, for messages that name the session. */
export interface ErrorPlace {
  readonly pid: number;
}

type Reader = (match: RegExpExecArray, place: ErrorPlace) => SqlError;

/** DuckDB's words for what befalls a transaction rather than a value, and Redshift's for the same. */
const known: readonly (readonly [RegExp, Reader])[] = [
  [/INTERRUPT Error/, (_, { pid }) => new SqlError(sqlStates.cancelled, `Query (${pid}) cancelled on user's request`)],
  // A commit that finds no room says both.
  [
    /No space left on device|ENOSPC|File too large|Could not write all bytes|not enough (disk )?space|max_temp_directory_size/i,
    ([text]) =>
      new SqlError(sqlStates.diskFull, 'Disk Full', {
        detail: `The disk that holds the warehouse has no room (${text}).`,
        hint: 'Make room on it and run the statement again; nothing of it was kept.',
      }),
  ],
  [
    /(write-write conflict|Conflict on (update|tuple)|Transaction conflict|TransactionContext Error: (Failed to commit|.*[Cc]onflict))/,
    ([text]) =>
      new SqlError(sqlStates.serialization, '1023', {
        detail: `Serializable isolation violation: another transaction changed the same rows or tables (${text}).`,
        hint: 'Run the transaction again.',
      }),
  ],
  [
    /Out of Memory Error: ([^\n]*)/,
    ([, text]) =>
      new SqlError(sqlStates.outOfMemory, 'Out of memory', {
        detail: text,
        hint: 'The statement needs more memory than the local warehouse may use; reduce what it sorts or joins at once.',
      }),
  ],
  [/IO Error: ([^\n]*)/, ([, text]) => new SqlError(sqlStates.io, text ?? '')],
];

/**
 * Any error of a statement, as Redshift would tell it.
 * @param sql the statement, for the places of names in it
 */
export function toSqlError(error: unknown, place: ErrorPlace, sql = ''): SqlError {
  if (error instanceof SqlError) return error;
  if (!(error instanceof Error)) return new SqlError(sqlStates.internal, String(error));
  for (const [pattern, reader] of error instanceof RedshiftError ? [] : known) {
    const match = pattern.exec(error.message);
    if (match) return reader(match, place);
  }
  const { sqlState, message, position, detail, hint } = executionError(error, sql);
  // Places count from 0 there, and from 1 on the wire.
  const at = position === undefined ? undefined : position + 1;
  return new SqlError(sqlState, message, { detail, hint, position: at, cause: error });
}
