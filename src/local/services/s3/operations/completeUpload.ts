import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type Call, operation } from '../../../server/operation.ts';
import { announce } from '../announce.ts';
import { assemble } from '../assemble.ts';
import { checksumMembers, checksumMismatch, compositeChecksum } from '../checksums.ts';
import { chooseParts, etagOfParts } from '../completion.ts';
import { checkWrite } from '../conditions.ts';
import { checksumsOf, declaredChecksums, objectTarget } from '../objectInput.ts';
import type { ObjectRow, StoredChecksum } from '../objectRow.ts';
import type { S3Operation, S3Parts } from '../s3Parts.ts';
import { noSuchUpload, type Part, type Upload } from '../uploads.ts';
import { encryptionOf } from './writeObject.ts';

const text = z.string().optional();

const completeInput = z.object({
  ...objectTarget,
  ...declaredChecksums,
  UploadId: z.string(),
  MultipartUpload: z
    .object({ Parts: z.array(z.looseObject({ PartNumber: z.number().int(), ETag: text })).default([]) })
    .optional(),
  IfMatch: text,
  IfNoneMatch: text,
});

type CompleteInput = z.infer<typeof completeInput>;

export function completeOperation(parts: S3Parts): S3Operation {
  return operation(completeInput, (input, call) => complete(parts, input, call), 'MalformedXML');
}

async function complete(parts: S3Parts, input: CompleteInput, call: Call): Promise<unknown> {
  const { store, uploads } = parts;
  store.buckets.get(input.Bucket);
  const named = input.MultipartUpload?.Parts ?? [];
  const upload = uploads.find(input.Bucket, input.Key, input.UploadId);
  if (!upload) return completedBefore(parts, input);
  const { checksumAlgorithm, checksumType, object } = upload.detail;
  const chosen = chooseParts(named, uploads.parts(upload.id), checksumAlgorithm);
  checkWrite(input.Key, store.find(input.Bucket, input.Key), input);

  const temporary = store.temporaryFile();
  try {
    const files = chosen.map((part) => path.join(uploads.folderOf(upload.id), part.file));
    const whole = checksumType === 'FULL_OBJECT' ? checksumAlgorithm : undefined;
    const sum = await assemble(temporary, files, whole, call.signal);
    const checksum = checksumOf(upload, chosen, sum);
    if (checksum) checkDeclared(input, checksum);
    const row = store.commit(
      temporary,
      {
        bucket: input.Bucket,
        key: input.Key,
        size: chosen.reduce((size, part) => size + part.size, 0),
        etag: etagOfParts(chosen.map((part) => part.etag)),
        detail: {
          ...object,
          parts: chosen.map(({ number, size, checksum: own }) => ({
            number,
            size,
            ...(own !== undefined && { checksum: own }),
          })),
          ...(checksum && { checksum }),
        },
      },
      {
        upload: upload.id,
        allow: (current) => {
          checkWrite(input.Key, current, input);
          if (!uploads.find(input.Bucket, input.Key, upload.id)) throw noSuchUpload(upload.id);
        },
      },
    );
    uploads.removeFiles(upload.id);
    announce(parts, 'ObjectCreated:CompleteMultipartUpload', row, call);
    return answerOf(row);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A caller whose first answer was lost asks again: as S3 does, it is told what it was told before. */
function completedBefore({ store }: S3Parts, input: CompleteInput): unknown {
  const named = input.MultipartUpload?.Parts ?? [];
  const row = store.find(input.Bucket, input.Key);
  if (named.length > 0 && row?.etag === etagOfParts(named.map((part) => part.ETag))) return answerOf(row);
  throw noSuchUpload(input.UploadId);
}

function answerOf(row: ObjectRow): unknown {
  return {
    Location: `http://${row.bucket}.s3.amazonaws.com/${encodeURIComponent(row.key)}`,
    Bucket: row.bucket,
    Key: row.key,
    ETag: `"${row.etag}"`,
    ...checksumMembers(row.detail.checksum),
    ...encryptionOf(row),
  };
}

function checksumOf(upload: Upload, parts: readonly Part[], whole: string | undefined): StoredChecksum | undefined {
  const { checksumAlgorithm: algorithm, checksumType } = upload.detail;
  if (!algorithm) return undefined;
  if (checksumType === 'FULL_OBJECT') {
    return whole === undefined ? undefined : { algorithm, value: whole, type: 'FULL_OBJECT' };
  }
  const value = compositeChecksum(
    algorithm,
    parts.map((part) => part.checksum ?? ''),
  );
  return { algorithm, value, type: 'COMPOSITE' };
}

function checkDeclared(input: CompleteInput, checksum: StoredChecksum): void {
  const bare = (value: string) => value.replace(/-\d+$/, '');
  const members = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      name.startsWith('Checksum') && typeof value === 'string' ? bare(value) : undefined,
    ]),
  );
  const declared = checksumsOf(members).get(checksum.algorithm);
  if (declared !== undefined && declared !== bare(checksum.value)) throw checksumMismatch(checksum.algorithm);
}
