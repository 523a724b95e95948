/** PutObject and CopyObject. */
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Call, operation } from '../../../server/operation.ts';
import { announce } from '../announce.ts';
import { checksumMembers } from '../checksums.ts';
import { checkCopySource, checkWrite } from '../conditions.ts';
import { readCopySource } from '../copySource.ts';
import { checkKey } from '../keyRules.ts';
import { ObjectBody } from '../objectBody.ts';
import { checksumsOf, declaredChecksums, describedObject, detailOf, objectTarget } from '../objectInput.ts';
import type { ChecksumAlgorithm, ObjectDetail, ObjectRow, StoredChecksum } from '../objectRow.ts';
import { type Body, type Received, receiveFile } from '../receive.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { wholeSeconds } from '../times.ts';
import { openObject } from './readObject.ts';

const text = z.string().optional();
const date = z.union([z.date(), z.string()]).optional();

/** 5 GB: larger objects are uploaded in parts. */
export const largestPut = 5 * 1024 ** 3;

export const bodyInput = {
  Body: z.custom<Body>().optional(),
  ContentLength: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Of the wire only: trailing checksums by algorithm, known once the body was read. */
  trailing: z.custom<(algorithm: ChecksumAlgorithm) => string | undefined>().optional(),
};

const putInput = z.object({
  ...objectTarget,
  ...describedObject,
  ...declaredChecksums,
  ...bodyInput,
  IfMatch: text,
  IfNoneMatch: text,
});

const copyInput = z.object({
  ...objectTarget,
  ...describedObject,
  CopySource: z.string(),
  MetadataDirective: z.enum(['COPY', 'REPLACE']).optional(),
  TaggingDirective: z.enum(['COPY', 'REPLACE']).optional(),
  ChecksumAlgorithm: text,
  CopySourceIfMatch: text,
  CopySourceIfNoneMatch: text,
  CopySourceIfModifiedSince: date,
  CopySourceIfUnmodifiedSince: date,
  IfMatch: text,
  IfNoneMatch: text,
});

export function writeOperations(parts: S3Parts): S3Operations {
  return {
    PutObject: operation(putInput, (input, call) => put(parts, input, call), 'InvalidArgument'),
    CopyObject: operation(copyInput, (input, call) => copy(parts, input, call), 'InvalidArgument'),
  };
}

async function put(parts: S3Parts, input: z.infer<typeof putInput>, call: Call): Promise<unknown> {
  const { store } = parts;
  store.buckets.get(input.Bucket);
  checkKey(input.Key);
  const detail = detailOf(input);
  const checksums = checksumsOf(input);
  if ((input.ContentLength ?? 0) > largestPut) {
    throw new Fault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      ProposedSize: input.ContentLength ?? 0,
      MaxSizeAllowed: largestPut,
    });
  }
  // What cannot succeed is refused before its bytes are read; what counts is the look at the moment of the change.
  checkWrite(input.Key, store.find(input.Bucket, input.Key), input);
  const temporary = store.temporaryFile();
  const expected = { md5: input.ContentMD5, checksums, ...(input.trailing && { trailing: input.trailing }) };
  const received = await receiveFile(temporary, input.Body, expected, call.signal);
  const row = await commit(parts, temporary, input, received, detail, checksumOf(received));
  announce(parts, 'ObjectCreated:Put', row, call);
  return {
    ETag: `"${row.etag}"`,
    ...checksumMembers(row.detail.checksum),
    ...encryptionOf(row),
  };
}

type WriteTarget = {
  readonly Bucket: string;
  readonly Key: string;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
};

async function commit(
  { store }: S3Parts,
  temporary: string,
  target: WriteTarget,
  received: Received,
  detail: ObjectDetail,
  checksum: StoredChecksum | undefined,
): Promise<ObjectRow> {
  try {
    return store.commit(
      temporary,
      {
        bucket: target.Bucket,
        key: target.Key,
        size: received.size,
        etag: received.etag,
        detail: { ...detail, ...(checksum && { checksum }) },
      },
      { allow: (current) => checkWrite(target.Key, current, target) },
    );
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function checksumOf(received: Received): StoredChecksum | undefined {
  const [first] = received.checksums;
  return first && { algorithm: first[0], value: first[1], type: 'FULL_OBJECT' };
}

export function encryptionOf(row: ObjectRow): Record<string, string> {
  const { ServerSideEncryption, SSEKMSKeyId } = row.detail.headers ?? {};
  return { ...(ServerSideEncryption && { ServerSideEncryption }), ...(SSEKMSKeyId && { SSEKMSKeyId }) };
}

async function copy(parts: S3Parts, input: z.infer<typeof copyInput>, call: Call): Promise<unknown> {
  const { store } = parts;
  store.buckets.get(input.Bucket);
  checkKey(input.Key);
  const source = readCopySource(input.CopySource);
  const { row: from, descriptor } = openObject(store, source);
  const body = new ObjectBody(descriptor, { start: 0, end: from.size });
  try {
    checkCopySource(from, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
    const detail = copiedDetail(from, input);
    const temporary = store.temporaryFile();
    // The checksum that the source has, or the one that is asked for, is computed anew over all bytes.
    const algorithm = checksumsOf(input).keys().next().value ?? from.detail.checksum?.algorithm;
    const checksums = new Map(algorithm ? [[algorithm, undefined] as const] : []);
    const received = await receiveFile(temporary, body, { checksums }, call.signal);
    const row = await commit(parts, temporary, input, received, detail, checksumOf(received));
    announce(parts, 'ObjectCreated:Copy', row, call);
    return {
      CopyObjectResult: {
        LastModified: wholeSeconds(row.modified),
        ETag: `"${row.etag}"`,
        ...checksumMembers(row.detail.checksum),
      },
      ...encryptionOf(row),
    };
  } finally {
    await body.close();
  }
}

function copiedDetail(from: ObjectRow, input: z.infer<typeof copyInput>): ObjectDetail {
  const given = detailOf(input);
  const replaced = input.MetadataDirective === 'REPLACE';
  const onItself = from.bucket === input.Bucket && from.key === input.Key;
  const changes = ['StorageClass', 'WebsiteRedirectLocation', 'ServerSideEncryption'] as const;
  if (onItself && !replaced && changes.every((name) => input[name] === undefined)) {
    throw new Fault(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  // These are of the copy alone: they are not taken from the source.
  const { StorageClass, ServerSideEncryption, SSEKMSKeyId, WebsiteRedirectLocation, ...kept } =
    from.detail.headers ?? {};
  const own = Object.fromEntries(
    Object.entries(given.headers ?? {}).filter(
      ([name]) => (changes as readonly string[]).includes(name) || name === 'SSEKMSKeyId',
    ),
  );
  const headers = replaced ? given.headers : { ...kept, ...own };
  const metadata = replaced ? given.metadata : from.detail.metadata;
  const tags = input.TaggingDirective === 'REPLACE' ? given.tags : from.detail.tags;
  return {
    ...(headers && Object.keys(headers).length > 0 && { headers }),
    ...(metadata && { metadata }),
    ...(tags && { tags }),
  };
}
