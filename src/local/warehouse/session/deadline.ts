import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, sqlStates } from '../sqlError.ts';

/** Interrupts what runs on a connection when a signal or the session's statement_timeout says so. */
export class Deadline implements Disposable {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  readonly #interrupt: () => void;

  /** @param timeout in milliseconds, as text; `0` for none */
  constructor(connection: DuckDBConnection, signal: AbortSignal, timeout: string | undefined) {
    const late = new AbortController();
    const milliseconds = Number(timeout ?? 0);
    if (milliseconds > 0) {
      const error = new SqlError(sqlStates.cancelled, 'Query cancelled due to statement timeout');
      this.#timer = setTimeout(() => late.abort(error), milliseconds);
    }
    this.signal = AbortSignal.any([signal, late.signal]);
    // An interrupt ends only what runs at that moment: it is repeated until the next step has met it, too.
    this.#interrupt = () => {
      connection.interrupt();
      this.#again ??= setInterval(() => connection.interrupt(), 20);
    };
    if (this.signal.aborted) this.#interrupt();
    this.signal.addEventListener('abort', this.#interrupt);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearInterval(this.#again);
    this.signal.removeEventListener('abort', this.#interrupt);
  }
}
