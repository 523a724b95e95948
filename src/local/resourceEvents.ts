/** What happened to a service's resources, kept for two weeks as DescribeEvents of RDS and DMS tells it. */
import type { Collection } from './state/store.ts';

export interface ResourceEvent {
  /** The resource's identifier. */
  readonly id: string;
  readonly category: string;
  readonly message: string;
  /** Milliseconds. */
  readonly at: number;
}

const keptMs = 14 * 24 * 60 * 60_000;
const usualMinutes = 60;

/** Adds an event of this moment, and forgets those that are too old. */
export function addResourceEvent<E extends ResourceEvent>(events: Collection<E>, event: Omit<E, 'at'>): void {
  const at = Date.now();
  for (const { id: key, value } of events.all()) {
    if (value.at >= at - keptMs) break;
    events.delete(key);
  }
  // Keys sort by time; two events of one millisecond stay two.
  for (let n = 0; !events.insert(`${String(at).padStart(15, '0')}-${n}`, { ...event, at } as E); n++);
}

/** Which events are asked for. */
export interface EventRequest {
  /** Milliseconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** The time before the end, in minutes, where there is no start. */
  readonly duration?: number | null | undefined;
  readonly id?: string | null | undefined;
  readonly isWanted: (category: string) => boolean;
}

/** Oldest first; of the last hour where no time is given. */
export function resourceEvents<E extends ResourceEvent>(events: Collection<E>, request: EventRequest): E[] {
  const end = request.end ?? Date.now();
  const start = request.start ?? end - (request.duration ?? usualMinutes) * 60_000;
  return [...events.all()]
    .map(({ value }) => value)
    .filter(
      ({ id, category, at }) => at >= start && at <= end && (request.id ?? id) === id && request.isWanted(category),
    );
}
