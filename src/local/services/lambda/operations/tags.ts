import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { type Operations, operation } from '../../../server/operation.ts';
import { collectionsOf, requireFunction } from '../functionStore.ts';

export function tagOperations(kernel: Kernel): Operations {
  const keys = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
  return {
    TagResource: operation(
      z.object({ Resource: z.string(), Tags: z.record(z.string(), z.string()) }),
      (input, call) => {
        const fn = requireFunction(kernel, call, input.Resource);
        collectionsOf(kernel, call.region).functions.put(fn.name, { ...fn, tags: { ...fn.tags, ...input.Tags } });
        return {};
      },
    ),

    UntagResource: operation(z.object({ Resource: z.string(), TagKeys: keys }), (input, call) => {
      const fn = requireFunction(kernel, call, input.Resource);
      const tags = Object.fromEntries(Object.entries(fn.tags).filter(([key]) => !input.TagKeys.includes(key)));
      collectionsOf(kernel, call.region).functions.put(fn.name, { ...fn, tags });
      return {};
    }),

    ListTags: operation(z.object({ Resource: z.string() }), (input, call) => ({
      Tags: requireFunction(kernel, call, input.Resource).tags,
    })),
  };
}
