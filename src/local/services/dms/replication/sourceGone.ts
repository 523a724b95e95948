/**
 * Whether an error means that the source cannot be reached now, so that it is worth trying again: it was stopped, is
 * starting, has too many connections, or the network is gone.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function isSourceGone(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isSourceGone);
  if (!(error instanceof Error)) return false;
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code === 'string') return sqlStates.test(code) || networkCodes.has(code);
  return /^(Connection terminated|The connection to the source|The source has ended|timeout expired|Client has encountered a connection error|Client was closed)/.test(
    error.message,
  );
}

/** Connections, too many of them, an operator's shutdown, and a slot that a reader before has not let go of yet. */
const sqlStates = /^(08...|53300|57P0[1-5]|55006)$/;
const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
