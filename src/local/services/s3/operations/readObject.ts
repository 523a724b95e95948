/** GetObject, HeadObject and GetObjectAttributes. */
import { closeSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { operation } from '../../../server/operation.ts';
import { checksumMember, checksumMembers } from '../checksums.ts';
import { checkRead } from '../conditions.ts';
import { checkKey, noSuchKey } from '../keyRules.ts';
import { ObjectBody } from '../objectBody.ts';
import { objectTarget } from '../objectInput.ts';
import type { ObjectRow } from '../objectRow.ts';
import type { ObjectStore, OpenObject } from '../objectStore.ts';
import { type ByteRange, rangeOf } from '../ranges.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { wholeSeconds } from '../times.ts';
import { checkVersion } from '../versions.ts';

const text = z.string().optional();
const date = z.union([z.date(), z.string()]).optional();

export const readInput = z.object({
  ...objectTarget,
  Range: text,
  PartNumber: z.coerce.number().int().min(1).max(10_000).optional(),
  VersionId: text,
  ChecksumMode: text,
  IfMatch: text,
  IfNoneMatch: text,
  IfModifiedSince: date,
  IfUnmodifiedSince: date,
  ResponseCacheControl: text,
  ResponseContentDisposition: text,
  ResponseContentEncoding: text,
  ResponseContentLanguage: text,
  ResponseContentType: text,
  ResponseExpires: date,
});

type ReadInput = z.infer<typeof readInput>;

export function readOperations({ store }: S3Parts): S3Operations {
  return {
    /** Body is an ObjectBody; s3.ts turns it into bytes for callers that are not the wire. */
    GetObject: operation(
      readInput,
      (input) => {
        const { row, descriptor } = openObject(store, input);
        try {
          const { members, range } = described(row, input);
          return { ...members, Body: new ObjectBody(descriptor, range) };
        } catch (error) {
          closeSync(descriptor);
          throw error;
        }
      },
      'InvalidArgument',
    ),

    HeadObject: operation(readInput, (input) => described(findObject(store, input), input).members, 'InvalidArgument'),

    GetObjectAttributes: operation(
      z.object({
        ...objectTarget,
        VersionId: text,
        ObjectAttributes: z.union([z.string(), z.array(z.string())]),
        MaxParts: z.coerce.number().int().min(0).optional(),
        PartNumberMarker: z.coerce.number().int().min(0).optional(),
      }),
      (input) => {
        const row = findObject(store, input);
        const wanted = new Set(
          [input.ObjectAttributes].flat().flatMap((each) => each.split(',').map((name) => name.trim())),
        );
        const pick = <T>(name: string, value: T) => (wanted.has(name) && value !== undefined ? { [name]: value } : {});
        return {
          LastModified: wholeSeconds(row.modified),
          ...pick('ETag', row.etag),
          ...pick('Checksum', row.detail.checksum && checksumMembers(row.detail.checksum)),
          ...pick('ObjectParts', partsOf(row, input.PartNumberMarker ?? 0, input.MaxParts ?? 1000)),
          ...pick('StorageClass', row.detail.headers?.StorageClass ?? 'STANDARD'),
          ...pick('ObjectSize', row.size),
        };
      },
      'InvalidArgument',
    ),
  };
}

type Target = { readonly Bucket: string; readonly Key: string; readonly VersionId?: string | undefined };

/** @throws Fault NoSuchBucket, NoSuchKey */
export function findObject(store: ObjectStore, input: Target): ObjectRow {
  checkTarget(store, input);
  const row = store.find(input.Bucket, input.Key);
  if (!row) throw noSuchKey(input.Key);
  return row;
}

/** @throws Fault NoSuchBucket, NoSuchKey */
export function openObject(store: ObjectStore, input: Target): OpenObject {
  checkTarget(store, input);
  const object = store.open(input.Bucket, input.Key);
  if (!object) throw noSuchKey(input.Key);
  return object;
}

function checkTarget(store: ObjectStore, input: Target): void {
  store.buckets.get(input.Bucket);
  checkKey(input.Key);
  checkVersion(input.VersionId);
}

/** The members of the answer without its body, and the bytes it carries. */
function described(row: ObjectRow, input: ReadInput): { members: Record<string, unknown>; range: ByteRange } {
  checkRead(row, input);
  const part = input.PartNumber === undefined ? undefined : rangeOfPart(row, input.PartNumber);
  const asked = part ?? rangeOf(input.Range, row.size);
  const range = asked ?? { start: 0, end: row.size };
  const { headers, metadata, tags, checksum, parts } = row.detail;
  const members = {
    AcceptRanges: 'bytes',
    LastModified: wholeSeconds(row.modified),
    ContentLength: range.end - range.start,
    ETag: `"${row.etag}"`,
    ContentType: 'binary/octet-stream',
    ...headers,
    ...overridden(input),
    ...(asked && { ContentRange: `bytes ${range.start}-${Math.max(range.start, range.end - 1)}/${row.size}` }),
    ...(part && parts && { PartsCount: parts.length }),
    ...(tags && { TagCount: Object.keys(tags).length }),
    // A checksum of the whole says nothing of a range.
    ...(input.ChecksumMode?.toUpperCase() === 'ENABLED' && !asked ? checksumMembers(checksum) : {}),
    Metadata: metadata ?? {},
  };
  return { members, range };
}

function overridden(input: ReadInput): Record<string, string> {
  const expires = input.ResponseExpires;
  const given = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    ExpiresString: expires instanceof Date ? expires.toUTCString() : expires,
  };
  return Object.fromEntries(Object.entries(given).filter((each): each is [string, string] => each[1] !== undefined));
}

function rangeOfPart(row: ObjectRow, number: number): ByteRange {
  const parts = row.detail.parts ?? [{ number: 1, size: row.size }];
  let start = 0;
  for (const [i, part] of parts.entries()) {
    if (i + 1 === number) return { start, end: start + part.size };
    start += part.size;
  }
  throw new Fault('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
    PartNumberRequested: number,
    ActualPartCount: parts.length,
  });
}

function partsOf(row: ObjectRow, marker: number, most: number): Record<string, unknown> | undefined {
  const { parts, checksum } = row.detail;
  if (!parts) return undefined;
  const after = parts.map((part, i) => ({ ...part, number: i + 1 })).filter((part) => part.number > marker);
  const page = after.slice(0, most);
  const truncated = after.length > page.length;
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: marker,
    ...(truncated && page.length > 0 ? { NextPartNumberMarker: page.at(-1)?.number } : {}),
    MaxParts: most,
    IsTruncated: truncated,
    Parts: page.map((part) => ({
      PartNumber: part.number,
      Size: part.size,
      ...(part.checksum === undefined || !checksum ? {} : { [checksumMember(checksum.algorithm)]: part.checksum }),
    })),
  };
}
