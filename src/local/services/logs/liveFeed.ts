import type { StoredEvent } from './logEvents.ts';
import type { LogGroup, LogStream } from './logStore.ts';

export interface Arrival {
  readonly group: LogGroup;
  readonly stream: LogStream;
  readonly events: readonly StoredEvent[];
}

/** Tells listeners in this process of lines as soon as they are on disk. */
export class LiveFeed {
  readonly #listeners = new Map<number, Set<(arrival: Arrival) => void>>();

  subscribe(groupId: number, listener: (arrival: Arrival) => void): Disposable {
    const listeners = this.#listeners.get(groupId) ?? new Set();
    this.#listeners.set(groupId, listeners.add(listener));
    return {
      [Symbol.dispose]: () => {
        listeners.delete(listener);
        if (listeners.size === 0) this.#listeners.delete(groupId);
      },
    };
  }

  announce(arrival: Arrival): void {
    for (const listener of this.#listeners.get(arrival.group.id) ?? []) listener(arrival);
  }
}
