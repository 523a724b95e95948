import { z } from 'zod';
import { operation } from '../../../server/operation.ts';
import { compareKeys } from '../keyRange.ts';
import type { S3Operation, S3Parts } from '../s3Parts.ts';
import { wholeSeconds } from '../times.ts';
import type { Upload } from '../uploads.ts';
import { encoder } from './listObjects.ts';

const text = z.string().optional();
const largestPage = 1000;

const listInput = z.object({
  Bucket: z.string(),
  Prefix: text,
  Delimiter: text,
  EncodingType: text,
  KeyMarker: text,
  UploadIdMarker: text,
  MaxUploads: z.coerce.number().int().min(0).optional(),
});

type ListInput = z.infer<typeof listInput>;

export function listUploadsOperation({ store, uploads }: S3Parts): S3Operation {
  return operation(
    listInput,
    (input) => {
      store.buckets.get(input.Bucket);
      const encode = encoder(input.EncodingType);
      const limit = Math.min(input.MaxUploads ?? largestPage, largestPage);
      const page = pageOf(uploads.all(input.Bucket), input, limit);
      const owner = { ID: 'strata', DisplayName: 'strata' };
      return {
        Bucket: input.Bucket,
        KeyMarker: encode(input.KeyMarker ?? ''),
        UploadIdMarker: input.UploadIdMarker ?? '',
        ...(page.next && { NextKeyMarker: encode(page.next.key), NextUploadIdMarker: page.next.id }),
        Prefix: encode(input.Prefix ?? ''),
        ...(input.Delimiter && { Delimiter: encode(input.Delimiter) }),
        ...(input.EncodingType && { EncodingType: input.EncodingType }),
        MaxUploads: limit,
        IsTruncated: page.next !== undefined,
        Uploads: page.uploads.map(({ id, key, started, detail }) => ({
          Key: encode(key),
          UploadId: id,
          Initiator: owner,
          Owner: owner,
          StorageClass: detail.object.headers?.StorageClass ?? 'STANDARD',
          Initiated: wholeSeconds(started),
          ...(detail.checksumAlgorithm && {
            ChecksumAlgorithm: detail.checksumAlgorithm,
            ChecksumType: detail.checksumType,
          }),
        })),
        CommonPrefixes: page.prefixes.map((each) => ({ Prefix: encode(each) })),
      };
    },
    'InvalidArgument',
  );
}

interface UploadPage {
  readonly uploads: readonly Upload[];
  readonly prefixes: readonly string[];
  readonly next?: { readonly key: string; readonly id: string };
}

/** Open uploads are few: they are looked through from the first. */
function pageOf(all: readonly Upload[], input: ListInput, limit: number): UploadPage {
  const prefix = input.Prefix ?? '';
  const uploads: Upload[] = [];
  const prefixes: string[] = [];
  let last: { key: string; id: string } | undefined;
  for (const upload of all) {
    if (!upload.key.startsWith(prefix) || !isAfter(upload, input)) continue;
    const folder = folderOf(upload.key, prefix, input.Delimiter);
    if (folder !== undefined && (folder === prefixes.at(-1) || folder === input.KeyMarker)) continue;
    if (uploads.length + prefixes.length === limit) return { uploads, prefixes, ...(last && { next: last }) };
    if (folder === undefined) uploads.push(upload);
    else prefixes.push(folder);
    last = folder === undefined ? { key: upload.key, id: upload.id } : { key: folder, id: '' };
  }
  return { uploads, prefixes };
}

function isAfter(upload: Upload, { KeyMarker, UploadIdMarker }: ListInput): boolean {
  if (!KeyMarker) return true;
  const order = compareKeys(upload.key, KeyMarker);
  return order > 0 || (order === 0 && !!UploadIdMarker && upload.id > UploadIdMarker);
}

function folderOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
