/** https://docs.aws.amazon.com/dms/latest/APIReference/API_AddTagsToResource.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Operations } from '../../server/operation.ts';
import { dmsOperation } from './dmsOperation.ts';

export const tagsInput = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().default('') }))
  .nullish();

export type TagsInput = z.infer<typeof tagsInput>;

function tagsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<Readonly<Record<string, string>>>('dms.tags', region);
}

export function addTags(kernel: Kernel, region: string, arn: string, tags: TagsInput): void {
  if (!tags || tags.length === 0) return;
  const all = { ...tagsIn(kernel, region).get(arn), ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  tagsIn(kernel, region).put(arn, all);
}

/** To be called when the resource goes. */
export function forgetTags(kernel: Kernel, region: string, arn: string): void {
  tagsIn(kernel, region).delete(arn);
}

/** @param checkArn throws for what is no resource of DMS's */
export function tagOperations(kernel: Kernel, checkArn: (region: string, arn: string) => void): Operations {
  const arn = { ResourceArn: z.string() };
  const list = (region: string, resource: string) =>
    Object.entries(tagsIn(kernel, region).get(resource) ?? {}).map(([Key, Value]) => ({
      Key,
      Value,
      ResourceArn: resource,
    }));

  return {
    AddTagsToResource: dmsOperation(z.object({ ...arn, Tags: tagsInput }), (input, call) => {
      checkArn(call.region, input.ResourceArn);
      addTags(kernel, call.region, input.ResourceArn, input.Tags);
    }),
    RemoveTagsFromResource: dmsOperation(z.object({ ...arn, TagKeys: z.array(z.string()) }), (input, call) => {
      checkArn(call.region, input.ResourceArn);
      const left = Object.entries(tagsIn(kernel, call.region).get(input.ResourceArn) ?? {});
      const kept = left.filter(([key]) => !input.TagKeys.includes(key));
      tagsIn(kernel, call.region).put(input.ResourceArn, Object.fromEntries(kept));
    }),
    ListTagsForResource: dmsOperation(
      z.object({ ResourceArn: z.string().nullish(), ResourceArnList: z.array(z.string()).nullish() }),
      (input, call) => {
        const wanted = input.ResourceArnList ?? (input.ResourceArn ? [input.ResourceArn] : []);
        for (const each of wanted) checkArn(call.region, each);
        return { TagList: wanted.flatMap((each) => list(call.region, each)) };
      },
    ),
  };
}
