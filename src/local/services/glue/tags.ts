/** Tags of Glue's resources: https://docs.aws.amazon.com/glue/latest/webapi/API_TagResource.html */
import { z } from 'zod';
import type { Operations } from '../../server/operation.ts';
import type { Store } from '../../state/store.ts';
import { glueOperation, invalidInput } from './glueOperation.ts';

export type Tags = Readonly<Record<string, string>>;

export const tagsInput = z.record(z.string().min(1).max(128), z.string().max(256));

const mostTags = 50;

/** The tags of everything in Glue that can be tagged, by ARN. */
export class TagStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(region: string, arn: string): Tags {
    return this.#tags(region).get(arn) ?? {};
  }

  /** Adds to the tags that are there. @throws Fault InvalidInputException for more than 50 */
  add(region: string, arn: string, tags: Tags): void {
    const all = { ...this.get(region, arn), ...tags };
    if (Object.keys(all).length > mostTags) throw invalidInput(`A resource may have no more than ${mostTags} tags.`);
    if (Object.keys(all).length > 0) this.#tags(region).put(arn, all);
  }

  remove(region: string, arn: string, keys: readonly string[]): void {
    const left = Object.entries(this.get(region, arn)).filter(([key]) => !keys.includes(key));
    this.#tags(region).put(arn, Object.fromEntries(left));
  }

  /** To be called when the resource goes. */
  forget(region: string, arn: string): void {
    this.#tags(region).delete(arn);
  }

  #tags(region: string) {
    return this.#store.collection<Tags>('glue.tags', region);
  }
}

export function tagOperations(tags: TagStore): Operations {
  const arn = z.string().regex(/^arn:[^:]+:glue:/, 'is not the ARN of a resource of Glue');
  return {
    TagResource: glueOperation(z.object({ ResourceArn: arn, TagsToAdd: tagsInput }), (input, call) => {
      tags.add(call.region, input.ResourceArn, input.TagsToAdd);
    }),
    UntagResource: glueOperation(z.object({ ResourceArn: arn, TagsToRemove: z.array(z.string()) }), (input, call) => {
      tags.remove(call.region, input.ResourceArn, input.TagsToRemove);
    }),
    GetTags: glueOperation(z.object({ ResourceArn: arn }), (input, call) => ({
      Tags: tags.get(call.region, input.ResourceArn),
    })),
  };
}
