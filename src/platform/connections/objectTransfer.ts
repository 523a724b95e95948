/** Whole bodies of S3 objects to and from files. The SDK tries calls again, but not what breaks in their bodies. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../../core/appError.ts';
import type { S3Place } from '../../core/s3Uri.ts';
import type { Ctx } from '../ctx.ts';
import { fromAwsError } from './awsErrors.ts';
import { attempts, backOff, waitText } from './retries.ts';

export interface ObjectToFileOptions {
  /** As the HTTP header has it: `bytes=0-99`. Absent: the whole object. */
  readonly range?: string;
  /** Told how many bytes have come, and of how many: from 0 on, once more from 0 when the connection broke off. */
  readonly onBytes?: (done: number, whole: number) => void;
}

/** Writes an object, or a range of it, into a file, which holds a part of it when this fails. */
export async function objectToFile(
  ctx: Ctx,
  place: S3Place,
  file: string,
  options: ObjectToFileOptions,
  signal: AbortSignal,
): Promise<void> {
  await withBody(ctx, place, options.range, signal, async (body, whole) => {
    await pipeline(body, counting(whole, options.onBytes), createWriteStream(file), { signal });
  });
}

function counting(whole: number, onBytes: ObjectToFileOptions['onBytes']): Transform {
  let done = 0;
  onBytes?.(done, whole);
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onBytes?.(done, whole);
      next(null, chunk);
    },
  });
}

/** A range of an object, as bytes. */
export async function objectBytes(ctx: Ctx, place: S3Place, range: string, signal: AbortSignal): Promise<Uint8Array> {
  return await withBody(ctx, place, range, signal, async (body) => {
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  });
}

/** Puts a file's content. An object is put whole or not at all, so that doing it again does no harm. */
export async function fileToObject(ctx: Ctx, file: string, place: S3Place, signal: AbortSignal): Promise<void> {
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const { size } = await stat(file);
  for (let attempt = 1; ; attempt++) {
    const body = createReadStream(file);
    try {
      await s3.send(new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: body, ContentLength: size }), {
        abortSignal: signal,
      });
      return;
    } catch (error) {
      const shown = fromAwsError(error, ctx.connection);
      // The SDK cannot send a stream a second time, so not even a throttled one.
      const most = { throttled: attempts.throttled, unreachable: attempts.broken }[shown.code as string] ?? 1;
      if (attempt >= most) throw shown;
      await pause(ctx, shown, attempt, signal);
    } finally {
      body.destroy();
    }
  }
}

async function withBody<T>(
  ctx: Ctx,
  place: S3Place,
  range: string | undefined,
  signal: AbortSignal,
  use: (body: Readable, size: number) => Promise<T>,
): Promise<T> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  for (let attempt = 1; ; attempt++) {
    const { Body, ContentLength = 0 } = await s3.send(
      new GetObjectCommand({ Bucket: place.bucket, Key: place.key, ...(range ? { Range: range } : {}) }),
      { abortSignal: signal },
    );
    try {
      return await use(Body as Readable, ContentLength);
    } catch (error) {
      const shown = fromAwsError(error, ctx.connection);
      if (shown.code !== 'unreachable' || attempt >= attempts.broken) throw shown;
      await pause(ctx, shown, attempt, signal);
    }
  }
}

async function pause(ctx: Ctx, error: AppError, attempt: number, signal: AbortSignal): Promise<void> {
  const delay = backOff(attempt);
  ctx.report(waitText(error.code === 'throttled', attempt, delay));
  await sleep(delay, undefined, { signal });
}
