/** What happened to instances: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { named, whole } from '../../server/queryInput.ts';
import { instanceArn } from './instance.ts';
import { listing, pageOf, rdsOperation } from './query.ts';

export type EventCategory = 'availability' | 'creation' | 'deletion' | 'failure' | 'notification';

interface InstanceEvent {
  readonly id: string;
  readonly category: EventCategory;
  readonly message: string;
  /** Milliseconds. */
  readonly at: number;
}

const keptMs = 14 * 24 * 60 * 60_000;
const usualMinutes = 60;

function eventsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<InstanceEvent>('rds.event', region);
}

export function addEvent(
  kernel: Kernel,
  { region, id }: { readonly region: string; readonly id: string },
  category: EventCategory,
  message: string,
): void {
  const events = eventsIn(kernel, region);
  const at = Date.now();
  for (const { id: key, value } of events.all()) {
    if (value.at >= at - keptMs) break;
    events.delete(key);
  }
  // Keys sort by time; two events of one millisecond stay two.
  for (let n = 0; !events.insert(`${String(at).padStart(15, '0')}-${n}`, { id, category, message, at }); n++);
}

export function eventOperations(kernel: Kernel): Operations {
  return {
    DescribeEvents: rdsOperation(
      z.object({
        ...listing,
        SourceIdentifier: z.string().toLowerCase().optional(),
        SourceType: z.string().optional(),
        StartTime: z.coerce.date().optional(),
        EndTime: z.coerce.date().optional(),
        /** In minutes. */
        Duration: whole.min(1).optional(),
        EventCategories: named('EventCategory', z.string()).optional(),
      }),
      (input, call) => {
        if (input.SourceIdentifier !== undefined && input.SourceType === undefined) {
          throw new Fault('InvalidParameterCombination', 'SourceType must be given with SourceIdentifier.');
        }
        const end = input.EndTime?.getTime() ?? Date.now();
        const start = input.StartTime?.getTime() ?? end - (input.Duration ?? usualMinutes) * 60_000;
        const wanted = [...eventsIn(kernel, call.region).all()]
          .map(({ value }) => value)
          .filter(
            ({ id, category, at }) =>
              at >= start &&
              at <= end &&
              (input.SourceType ?? 'db-instance') === 'db-instance' &&
              (input.SourceIdentifier ?? id) === id &&
              (input.EventCategories === undefined || input.EventCategories.includes(category)),
          );
        const { items, ...marker } = pageOf(wanted, input);
        const described = items.map(({ id, category, message, at }) => ({
          SourceIdentifier: id,
          SourceType: 'db-instance',
          Message: message,
          EventCategories: queryList('EventCategory', [category]),
          Date: new Date(at),
          SourceArn: instanceArn(call, id),
        }));
        return { Events: queryList('Event', described), ...marker };
      },
    ),
  };
}
