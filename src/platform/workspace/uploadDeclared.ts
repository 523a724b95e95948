/**
 * The files of strata.yaml on their way to the local endpoint: a deployment uploads what changed since the last one, and
 * writes over nothing that somebody else has put there meanwhile. What it uploaded is kept beside its artifacts.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { formatS3Uri, type S3Place } from '../../core/s3Uri.ts';
import type { Ctx } from '../ctx.ts';
import { uploadsOf } from './declaredUploads.ts';
import type { PipelineFolder } from './pipelineFolders.ts';

export interface Uploads {
  readonly uploaded: number;
  /** The objects that were left alone although their files changed, as what is there is somebody else's. */
  readonly kept: readonly string[];
}

/** The object that is in a file's place. */
export interface Standing {
  /** Of an object that was put in one piece its MD5. */
  readonly etag: string;
  /** Milliseconds. */
  readonly modified: number;
}

/**
 * @param file MD5 and time of the file
 * @param before the MD5 of what the last deployment uploaded there
 * @param standing what is there now; asked only when it matters
 */
export async function decideUpload(
  file: { readonly md5: string; readonly modified: number },
  before: string | undefined,
  standing: () => Promise<Standing | undefined>,
): Promise<'upload' | 'unchanged' | 'keep'> {
  // Whatever became of the object since then was meant.
  if (before === file.md5) return 'unchanged';
  const there = await standing();
  if (!there) return 'upload';
  if (there.etag === file.md5) return 'unchanged';
  if (before !== undefined) return there.etag === before ? 'upload' : 'keep';
  return there.modified > file.modified ? 'keep' : 'upload';
}

/**
 * @param target.record the bucket and key of what is kept from one deployment to the next
 * @param target.all uploads every file, whatever is there
 */
export async function uploadDeclared(
  ctx: Ctx,
  pipeline: Pick<PipelineFolder, 'folder' | 'declared'>,
  target: { readonly outputs: Readonly<Record<string, string>>; readonly record: S3Place; readonly all: boolean },
  signal: AbortSignal,
): Promise<Uploads> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const made = await bucketDates(s3, signal);
  const record = await readRecord(s3, target.record, signal);
  const known = new Map(Object.entries(record));
  const kept: string[] = [];
  let uploaded = 0;
  const empty = new Map<string, boolean>();
  for await (const { file, below, ...place } of uploadsOf(pipeline, target.outputs)) {
    signal.throwIfAborted();
    const body = await readFile(file);
    const md5 = createHash('md5').update(body).digest('hex');
    const uri = formatS3Uri(place);
    // A bucket of the same name that was made anew holds nothing of the last one's.
    const name = `${uri} ${made.get(place.bucket) ?? ''}`;
    const { mtimeMs: modified } = await stat(file);
    const folder = formatS3Uri({ ...place, key: below });
    // What was emptied is filled again.
    if (!empty.has(folder)) empty.set(folder, await isEmpty(s3, { ...place, key: below }, signal));
    const decided =
      target.all || empty.get(folder)
        ? 'upload'
        : await decideUpload({ md5, modified }, known.get(name), () => standingAt(s3, place, signal));
    if (decided === 'keep') {
      kept.push(uri);
      continue;
    }
    if (decided === 'upload') {
      ctx.report(t('Uploading {0}', place.key));
      await put(s3, place, body, signal);
      uploaded++;
    }
    known.set(name, md5);
  }
  await put(s3, target.record, Buffer.from(JSON.stringify(Object.fromEntries(known))), signal);
  return { uploaded, kept };
}

async function bucketDates(s3: S3Client, signal: AbortSignal): Promise<Map<string, string>> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}), { abortSignal: signal });
  return new Map(Buckets.map(({ Name = '', CreationDate }) => [Name, CreationDate?.toISOString() ?? '']));
}

async function readRecord(s3: S3Client, place: S3Place, signal: AbortSignal): Promise<Record<string, string>> {
  const { GetObjectCommand } = await import('@aws-sdk/client-s3');
  const object = await orNothing(
    s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }), { abortSignal: signal }),
  );
  return object ? (JSON.parse((await object.Body?.transformToString()) ?? '{}') as Record<string, string>) : {};
}

async function standingAt(s3: S3Client, place: S3Place, signal: AbortSignal): Promise<Standing | undefined> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const object = await orNothing(
    s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }), { abortSignal: signal }),
  );
  return object && { etag: (object.ETag ?? '').replaceAll('"', ''), modified: object.LastModified?.getTime() ?? 0 };
}

async function isEmpty(s3: S3Client, { bucket, key }: S3Place, signal: AbortSignal): Promise<boolean> {
  const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }), {
    abortSignal: signal,
  });
  return KeyCount === 0;
}

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

async function put(s3: S3Client, place: S3Place, body: Uint8Array, signal: AbortSignal): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: body }), { abortSignal: signal });
}
