import { SqlError, sqlStates } from '../sqlError.ts';

interface Held {
  owner: number;
  readonly waiting: { readonly owner: number; readonly go: () => void }[];
}

/**
 * One writer at a time for a table, to the end of its transaction: who comes second waits, as in Redshift, and does not
 * fail. https://docs.aws.amazon.com/redshift/latest/dg/r_LOCK.html
 */
export class TableLocks {
  readonly #held = new Map<string, Held>();
  /** What each owner waits for: a circle of these is a deadlock. */
  readonly #waits = new Map<number, string>();
  /** Called with who holds what another one begins to wait for. */
  onWait: (holder: number) => void = () => {};

  /**
   * @param owner a session
   * @throws SqlError 40P01 for a deadlock, and the signal's reason
   */
  async lock(owner: number, table: string, signal: AbortSignal): Promise<void> {
    const held = this.#held.get(table);
    if (!held) {
      this.#held.set(table, { owner, waiting: [] });
      return;
    }
    if (held.owner === owner) return;
    this.#refuseCircle(owner, table);
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { owner, go: resolve };
    const abort = () => {
      const at = held.waiting.indexOf(waiter);
      if (at < 0) return;
      held.waiting.splice(at, 1);
      reject(signal.reason);
    };
    held.waiting.push(waiter);
    this.#waits.set(owner, table);
    this.onWait(held.owner);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      this.#waits.delete(owner);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Gives up all that a session holds. */
  release(owner: number): void {
    for (const [table, held] of this.#held) {
      if (held.owner !== owner) continue;
      const next = held.waiting.shift();
      if (!next) {
        this.#held.delete(table);
        continue;
      }
      held.owner = next.owner;
      next.go();
    }
  }

  #refuseCircle(owner: number, table: string): void {
    for (let next: string | undefined = table; next !== undefined; ) {
      const holder: number | undefined = this.#held.get(next)?.owner;
      if (holder === owner) throw new SqlError(sqlStates.deadlock, 'deadlock detected');
      next = holder === undefined ? undefined : this.#waits.get(holder);
    }
  }
}
