/** ListObjectsV2, ListObjects and ListObjectVersions. */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Call, operation } from '../../../server/operation.ts';
import { type ListPage, listPage } from '../listing.ts';
import type { ObjectRow } from '../objectRow.ts';
import type { S3Operations, S3Parts } from '../s3Parts.ts';
import { wholeSeconds } from '../times.ts';

const text = z.string().optional();
const largestPage = 1000;

/** Milliseconds that a list waits for the look at folders somebody else changed. */
const patience = 2000;

const common = {
  Bucket: z.string(),
  Prefix: text,
  Delimiter: text,
  EncodingType: text,
  MaxKeys: z.coerce.number().optional(),
};

const owner = { ID: 'strata', DisplayName: 'strata' };

export function listOperations(parts: S3Parts): S3Operations {
  return {
    ListObjectsV2: operation(
      z.object({
        ...common,
        ContinuationToken: text,
        StartAfter: text,
        FetchOwner: z.union([z.boolean(), z.stringbool()]).optional(),
      }),
      async (input, call) => {
        const encode = encoder(input.EncodingType);
        const limit = pageSize(input.MaxKeys);
        const after = input.ContinuationToken === undefined ? input.StartAfter : readToken(input.ContinuationToken);
        const page = await readPage(parts, input, after ?? '', limit, input.ContinuationToken === undefined, call);
        return {
          Name: input.Bucket,
          Prefix: encode(input.Prefix ?? ''),
          ...(input.StartAfter !== undefined && { StartAfter: encode(input.StartAfter) }),
          ...(input.ContinuationToken !== undefined && { ContinuationToken: input.ContinuationToken }),
          KeyCount: page.items.length + page.commonPrefixes.length,
          MaxKeys: input.MaxKeys ?? largestPage,
          ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
          ...(input.EncodingType && { EncodingType: input.EncodingType }),
          IsTruncated: page.next !== undefined,
          ...(page.next !== undefined && { NextContinuationToken: Buffer.from(page.next).toString('base64') }),
          ...contents(page, encode, input.FetchOwner === true),
        };
      },
      'InvalidArgument',
    ),

    ListObjects: operation(
      z.object({ ...common, Marker: text }),
      async (input, call) => {
        const encode = encoder(input.EncodingType);
        const limit = pageSize(input.MaxKeys);
        const page = await readPage(parts, input, input.Marker ?? '', limit, !input.Marker, call);
        return {
          Name: input.Bucket,
          Prefix: encode(input.Prefix ?? ''),
          Marker: encode(input.Marker ?? ''),
          MaxKeys: input.MaxKeys ?? largestPage,
          ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
          ...(input.EncodingType && { EncodingType: input.EncodingType }),
          IsTruncated: page.next !== undefined,
          // S3 tells it with a delimiter only: without one it is the last key of the page.
          ...(page.next !== undefined && input.Delimiter ? { NextMarker: encode(page.next) } : {}),
          ...contents(page, encode, true),
        };
      },
      'InvalidArgument',
    ),

    ListObjectVersions: operation(
      z.object({ ...common, KeyMarker: text, VersionIdMarker: text }),
      async (input, call) => {
        const encode = encoder(input.EncodingType);
        const limit = pageSize(input.MaxKeys);
        const page = await readPage(parts, input, input.KeyMarker ?? '', limit, !input.KeyMarker, call);
        return {
          Name: input.Bucket,
          Prefix: encode(input.Prefix ?? ''),
          KeyMarker: encode(input.KeyMarker ?? ''),
          VersionIdMarker: input.VersionIdMarker ?? '',
          MaxKeys: input.MaxKeys ?? largestPage,
          ...(input.Delimiter ? { Delimiter: encode(input.Delimiter) } : {}),
          ...(input.EncodingType && { EncodingType: input.EncodingType }),
          IsTruncated: page.next !== undefined,
          ...(page.next !== undefined && { NextKeyMarker: encode(page.next), NextVersionIdMarker: 'null' }),
          Versions: page.items.map((row) => ({
            ...entry(row, encode),
            VersionId: 'null',
            IsLatest: true,
            Owner: owner,
          })),
          CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: encode(each) })),
        };
      },
      'InvalidArgument',
    ),
  };
}

async function readPage(
  { store, look }: S3Parts,
  input: { readonly Bucket: string; readonly Prefix?: string | undefined; readonly Delimiter?: string | undefined },
  after: string,
  limit: number,
  isFirst: boolean,
  call: Call,
): Promise<ListPage<ObjectRow>> {
  store.buckets.get(input.Bucket);
  const prefix = input.Prefix ?? '';
  if (isFirst) await look.look(input.Bucket, prefix, input.Delimiter === '/', patience, call.signal);
  const request = { prefix, delimiter: input.Delimiter ?? '', after, limit };
  return listPage(request, (start, exclusive, count) =>
    store.index.range(input.Bucket, prefix, start, exclusive, count),
  );
}

function contents(page: ListPage<ObjectRow>, encode: (text: string) => string, withOwner: boolean) {
  return {
    Contents: page.items.map((row) => ({ ...entry(row, encode), ...(withOwner && { Owner: owner }) })),
    CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: encode(each) })),
  };
}

function entry(row: ObjectRow, encode: (text: string) => string) {
  const { checksum, headers } = row.detail;
  return {
    Key: encode(row.key),
    LastModified: wholeSeconds(row.modified),
    ETag: `"${row.etag}"`,
    ...(checksum && { ChecksumAlgorithm: [checksum.algorithm], ChecksumType: checksum.type }),
    Size: row.size,
    StorageClass: headers?.StorageClass ?? 'STANDARD',
  };
}

function pageSize(maxKeys: number | undefined): number {
  if (maxKeys === undefined) return largestPage;
  if (!Number.isInteger(maxKeys) || maxKeys < 0 || maxKeys > 2 ** 31 - 1) {
    throw new Fault('InvalidArgument', 'Argument maxKeys must be an integer between 0 and 2147483647', 400, {
      ArgumentName: 'maxKeys',
      ArgumentValue: String(maxKeys),
    });
  }
  return Math.min(maxKeys, largestPage);
}

/** @throws Fault InvalidArgument for an encoding S3 does not have */
export function encoder(encodingType: string | undefined): (text: string) => string {
  if (!encodingType) return (text) => text;
  if (encodingType !== 'url') {
    throw new Fault('InvalidArgument', 'Invalid Encoding Method specified in Request', 400, {
      ArgumentName: 'encoding-type',
      ArgumentValue: encodingType,
    });
  }
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

function readToken(token: string): string {
  const after = Buffer.from(token, 'base64').toString('utf8');
  if (after !== '' && Buffer.from(after).toString('base64') === token) return after;
  throw new Fault('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
  });
}
