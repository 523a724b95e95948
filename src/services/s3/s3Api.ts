/** What is read of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html. */
import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../core/appError.ts';
import { formatBytes } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { S3Place } from '../../core/s3Uri.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { bucketNode, objectNode, prefixNode } from './s3Nodes.ts';

/** The most that an editor is asked to hold as one text. */
const maxTextBytes = 5 * 1024 * 1024;

/** A page of buckets; S3 itself narrows it to a prefix. */
export async function listBuckets(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const s3 = await ctx.aws.client(S3Client);
  const page = await s3.send(
    new ListBucketsCommand({
      MaxBuckets: request.limit,
      ...(request.token ? { ContinuationToken: request.token } : {}),
      ...(request.prefix ? { Prefix: request.prefix } : {}),
    }),
    { abortSignal: signal },
  );
  const nodes = (page.Buckets ?? []).map((bucket) => bucketNode(bucket.Name ?? '', bucket.CreationDate));
  return pageOf(nodes, page.ContinuationToken);
}

/** One level below a prefix: folders, then objects, a page at a time; never a walk through what lies deeper. */
export async function listPrefix(
  ctx: Ctx,
  place: S3Place,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const s3 = await ctx.aws.client(S3Client);
  const page = await s3.send(
    new ListObjectsV2Command({
      Bucket: place.bucket,
      Prefix: `${place.key}${request.prefix ?? ''}`,
      Delimiter: '/',
      MaxKeys: request.limit,
      ...(request.token ? { ContinuationToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const folders = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) =>
    prefixNode({ bucket: place.bucket, key: Prefix }, place.key),
  );
  const objects = (page.Contents ?? [])
    // A folder made in the console is an empty object of the folder's own name.
    .filter(({ Key }) => Key !== place.key)
    .map(({ Key = '', Size, LastModified }) =>
      objectNode({ bucket: place.bucket, key: Key }, place.key, { size: Size, modified: LastModified }),
    );
  return pageOf([...folders, ...objects], page.NextContinuationToken);
}

/** An object with its size and age. @throws AppError `not-found` */
/** @throws AppError `not-found` naming the object, which the answer to HEAD does not */
export async function findObject(ctx: Ctx, place: S3Place, signal: AbortSignal): Promise<Node> {
  const s3 = await ctx.aws.client(S3Client);
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }), {
      abortSignal: signal,
    });
    const parent = place.key.slice(0, place.key.lastIndexOf('/') + 1);
    return objectNode(place, parent, { size: head.ContentLength, modified: head.LastModified });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    throw new AppError('not-found', t('There is no object s3://{0}/{1}.', place.bucket, place.key), { cause: error });
  }
}

const languages: Readonly<Record<string, string>> = {
  py: 'python',
  json: 'json',
  sql: 'sql',
  yaml: 'yaml',
  yml: 'yaml',
  md: 'markdown',
  xml: 'xml',
  html: 'html',
};

/** @throws AppError `unsupported` for objects that are too large or no text */
export async function readText(
  ctx: Ctx,
  place: S3Place,
  signal: AbortSignal,
): Promise<{ title: string; language: string; text: string }> {
  const s3 = await ctx.aws.client(S3Client);
  const object = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }), { abortSignal: signal });
  const size = object.ContentLength ?? 0;
  if (size > maxTextBytes) {
    // A body that nobody reads holds its connection, and fails unheard when that is closed.
    (object.Body as Readable | undefined)?.destroy();
    throw new AppError('unsupported', t('{0} is too large to open as text ({1}).', place.key, formatBytes(size)), {
      hint: t('Download it, or preview its first rows.'),
    });
  }
  const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  const title = place.key.split('/').at(-1) || place.key;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { title, language: languages[title.split('.').at(-1) ?? ''] ?? 'plaintext', text };
  } catch (error) {
    throw new AppError('unsupported', t('{0} is not text.', place.key), {
      hint: t('Download it, or preview its rows when it is Parquet.'),
      cause: error,
    });
  }
}

/** A link that lets anyone who has it read the object for a while. */
export async function presign(ctx: Ctx, place: S3Place, minutes: number): Promise<string> {
  const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
  const s3 = await ctx.aws.client(S3Client);
  const command = new GetObjectCommand({ Bucket: place.bucket, Key: place.key });
  return await getSignedUrl(s3, command, { expiresIn: minutes * 60 });
}
