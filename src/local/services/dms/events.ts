/** What happened to instances and tasks: https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeEvents.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Operations } from '../../server/operation.ts';
import { dmsOperation, listing, pageOf } from './dmsOperation.ts';

export type EventSource = 'replication-instance' | 'replication-task';
export type EventCategory = 'configuration change' | 'creation' | 'deletion' | 'failure' | 'state change';

interface DmsEvent {
  readonly source: EventSource;
  /** The resource's identifier. */
  readonly id: string;
  readonly category: EventCategory;
  readonly message: string;
  /** Milliseconds. */
  readonly at: number;
}

const keptMs = 14 * 24 * 60 * 60_000;
const usualMinutes = 60;

function eventsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<DmsEvent>('dms.event', region);
}

export function addEvent(kernel: Kernel, region: string, event: Omit<DmsEvent, 'at'>): void {
  const events = eventsIn(kernel, region);
  const at = Date.now();
  for (const { id: key, value } of events.all()) {
    if (value.at >= at - keptMs) break;
    events.delete(key);
  }
  // Keys sort by time; two events of one millisecond stay two.
  for (let n = 0; !events.insert(`${String(at).padStart(15, '0')}-${n}`, { ...event, at }); n++);
}

export function eventOperations(kernel: Kernel): Operations {
  const moment = z.number().transform((seconds) => seconds * 1000);
  return {
    DescribeEvents: dmsOperation(
      z.object({
        ...listing,
        SourceIdentifier: z.string().toLowerCase().nullish(),
        SourceType: z.enum(['replication-instance', 'replication-task']).nullish(),
        StartTime: moment.nullish(),
        EndTime: moment.nullish(),
        /** In minutes. */
        Duration: z.number().int().min(1).nullish(),
        EventCategories: z.array(z.string()).nullish(),
      }),
      (input, call) => {
        const end = input.EndTime ?? Date.now();
        const start = input.StartTime ?? end - (input.Duration ?? usualMinutes) * 60_000;
        const wanted = [...eventsIn(kernel, call.region).all()]
          .map(({ value }) => value)
          .filter(
            ({ source, id, category, at }) =>
              at >= start &&
              at <= end &&
              (input.SourceType ?? source) === source &&
              (input.SourceIdentifier ?? id) === id &&
              (!input.EventCategories?.length || input.EventCategories.includes(category)),
          );
        const { items, ...marker } = pageOf(wanted, input);
        const Events = items.map(({ source, id, category, message, at }) => ({
          SourceIdentifier: id,
          SourceType: source,
          Message: message,
          EventCategories: [category],
          Date: new Date(at),
        }));
        return { Events, ...marker };
      },
    ),
  };
}
