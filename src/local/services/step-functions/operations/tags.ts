import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { tagList } from './stateMachines.ts';

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags of state machines and activities. */
export function tagOperations(kernel: Kernel): Operations {
  const holding = (region: string, arn: string) => {
    const kind = arn.includes(':activity:') ? 'states.activity' : 'states.machine';
    const of = kernel.store.collection<Tagged>(kind, region);
    const found = of.get(arn);
    if (!found) throw new Fault('ResourceNotFound', `Resource not found: '${arn}'`);
    return { found, put: (tags: Readonly<Record<string, string>>) => of.put(arn, { ...found, tags }) };
  };

  return {
    TagResource: operation(z.object({ resourceArn: z.string(), tags: tagList }), (input, call) => {
      const { found, put } = holding(call.region, input.resourceArn);
      put({ ...found.tags, ...Object.fromEntries(input.tags.map(({ key, value }) => [key, value])) });
      return {};
    }),

    UntagResource: operation(z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()) }), (input, call) => {
      const { found, put } = holding(call.region, input.resourceArn);
      put(Object.fromEntries(Object.entries(found.tags).filter(([key]) => !input.tagKeys.includes(key))));
      return {};
    }),

    ListTagsForResource: operation(z.object({ resourceArn: z.string() }), (input, call) => ({
      tags: Object.entries(holding(call.region, input.resourceArn).found.tags).map(([key, value]) => ({ key, value })),
    })),
  };
}
