/** Tags of objects, and the access control lists that every bucket and object has here: the owner's own. */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { operation } from '../../../server/operation.ts';
import { objectTarget } from '../objectInput.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { checkTags, tagSet } from '../tags.ts';
import { findObject } from './readObject.ts';

const text = z.string().optional();
const target = z.object({ ...objectTarget, VersionId: text });
const tags = z.object({ TagSet: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });

const owner = { ID: 'strata', DisplayName: 'strata' };
const ownersAccess = {
  Owner: owner,
  Grants: [{ Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
};

export function tagOperations({ store }: S3Parts): S3Operations {
  const checkAcl = (acl: string | undefined) => {
    if (acl === 'private' || acl === 'bucket-owner-full-control') return {};
    // As in buckets whose owner owns every object, which is what S3 makes today.
    throw new Fault('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  };
  return {
    GetObjectTagging: operation(target, (input) => ({ TagSet: tagSet(findObject(store, input).detail.tags) })),

    PutObjectTagging: operation(target.extend({ Tagging: tags }), (input) => {
      const row = findObject(store, input);
      store.describe(row, { ...row.detail, tags: checkTags(input.Tagging.TagSet, 10) });
      return {};
    }),

    DeleteObjectTagging: operation(target, (input) => {
      const row = findObject(store, input);
      const { tags: _, ...detail } = row.detail;
      store.describe(row, detail);
      return {};
    }),

    GetBucketAcl: operation(z.object({ Bucket: z.string() }), (input) => {
      store.buckets.get(input.Bucket);
      return ownersAccess;
    }),

    PutBucketAcl: operation(z.object({ Bucket: z.string(), ACL: text }), (input) => {
      store.buckets.get(input.Bucket);
      return checkAcl(input.ACL);
    }),

    GetObjectAcl: operation(target, (input) => {
      findObject(store, input);
      return ownersAccess;
    }),

    PutObjectAcl: operation(target.extend({ ACL: text }), (input) => {
      findObject(store, input);
      return checkAcl(input.ACL);
    }),
  };
}
