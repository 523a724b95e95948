/** Tags of rules and buses: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html and its kin. */
import { z } from 'zod';
import { validationFault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { tagsInput } from './inputs.ts';
import { defaultBus } from './rule.ts';
import type { RuleStore } from './ruleStore.ts';

const tagged = z.object({ ResourceARN: z.string().min(1).max(1600) });

export function tagOperations(store: RuleStore): Operations {
  /** The ARN of something that is there. */
  const require = (arn: string, region: string): string => {
    const [, kind, name = ''] = /^arn:[\w-]+:events:[^:]*:[^:]*:(rule|event-bus)\/(.+)$/.exec(arn) ?? [];
    const [bus = '', rule] = name.split('/');
    if (kind === 'event-bus') store.bus(region, name);
    else if (kind !== 'rule') throw validationFault(`Parameter ResourceARN is not valid: ${arn}`);
    else store.rule(region, rule === undefined ? { bus: defaultBus, name } : { bus, name: rule });
    return arn;
  };
  return {
    TagResource: operation(tagged.extend({ Tags: tagsInput }), (input, { region }) => {
      const arn = require(input.ResourceARN, region);
      const others = (store.tags(region).get(arn) ?? []).filter(
        ({ Key }) => !input.Tags.some((tag) => tag.Key === Key),
      );
      store.tags(region).put(arn, [...others, ...input.Tags]);
      return {};
    }),

    UntagResource: operation(tagged.extend({ TagKeys: z.array(z.string()) }), (input, { region }) => {
      const arn = require(input.ResourceARN, region);
      const tags = store.tags(region).get(arn) ?? [];
      store.tags(region).put(
        arn,
        tags.filter(({ Key }) => !input.TagKeys.includes(Key)),
      );
      return {};
    }),

    ListTagsForResource: operation(tagged, (input, { region }) => ({
      Tags: store.tags(region).get(require(input.ResourceARN, region)) ?? [],
    })),
  };
}
