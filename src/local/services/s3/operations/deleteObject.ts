/** DeleteObject and DeleteObjects. */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Call, operation } from '../../../server/operation.ts';
import { announce } from '../announce.ts';
import { checkWrite } from '../conditions.ts';
import { checkKey } from '../keyRules.ts';
import { objectTarget } from '../objectInput.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { checkVersion } from '../versions.ts';
import { malformedXml } from '../wire/xmlShape.ts';

const text = z.string().optional();

const manyInput = z.object({
  Bucket: z.string(),
  Delete: z.object({
    Objects: z.array(z.object({ Key: z.string(), VersionId: text, ETag: text })).default([]),
    Quiet: z.boolean().optional(),
  }),
});

export function deleteOperations(parts: S3Parts): S3Operations {
  const { store } = parts;
  return {
    DeleteObject: operation(
      z.object({ ...objectTarget, VersionId: text, IfMatch: text }),
      (input, call) => {
        store.buckets.get(input.Bucket);
        checkKey(input.Key);
        checkVersion(input.VersionId);
        if (input.IfMatch !== undefined) {
          checkWrite(input.Key, store.find(input.Bucket, input.Key), { IfMatch: input.IfMatch });
        }
        for (const row of store.delete(input.Bucket, [input.Key])) announce(parts, 'ObjectRemoved:Delete', row, call);
        return {};
      },
      'InvalidArgument',
    ),

    DeleteObjects: operation(manyInput, (input, call) => deleteMany(parts, input, call), 'InvalidArgument'),
  };
}

function deleteMany(parts: S3Parts, input: z.infer<typeof manyInput>, call: Call): unknown {
  const { store } = parts;
  store.buckets.get(input.Bucket);
  const { Objects, Quiet } = input.Delete;
  if (Objects.length === 0 || Objects.length > 1000) throw malformedXml();
  const errors: Record<string, string>[] = [];
  const keys = new Set<string>();
  for (const { Key, VersionId, ETag } of Objects) {
    try {
      checkKey(Key);
      checkVersion(VersionId);
      if (ETag !== undefined) checkWrite(Key, store.find(input.Bucket, Key), { IfMatch: ETag });
      keys.add(Key);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      errors.push({ Key, Code: error.code, Message: error.message });
    }
  }
  for (const row of store.delete(input.Bucket, [...keys])) announce(parts, 'ObjectRemoved:Delete', row, call);
  return { ...(Quiet ? {} : { Deleted: [...keys].map((Key) => ({ Key })) }), Errors: errors };
}
