/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_TagResource.html */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { tags } from './quickSightOperation.ts';

type Tag = NonNullable<z.infer<typeof tags>>[number];

const tagsIn = (kernel: Kernel, region: string) => kernel.store.collection<readonly Tag[]>('quicksight.tags', region);

export function putTags(kernel: Kernel, region: string, arn: string, added: readonly Tag[]): void {
  const kept = (tagsIn(kernel, region).get(arn) ?? []).filter((tag) => !added.some(({ Key }) => Key === tag.Key));
  if (added.length > 0) tagsIn(kernel, region).put(arn, [...kept, ...added]);
}

export function forgetTags(kernel: Kernel, region: string, arn: string): void {
  tagsIn(kernel, region).delete(arn);
}

/** @param check throws where there is no such resource */
export function tagOperations(kernel: Kernel, check: (region: string, arn: string) => void): Operations {
  const resource = { ResourceArn: z.string() };
  const invalid = 'InvalidParameterValueException';
  return {
    TagResource: operation(
      z.object({ ...resource, Tags: tags }),
      ({ ResourceArn, Tags }, call) => {
        check(call.region, ResourceArn);
        putTags(kernel, call.region, ResourceArn, Tags ?? []);
        return { RequestId: call.requestId };
      },
      invalid,
    ),
    UntagResource: operation(
      z.object({ ...resource, TagKeys: z.union([z.array(z.string()), z.string().transform((key) => [key])]) }),
      ({ ResourceArn, TagKeys }, call) => {
        check(call.region, ResourceArn);
        const left = (tagsIn(kernel, call.region).get(ResourceArn) ?? []).filter(({ Key }) => !TagKeys.includes(Key));
        tagsIn(kernel, call.region).put(ResourceArn, left);
        return { RequestId: call.requestId };
      },
      invalid,
    ),
    ListTagsForResource: operation(
      z.object(resource),
      ({ ResourceArn }, call) => {
        check(call.region, ResourceArn);
        return { Tags: tagsIn(kernel, call.region).get(ResourceArn) ?? [], RequestId: call.requestId };
      },
      invalid,
    ),
  };
}
