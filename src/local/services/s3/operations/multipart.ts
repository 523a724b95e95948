/** Uploads in parts: create, upload, list and abort; completion is in completeUpload.ts. */
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Call, operation } from '../../../server/operation.ts';
import { algorithmOf, checksumMember } from '../checksums.ts';
import { checkCopySource } from '../conditions.ts';
import { readCopySource } from '../copySource.ts';
import { checkKey } from '../keyRules.ts';
import { ObjectBody } from '../objectBody.ts';
import { checksumsOf, declaredChecksums, describedObject, detailOf, objectTarget } from '../objectInput.ts';
import { copyRangeOf } from '../ranges.ts';
import { type Body, type Expectation, freshName, receiveFile } from '../receive.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { wholeSeconds } from '../times.ts';
import { noSuchUpload, type Part, type Upload } from '../uploads.ts';
import { completeOperation } from './completeUpload.ts';
import { listUploadsOperation } from './listUploads.ts';
import { openObject } from './readObject.ts';
import { bodyInput, largestPut } from './writeObject.ts';

const text = z.string().optional();
const date = z.union([z.date(), z.string()]).optional();
const partTarget = { ...objectTarget, UploadId: z.string(), PartNumber: z.coerce.number() };

export function multipartOperations(parts: S3Parts): S3Operations {
  const { store, uploads } = parts;
  return {
    CreateMultipartUpload: operation(
      z.object({
        ...objectTarget,
        ...describedObject,
        ChecksumAlgorithm: text,
        ChecksumType: z.enum(['COMPOSITE', 'FULL_OBJECT']).optional(),
      }),
      (input) => {
        store.buckets.get(input.Bucket);
        checkKey(input.Key);
        const algorithm = input.ChecksumAlgorithm && algorithmOf(input.ChecksumAlgorithm);
        const type = input.ChecksumType ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
        const { id } = uploads.start(input.Bucket, input.Key, {
          object: detailOf(input),
          ...(algorithm && { checksumAlgorithm: algorithm, checksumType: type }),
        });
        return {
          Bucket: input.Bucket,
          Key: input.Key,
          UploadId: id,
          ...(algorithm && { ChecksumAlgorithm: algorithm, ChecksumType: type }),
        };
      },
      'InvalidArgument',
    ),

    UploadPart: operation(
      z.object({ ...partTarget, ...declaredChecksums, ...bodyInput }),
      async (input, call) => {
        const upload = uploadOf(parts, input);
        if ((input.ContentLength ?? 0) > largestPut) {
          throw new Fault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
        }
        const checksums = checksumsOf(input);
        const { checksumAlgorithm } = upload.detail;
        if (checksumAlgorithm && !checksums.has(checksumAlgorithm)) checksums.set(checksumAlgorithm, undefined);
        const expected = { md5: input.ContentMD5, checksums, ...(input.trailing && { trailing: input.trailing }) };
        const part = await receivePart(parts, upload, input.PartNumber, input.Body, expected, call);
        return { ETag: `"${part.etag}"`, ...partChecksum(upload, part) };
      },
      'InvalidArgument',
    ),

    UploadPartCopy: operation(
      z.object({
        ...partTarget,
        CopySource: z.string(),
        CopySourceRange: text,
        CopySourceIfMatch: text,
        CopySourceIfNoneMatch: text,
        CopySourceIfModifiedSince: date,
        CopySourceIfUnmodifiedSince: date,
      }),
      async (input, call) => {
        const upload = uploadOf(parts, input);
        const { row, descriptor } = openObject(store, readCopySource(input.CopySource));
        const whole = new ObjectBody(descriptor, { start: 0, end: row.size });
        try {
          checkCopySource(row, {
            IfMatch: input.CopySourceIfMatch,
            IfNoneMatch: input.CopySourceIfNoneMatch,
            IfModifiedSince: input.CopySourceIfModifiedSince,
            IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
          });
          const body = whole.slice(copyRangeOf(input.CopySourceRange, row.size));
          const { checksumAlgorithm } = upload.detail;
          const checksums = new Map(checksumAlgorithm ? [[checksumAlgorithm, undefined] as const] : []);
          const part = await receivePart(parts, upload, input.PartNumber, body, { checksums }, call);
          return {
            CopyPartResult: {
              LastModified: wholeSeconds(part.modified),
              ETag: `"${part.etag}"`,
              ...partChecksum(upload, part),
            },
          };
        } finally {
          await whole.close();
        }
      },
      'InvalidArgument',
    ),

    ListParts: operation(
      z.object({
        ...objectTarget,
        UploadId: z.string(),
        MaxParts: z.coerce.number().int().min(0).optional(),
        PartNumberMarker: z.coerce.number().int().min(0).optional(),
      }),
      (input) => {
        const upload = uploadOf(parts, input);
        const marker = input.PartNumberMarker ?? 0;
        const after = uploads.parts(upload.id).filter((part) => part.number > marker);
        const limit = Math.min(input.MaxParts ?? 1000, 1000);
        const page = after.slice(0, limit);
        const owner = { ID: 'strata', DisplayName: 'strata' };
        const { checksumAlgorithm, checksumType, object } = upload.detail;
        return {
          Bucket: upload.bucket,
          Key: upload.key,
          UploadId: upload.id,
          PartNumberMarker: marker,
          NextPartNumberMarker: page.at(-1)?.number ?? marker,
          MaxParts: limit,
          IsTruncated: page.length < after.length,
          Parts: page.map((part) => ({
            PartNumber: part.number,
            LastModified: wholeSeconds(part.modified),
            ETag: `"${part.etag}"`,
            Size: part.size,
            ...partChecksum(upload, part),
          })),
          Initiator: owner,
          Owner: owner,
          StorageClass: object.headers?.StorageClass ?? 'STANDARD',
          ...(checksumAlgorithm && { ChecksumAlgorithm: checksumAlgorithm, ChecksumType: checksumType }),
        };
      },
      'InvalidArgument',
    ),

    AbortMultipartUpload: operation(z.object({ ...objectTarget, UploadId: z.string() }), (input) => {
      uploads.abort(uploadOf(parts, input).id);
      return {};
    }),

    CompleteMultipartUpload: completeOperation(parts),
    ListMultipartUploads: listUploadsOperation(parts),
  };
}

