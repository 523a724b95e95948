/** The buckets themselves. */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { operation } from '../../../server/operation.ts';
import { removeConfigurations } from '../bucketConfigurations.ts';
import { type Bucket, bucketNotEmpty } from '../buckets.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { checkTags, tagSet } from '../tags.ts';

const text = z.string().optional();
const byName = z.object({ Bucket: z.string() });
const defaultRegion = 'us-east-1';

const createInput = z.object({
  Bucket: z.string(),
  ACL: text,
  CreateBucketConfiguration: z
    .object({
      LocationConstraint: text,
      Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
    })
    .optional(),
});

export function bucketOperations({ store, uploads, look, kernel }: S3Parts): S3Operations {
  return {
    ListBuckets: operation(
      z.object({
        Prefix: text,
        BucketRegion: text,
        ContinuationToken: text,
        MaxBuckets: z.coerce.number().int().min(1).max(10_000).optional(),
      }),
      (input) => {
        const after = input.ContinuationToken && Buffer.from(input.ContinuationToken, 'base64').toString('utf8');
        const found: Bucket[] = [];
        for (const { value } of store.buckets.all(input.Prefix)) {
          if (after && value.name <= after) continue;
          if (input.BucketRegion && value.region !== input.BucketRegion) continue;
          found.push(value);
        }
        const page = found.slice(0, input.MaxBuckets ?? 10_000);
        const last = page.length < found.length ? page.at(-1)?.name : undefined;
        return {
          Buckets: page.map((bucket) => ({
            Name: bucket.name,
            CreationDate: new Date(bucket.created),
            // As S3 has it, the region is told to callers that page.
            ...((input.MaxBuckets || input.BucketRegion) && { BucketRegion: bucket.region }),
          })),
          Owner: { ID: 'strata', DisplayName: 'strata' },
          ...(last && { ContinuationToken: Buffer.from(last).toString('base64') }),
          ...(input.Prefix && { Prefix: input.Prefix }),
        };
      },
    ),

    CreateBucket: operation(createInput, async (input, call) => {
      const asked = input.CreateBucketConfiguration?.LocationConstraint;
      if (asked === defaultRegion || (asked !== undefined && call.region !== defaultRegion && asked !== call.region)) {
        throw asked === defaultRegion
          ? new Fault('InvalidLocationConstraint', 'The specified location-constraint is not valid')
          : new Fault(
              'IllegalLocationConstraintException',
              `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`,
            );
      }
      if (asked === undefined && call.region !== defaultRegion) {
        throw new Fault(
          'IllegalLocationConstraintException',
          'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
        );
      }
      const tags = input.CreateBucketConfiguration?.Tags;
      const checked = tags && checkTags(tags, 50);
      // us-east-1 answers a second creation by the owner with success, the other regions with a conflict.
      const region = asked ?? call.region;
      if (region === defaultRegion && store.buckets.find(input.Bucket)?.region === region) {
        return { Location: `/${input.Bucket}` };
      }
      store.buckets.create(input.Bucket, region);
      await look.look(input.Bucket, '', true, Number.POSITIVE_INFINITY, call.signal);
      if (checked) {
        kernel.store
          .collection('s3.configuration', 'global')
          .put(`${input.Bucket}/tagging`, { TagSet: tagSet(checked) });
      }
      return { Location: `/${input.Bucket}` };
    }),

    HeadBucket: operation(byName, (input) => {
      const bucket = store.buckets.get(input.Bucket);
      return { BucketRegion: bucket.region, AccessPointAlias: false };
    }),

    GetBucketLocation: operation(byName, (input) => {
      const { region } = store.buckets.get(input.Bucket);
      // S3 has no name for its first region here.
      return region === defaultRegion ? {} : { LocationConstraint: region };
    }),

    DeleteBucket: operation(byName, async (input, call) => {
      store.buckets.get(input.Bucket);
      await look.look(input.Bucket, '', false, Number.POSITIVE_INFINITY, call.signal);
      if (!store.index.isEmpty(input.Bucket)) throw bucketNotEmpty(input.Bucket);
      store.buckets.delete(input.Bucket);
      uploads.abortAll(input.Bucket);
      store.folders.forget(input.Bucket);
      removeConfigurations(kernel.store, input.Bucket);
      return {};
    }),
  };
}
