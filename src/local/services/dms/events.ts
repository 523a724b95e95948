/** What happened to instances and tasks: https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeEvents.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { addResourceEvent, type ResourceEvent, resourceEvents } from '../../resourceEvents.ts';
import type { Operations } from '../../server/operation.ts';
import { dmsOperation, listing, pageOf } from './dmsOperation.ts';

export type EventSource = 'replication-instance' | 'replication-task';
export type EventCategory = 'configuration change' | 'creation' | 'deletion' | 'failure' | 'state change';

interface DmsEvent extends ResourceEvent {
  readonly source: EventSource;
  readonly category: EventCategory;
}

function eventsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<DmsEvent>('dms.event', region);
}

export function addEvent(kernel: Kernel, region: string, event: Omit<DmsEvent, 'at'>): void {
  addResourceEvent(eventsIn(kernel, region), event);
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
        const asked = resourceEvents(eventsIn(kernel, call.region), {
          start: input.StartTime ?? undefined,
          end: input.EndTime ?? undefined,
          duration: input.Duration,
          id: input.SourceIdentifier,
          isWanted: (category) => !input.EventCategories?.length || input.EventCategories.includes(category),
        });
        const wanted = asked.filter(({ source }) => (input.SourceType ?? source) === source);
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
