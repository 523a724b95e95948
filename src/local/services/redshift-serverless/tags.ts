/** https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_TagResource.html */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import type { Store } from '../../state/store.ts';
import { namespaceArn, workgroupArn } from './arns.ts';
import { tagsInput } from './inputs.ts';
import type { ServerlessStore } from './serverlessStore.ts';

interface Tag {
  readonly key: string;
  readonly value: string;
}

const mostTags = 50;
const arn = z.string().min(1).max(1011);

function tagsOf(store: Store, region: string) {
  return store.collection<readonly Tag[]>('redshiftServerless.tags', region);
}

/** Adds to the tags that are there. @throws Fault TooManyTagsException */
export function putTags(store: Store, region: string, resource: string, tags: readonly Tag[]): void {
  if (tags.length === 0) return;
  const all = new Map([...(tagsOf(store, region).get(resource) ?? []), ...tags].map((tag) => [tag.key, tag]));
  if (all.size > mostTags) {
    throw new Fault('TooManyTagsException', `A resource may have no more than ${mostTags} tags.`, 400, {
      resourceName: resource,
    });
  }
  tagsOf(store, region).put(resource, [...all.values()]);
}

export function forgetTags(store: Store, region: string, resource: string): void {
  tagsOf(store, region).delete(resource);
}

export function tagOperations(store: Store, serverless: ServerlessStore): Operations {
  /** @throws Fault ResourceNotFoundException when there is nothing of this ARN */
  const need = (resource: string, call: Call): string => {
    const namespaces = [...serverless.namespaces(call.region).all()].map(({ value }) => namespaceArn(value, call));
    const workgroups = [...serverless.workgroups(call.region).all()].map(({ value }) => workgroupArn(value, call));
    if ([...namespaces, ...workgroups].includes(resource)) return resource;
    throw new Fault('ResourceNotFoundException', `Resource ${resource} not found`, 404, { resourceName: resource });
  };

  return {
    TagResource: operation(z.object({ resourceArn: arn, tags: tagsInput }), (input, call) => {
      putTags(store, call.region, need(input.resourceArn, call), input.tags);
    }),

    UntagResource: operation(z.object({ resourceArn: arn, tagKeys: z.array(z.string()) }), (input, call) => {
      const resource = need(input.resourceArn, call);
      const tags = tagsOf(store, call.region);
      tags.put(
        resource,
        (tags.get(resource) ?? []).filter(({ key }) => !input.tagKeys.includes(key)),
      );
    }),

    ListTagsForResource: operation(z.object({ resourceArn: arn }), (input, call) => ({
      tags: tagsOf(store, call.region).get(need(input.resourceArn, call)) ?? [],
    })),
  };
}
