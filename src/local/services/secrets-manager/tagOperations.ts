/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html and its kin */
import { z } from 'zod';
import { secretsIn } from '../../secrets.ts';
import { type Operations, operation } from '../../server/operation.ts';
import type { Store } from '../../state/store.ts';
import { needLiveSecret } from './faults.ts';

export const tagsInput = z.array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }));

export function tagOperations(store: Store): Operations {
  return {
    TagResource: operation(z.object({ SecretId: z.string(), Tags: tagsInput }), (input, call) => {
      const found = needLiveSecret(store, call.region, input.SecretId);
      const given = new Set(input.Tags.map(({ Key }) => Key));
      const tags = [...found.tags.filter(({ Key }) => !given.has(Key)), ...input.Tags];
      secretsIn(store, call.region).put(found.name, { ...found, tags });
    }),

    UntagResource: operation(z.object({ SecretId: z.string(), TagKeys: z.array(z.string()) }), (input, call) => {
      const found = needLiveSecret(store, call.region, input.SecretId);
      const tags = found.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
      secretsIn(store, call.region).put(found.name, { ...found, tags });
    }),
  };
}
