/** Brings the rows of a query's answer, or of an object in S3, to where the result engine can read them. */
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { formatBytes } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import { parseS3Uri, type S3Place } from '../../core/s3Uri.ts';
import type { RelationFiles } from '../../protocol/engineProtocol.ts';
import { objectBytes, objectToFile } from '../connections/objectTransfer.ts';
import type { Ctx } from '../ctx.ts';
import type { RunResult } from '../service.ts';
import { makeResultFolder } from './resultFolders.ts';
import { writeRows } from './writeRows.ts';

export interface FetchedRelation extends AsyncDisposable {
  readonly files: RelationFiles;
  /** Set when only the beginning was fetched: what the reader is told. */
  readonly partial?: string;
}

/** An object up to this size is fetched whole; of a larger one its beginning is shown. */
const wholeBytes = { local: 2 ** 40, aws: 256 * 2 ** 20 };
/** A compressed object up to this size is decompressed to its end, as the engine does not notice that it was cut off. */
const checkedBytes = 64 * 2 ** 20;
const headBytes = 16 * 2 ** 20;
const headRows = 10_000;
/** Of a download at least so large it is told how it goes, about as often as this. */
const progressBytes = 16 * 2 ** 20;
const progressMs = 1000;

/** Reports how much of a download has come, where it may take long enough to be worth it. */
function progress(ctx: Ctx): (done: number, whole: number) => void {
  let told = 0;
  return (done, whole) => {
    if (whole < progressBytes || Date.now() - told < progressMs) return;
    told = Date.now();
    ctx.report(t('Fetching the rows: {0} of {1}…', formatBytes(done), formatBytes(whole)));
  };
}

/** @throws AppError `not-found`, `corrupt-data` or what S3 refuses */
export async function fetchObject(
  ctx: Ctx,
  source: RelationSource & { readonly kind: 'object' },
  signal: AbortSignal,
): Promise<FetchedRelation> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const place = placeOf(source.uri);
  const size = await sizeOf(s3, place, signal);
  if (size === 0) throw new AppError('corrupt-data', t('{0} is empty.', source.uri));
  if (size <= wholeBytes[ctx.connection.kind]) {
    const name = `object.${extensionOf(place.key, source.format)}`;
    return await intoFolder(async (folder) => {
      const file = path.join(folder, name);
      await objectToFile(ctx, place, file, { onBytes: progress(ctx) }, signal);
      if (name.endsWith('.gz') && size <= checkedBytes) await checkGzip(file, source.uri, signal);
      return { files: { format: source.format, files: [file], shownAs: [source.uri] } };
    });
  }
  const partial = t('Only the beginning is shown: the object has {0}.', formatBytes(size));
  if (source.format === 'parquet') return await parquetHead(ctx, place, size, partial, signal);
  if (/\.(gz|gzip|zst|bz2|snappy)$/i.test(place.key)) {
    throw new AppError(
      'unsupported',
      t('{0} is compressed and too large to preview ({1}).', source.uri, formatBytes(size)),
      {
        hint: t('Query it with Athena instead.'),
      },
    );
  }
  return await textHead(ctx, place, source.format, partial, signal);
}

/** @throws AppError `corrupt-data` when it is no gzip, or not all of it */
async function checkGzip(file: string, uri: string, signal: AbortSignal): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(file), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    throw new AppError('corrupt-data', t('{0} cannot be decompressed: {1}', uri, message), { cause: error });
  }
}

/** @throws AppError `not-found` naming the object, which the answer to HEAD does not */
async function sizeOf(s3: S3Client, place: S3Place, signal: AbortSignal): Promise<number> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }), {
      abortSignal: signal,
    });
    return head.ContentLength ?? 0;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    throw new AppError('not-found', t('There is no object s3://{0}/{1}.', place.bucket, place.key), { cause: error });
  }
}