function uploadOf(
  { store, uploads }: S3Parts,
  input: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
): Upload {
  store.buckets.get(input.Bucket);
  return uploads.get(input.Bucket, input.Key, input.UploadId);
}

async function receivePart(
  { uploads }: S3Parts,
  upload: Upload,
  number: number,
  body: Body,
  expected: Expectation,
  call: Call,
): Promise<Part> {
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new Fault('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', 400, {
      ArgumentName: 'partNumber',
      ArgumentValue: String(number),
    });
  }
  const file = freshName();
  const { size, etag, checksums } = await receiveFile(
    path.join(uploads.folderOf(upload.id), file),
    body,
    expected,
    call.signal,
  );
  // It may have been completed or aborted while the part came in.
  if (!uploads.find(upload.bucket, upload.key, upload.id)) {
    uploads.removeFiles(upload.id);
    throw noSuchUpload(upload.id);
  }
  const checksum = upload.detail.checksumAlgorithm && checksums.get(upload.detail.checksumAlgorithm);
  const part = { number, file, size, etag, modified: Date.now(), ...(checksum !== undefined && { checksum }) };
  uploads.putPart(upload.id, part);
  return part;
}

function partChecksum(upload: Upload, part: Part): Record<string, string> {
  const { checksumAlgorithm } = upload.detail;
  return checksumAlgorithm && part.checksum !== undefined ? { [checksumMember(checksumAlgorithm)]: part.checksum } : {};
}
