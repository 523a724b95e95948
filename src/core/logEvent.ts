export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line that a run wrote. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
  /** Where it was written, such as `output`, `error` or a log stream's name. */
  readonly stream: string;
  /** As the line itself says, where it does. */
  readonly level?: LogLevel;
}

/** Lines in the order they were written, oldest first, as many as were ready. */
export type LogBatch = readonly LogEvent[];