/** The rows that a finished query left, with the types that the service gives its columns. */
export async function fetchResult(ctx: Ctx, result: RunResult, signal: AbortSignal): Promise<FetchedRelation> {
  if (result.kind === 'rows') {
    return await intoFolder(async (folder) => {
      const file = path.join(folder, 'result.csv');
      await writeRows(ctx, result, file, signal);
      return { files: { format: 'csv', files: [file], columns: result.columns } };
    });
  }
  if (result.kind === 'file') {
    const files = { format: 'csv', files: [result.file], columns: result.columns } as const;
    return { files, [Symbol.asyncDispose]: async () => {} };
  }
  const place = placeOf(result.uri);
  const isText = place.key.endsWith('.txt');
  return await intoFolder(async (folder) => {
    const file = path.join(folder, 'result.csv');
    await objectToFile(ctx, place, file, { onBytes: progress(ctx) }, signal);
    if (!isText) return { files: { format: 'csv', files: [file], columns: result.columns } };
    return { files: { format: 'json', files: [await linesAsJson(file, result)] } };
  });
}

/** What SHOW and DESCRIBE print is text, a row a line and columns divided by tabs. */
async function linesAsJson(file: string, result: Pick<RunResult, 'columns'>): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const names = result.columns.length > 0 ? result.columns.map(({ name }) => name) : ['result'];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const rows = lines.map((line) => {
    const cells = names.length > 1 ? line.split('\t') : [line];
    return JSON.stringify(Object.fromEntries(names.map((name, i) => [name, cells[i]?.trimEnd() ?? null])));
  });
  const target = path.join(path.dirname(file), 'result.ndjson');
  await writeFile(target, rows.length > 0 ? rows.join('\n') : JSON.stringify({ [names[0] ?? 'result']: null }));
  return target;
}

function placeOf(uri: string): S3Place {
  const place = parseS3Uri(uri);
  if (!place) throw new AppError('not-found', t('{0} is not an S3 location.', uri));
  return place;
}

/** Compression is told by the name, so that it is kept. */
function extensionOf(key: string, format: string): string {
  const compression = /\.(gz|zst)$/i.exec(key)?.[1]?.toLowerCase();
  return compression ? `${format}.${compression}` : format;
}

async function intoFolder(
  fill: (folder: string) => Promise<Omit<FetchedRelation, keyof AsyncDisposable>>,
): Promise<FetchedRelation> {
  const folder = await makeResultFolder();
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { ...(await fill(folder)), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The first bytes of a text, up to its last whole line. */
async function textHead(
  ctx: Ctx,
  place: S3Place,
  format: 'csv' | 'json',
  partial: string,
  signal: AbortSignal,
): Promise<FetchedRelation> {
  const { readFile } = await import('node:fs/promises');
  return await intoFolder(async (folder) => {
    const file = path.join(folder, `head.${format}`);
    await objectToFile(ctx, place, file, { range: `bytes=0-${headBytes - 1}` }, signal);
    const bytes = await readFile(file);
    const end = bytes.lastIndexOf(0x0a);
    if (end > 0) await writeFile(file, bytes.subarray(0, end + 1));
    return { files: { format, files: [file] }, partial };
  });
}

/** The first rows of a Parquet object, read by ranges: of the whole as little as its writer allows. */
async function parquetHead(
  ctx: Ctx,
  place: S3Place,
  size: number,
  partial: string,
  signal: AbortSignal,
): Promise<FetchedRelation> {
  const { readParquetHead } = await import('./parquetHead.ts');
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = await objectBytes(ctx, place, `bytes=${start}-${end - 1}`, signal);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
  const rows = await readParquetHead({ byteLength: size, slice }, `s3://${place.bucket}/${place.key}`, headRows);
  return await intoFolder(async (folder) => {
    const file = path.join(folder, 'head.ndjson');
    await writeFile(file, rows.join('\n'));
    return { files: { format: 'json', files: [file] }, partial };
  });
}
