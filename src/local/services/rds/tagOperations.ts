/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_AddTagsToResource.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { queryList } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { named, type Tag, tagsInput } from '../../server/queryInput.ts';
import { type DbInstance, instanceArn, instancesIn } from './instance.ts';
import { rdsOperation } from './query.ts';

export function tagOperations(kernel: Kernel): Operations {
  const need = (call: Call, arn: string): DbInstance => {
    const id = arn.split(':').at(-1) ?? '';
    const found = instancesIn(kernel, call.region).get(id);
    if (!found || instanceArn(call, id) !== arn) {
      throw new Fault('DBInstanceNotFound', `DBInstance ${arn} not found.`, 404);
    }
    return found;
  };
  const put = (call: Call, instance: DbInstance, tags: readonly Tag[]) =>
    instancesIn(kernel, call.region).put(instance.id, { ...instance, tags });

  return {
    AddTagsToResource: rdsOperation(z.object({ ResourceName: z.string(), Tags: tagsInput }), (input, call) => {
      const found = need(call, input.ResourceName);
      put(call, found, [...new Map([...found.tags, ...input.Tags].map((tag) => [tag.Key, tag])).values()]);
    }),
    RemoveTagsFromResource: rdsOperation(
      z.object({ ResourceName: z.string(), TagKeys: z.union([z.array(z.string()), named('member', z.string())]) }),
      (input, call) => {
        const found = need(call, input.ResourceName);
        put(
          call,
          found,
          found.tags.filter(({ Key }) => !input.TagKeys.includes(Key)),
        );
      },
    ),
    ListTagsForResource: rdsOperation(z.object({ ResourceName: z.string() }), (input, call) => ({
      TagList: queryList('Tag', need(call, input.ResourceName).tags),
    })),
  };
}
