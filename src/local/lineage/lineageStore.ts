import { createHash } from 'node:crypto';
import type { Collection, Store } from '../state/store.ts';
import type { LineageEvent } from './lineageReceiver.ts';

/** Events that are kept; the oldest go first, a tenth at a time. */
const kept = 20_000;

/** The events that were received, in the order of their own times. An event that is sent twice is kept once. */
export class LineageStore {
  readonly #events: Collection<LineageEvent>;
  #count: number;

  constructor(store: Store) {
    // Events are of a workspace, not of a region.
    this.#events = store.collection<LineageEvent>('openlineage.event', '');
    this.#count = this.#events.count();
  }

  add(event: LineageEvent): void {
    const time = new Date(event.eventTime).toISOString();
    const digest = createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 24);
    if (!this.#events.insert(`${time} ${digest}`, event)) return;
    this.#count += 1;
    if (this.#count > kept) this.#drop(Math.floor(kept / 10));
  }

  count(): number {
    return this.#count;
  }

  /** Newest first. */
  newest(limit: number): LineageEvent[] {
    const last: LineageEvent[] = [];
    for (const { value } of this.#events.all()) {
      last.push(value);
      if (last.length > limit) last.shift();
    }
    return last.reverse();
  }

  #drop(most: number): void {
    const oldest = this.#events.page({ limit: most }).items;
    for (const { id } of oldest) this.#events.delete(id);
    this.#count -= oldest.length;
  }
}
