/**
 * A failure inside an execution, with the error name that Retry and Catch compare:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html.
 */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  readonly error: string;
  readonly errorCause: string;
  /** The cause speaks of the state that was being executed, and is to name it. */
  readonly placed: boolean;
  /** Where a JSONata evaluation failed, such as `Output/total`; it gets an EvaluationFailed event. */
  readonly location: string | undefined;

  constructor(error: string, cause: string, options: { placed?: boolean; location?: string } = {}) {
    super(cause ? `${error}: ${cause}` : error);
    this.error = error;
    this.errorCause = cause;
    this.placed = options.placed ?? false;
    this.location = options.location;
  }
}

/** An error of the definition's own data handling: ends the execution, whatever Retry and Catch say. */
export function runtimeError(message: string): StatesError {
  return new StatesError('States.Runtime', message, { placed: true });
}

/** The same error with the state named in its cause, as AWS words it. */
export function placeError(error: StatesError, state: string, enteredId: number): StatesError {
  if (!error.placed) return error;
  const cause = `An error occurred while executing the state '${state}' (entered at the event id #${enteredId}). ${error.errorCause}`;
  return new StatesError(error.error, cause, error.location === undefined ? {} : { location: error.location });
}

const beyondAll = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Does an `ErrorEquals` list name this error? `States.ALL` spares what no retrier may touch. */
export function matchesError(names: readonly string[], error: string): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (name === 'States.ALL') return !beyondAll.has(error);
    if (name === 'States.TaskFailed') return error !== 'States.Timeout' && !beyondAll.has(error);
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}
