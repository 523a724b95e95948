/** What else an error report of PostgreSQL's protocol can say. */
export interface ErrorExtras {
  readonly detail?: string;
  readonly hint?: string;
}

/** A statement that cannot be run, in the words that Redshift has for it, without `ERROR:` before them. */
export class RedshiftError extends Error {
  /** https://www.postgresql.org/docs/8.0/errcodes-appendix.html */
  readonly sqlState: string;
  /** Characters from 0 in the text that was parsed; missing where Redshift tells none. */
  readonly position: number | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;

  constructor(sqlState: string, message: string, position?: number, { detail, hint }: ErrorExtras = {}) {
    super(message);
    this.name = 'RedshiftError';
    this.sqlState = sqlState;
    this.position = position;
    this.detail = detail;
    this.hint = hint;
  }
}

/** What Redshift has and the local warehouse has not, said by name with what to do instead. */
export function notSupported(what: string, position?: number, hint?: string): RedshiftError {
  const text = `${what} is not supported by the local warehouse`;
  return new RedshiftError('0A000', text, position, hint === undefined ? {} : { hint });
}
