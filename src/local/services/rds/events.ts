/** What happened to instances: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { addResourceEvent, type ResourceEvent, resourceEvents } from '../../resourceEvents.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Operations } from '../../server/operation.ts';
import { named, whole } from '../../server/queryInput.ts';
import { instanceArn } from './instance.ts';
import { listing, pageOf, rdsOperation } from './query.ts';

export type EventCategory = 'availability' | 'creation' | 'deletion' | 'failure' | 'notification';

function eventsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<ResourceEvent>('rds.event', region);
}

export function addEvent(
  kernel: Kernel,
  { region, id }: { readonly region: string; readonly id: string },
  category: EventCategory,
  message: string,
): void {
  addResourceEvent(eventsIn(kernel, region), { id, category, message });
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
        const ofInstances = (input.SourceType ?? 'db-instance') === 'db-instance';
        const wanted = resourceEvents(eventsIn(kernel, call.region), {
          start: input.StartTime?.getTime(),
          end: input.EndTime?.getTime(),
          duration: input.Duration,
          id: input.SourceIdentifier,
          isWanted: (category) =>
            ofInstances && (input.EventCategories === undefined || input.EventCategories.includes(category)),
        });
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
