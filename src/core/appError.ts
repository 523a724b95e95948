/**
 * What went wrong, in the words of the one who must act. Front doors decide by `code` what to offer (sign in, retry,
 * open settings), never by parsing a message.
 */
export type AppErrorCode =
  | 'cancelled'
  | 'invalid-input'
  | 'not-found'
  | 'already-exists'
  | 'access-denied'
  | 'credentials-expired'
  | 'credentials-missing'
  | 'read-only'
  | 'confirmation-missing'
  | 'untrusted-workspace'
  | 'throttled'
  | 'timeout'
  | 'unreachable'
  | 'conflict'
  | 'runtime-missing'
  | 'corrupt-data'
  | 'unsupported'
  | 'failed';

/** An error in the product's own terms: what went wrong for people, its kind for front doors. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;
  /** What the reader can do about it, a sentence of its own. */
  readonly hint: string | undefined;

  constructor(code: AppErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** True when the error says that the caller itself asked to stop, in any of the shapes Node, the SDK and we give it. */
export function isCancellation(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'cancelled';
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** Whether the same call may well come through in a moment: nothing was wrong with what was asked. */
export function isTransient(error: unknown): boolean {
  return error instanceof AppError && ['unreachable', 'timeout', 'throttled'].includes(error.code);
}

/** Any thrown value as an AppError; one that already is passes through unchanged. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isCancellation(error)) return new AppError('cancelled', 'Cancelled.', { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('failed', message, { cause: error });
}
