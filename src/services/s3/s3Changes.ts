/** Transfers and deletions, object by object, so that each can be cancelled and none is half done. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../core/appError.ts';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeKind } from '../../core/node.ts';
import type { S3Place } from '../../core/s3Uri.ts';
import { fileToObject, objectToFile } from '../../platform/connections/objectTransfer.ts';
import type { Ctx } from '../../platform/ctx.ts';

/**
 * Uploads files, and folders with all that they hold, below a prefix; gives how many objects were written.
 * @throws AppError `not-found`, before anything is sent, for what is not there
 */
export async function upload(ctx: Ctx, to: S3Place, files: readonly string[], signal: AbortSignal): Promise<number> {
  for (const file of files) {
    await stat(file).catch((cause: unknown) => {
      throw new AppError('not-found', t('There is no file {0}.', file), { cause });
    });
  }
  let count = 0;
  for (const file of files) {
    for await (const each of filesBelow(file)) {
      signal.throwIfAborted();
      const key = to.key + path.relative(path.dirname(file), each).split(path.sep).join('/');
      ctx.report(t('Uploading {0}', key));
      await fileToObject(ctx, each, { bucket: to.bucket, key }, signal);
      count++;
    }
  }
  return count;
}

async function* filesBelow(root: string): AsyncGenerator<string> {
  if ((await stat(root)).isFile()) {
    yield root;
    return;
  }
  const entries = await readdir(root, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* filesBelow(path.join(root, entry.name));
    else if (entry.isFile()) yield path.join(root, entry.name);
  }
}

/** Downloads an object, or all below a prefix, into a folder; no key can name a place outside of it. */
export async function download(ctx: Ctx, from: S3Place, folder: string, signal: AbortSignal): Promise<number> {
  const s3 = await ctx.aws.client(S3Client);
  const base = from.key.slice(0, from.key.replace(/\/$/, '').lastIndexOf('/') + 1);
  let count = 0;
  for await (const key of keysBelow(s3, from, signal)) {
    if (key.endsWith('/')) continue;
    const file = insideOf(folder, key.slice(base.length));
    ctx.report(t('Downloading {0}', key));
    await mkdir(path.dirname(file), { recursive: true });
    const beside = `${file}.${randomUUID()}.part`;
    try {
      await objectToFile(ctx, { bucket: from.bucket, key }, beside, {}, signal);
      await rename(beside, file);
    } finally {
      await rm(beside, { force: true });
    }
    count++;
  }
  return count;
}

/** @throws AppError `invalid-input` for a key whose path would lie outside of the folder */
export function insideOf(folder: string, relative: string): string {
  const root = path.resolve(folder);
  // A key may begin with a slash, which is no root of this machine.
  const file = path.join(root, relative);
  if (!file.startsWith(root + path.sep)) {
    throw new AppError(
      'invalid-input',
      t('The key {0} names a place outside of the folder, and was not written.', relative),
    );
  }
  return file;
}

async function* keysBelow(s3: S3Client, place: S3Place, signal: AbortSignal): AsyncGenerator<string> {
  if (place.key !== '' && !place.key.endsWith('/')) {
    yield place.key;
    return;
  }
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: place.bucket,
        Prefix: place.key,
        ...(token ? { ContinuationToken: token } : {}),
      }),
      { abortSignal: signal },
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** Deletes an object, or all below a prefix, a thousand at a time as S3 takes them. */
export async function deleteAll(ctx: Ctx, place: S3Place, kind: NodeKind, signal: AbortSignal): Promise<number> {
  if (kind === 's3.prefix' && !place.key.endsWith('/')) {
    throw new AppError('invalid-input', t('{0} is not a folder.', place.key));
  }
  const s3 = await ctx.aws.client(S3Client);
  let count = 0;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: place.bucket,
        Delete: { Objects: batch.map((Key) => ({ Key })), Quiet: true },
      }),
      { abortSignal: signal },
    );
    const [refused] = Errors ?? [];
    if (refused)
      throw new AppError('failed', t('S3 did not delete {0}: {1}', refused.Key ?? '', refused.Message ?? ''));
    count += batch.length;
    ctx.report(t('{0} objects deleted', formatNumber(count)));
    batch = [];
  };
  // An object whose key ends in a slash stands for a folder, and is still one object.
  const keys = kind === 's3.object' ? [place.key] : keysBelow(s3, place, signal);
  for await (const key of keys) {
    batch.push(key);
    if (batch.length === 1000) await flush();
  }
  await flush();
  return count;
}
