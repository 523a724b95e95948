import { setImmediate } from 'node:timers/promises';
import type { Log } from '../../../core/log.ts';
import type { Store } from '../../state/store.ts';

const rowsATurn = 5000;

/**
 * Deletes the events of deleted streams, some thousand at a time with other work between. What is left when the
 * endpoint ends waits in `logs_garbage` for the next start.
 */
export class GarbageCollector {
  readonly #store: Store;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Begins when it is not at work already. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#running ??= this.#collect()
      .catch((error: unknown) => this.#log.error('deleting old log events failed', error))
      .finally(() => {
        this.#running = undefined;
      });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #collect(): Promise<void> {
    const { sql } = this.#store;
    while (!this.#stopping.signal.aborted) {
      await setImmediate();
      if (this.#stopping.signal.aborted) return;
      const row = sql.prepare('SELECT stream_id FROM logs_garbage LIMIT 1').get();
      if (!row) return;
      const streamId = Number(row.stream_id);
      const { changes } = sql
        .prepare('DELETE FROM logs_event WHERE id IN (SELECT id FROM logs_event WHERE stream_id = ? LIMIT ?)')
        .run(streamId, rowsATurn);
      if (changes === 0) sql.prepare('DELETE FROM logs_garbage WHERE stream_id = ?').run(streamId);
    }
  }
}
