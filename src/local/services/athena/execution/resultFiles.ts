import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkOutputLocation } from '../outputLocation.ts';
import { resultMetadata } from '../resultMetadata.ts';
import type { ColumnInfo } from '../state/queries.ts';
import type { Job, Outcome } from './job.ts';

/** Makes a finished file the object at an S3 URI; gives its size in bytes. */
export async function commitTo(job: Job, uri: string, file: string, contentType: string): Promise<number> {
  const { bucket, key } = checkOutputLocation(uri);
  const { size } = await job.kernel.objects.commitFile(bucket, key, file, { contentType }, job.signal);
  return size;
}

export async function writeTo(
  job: Job,
  uri: string,
  content: string | Uint8Array,
  contentType: string,
): Promise<number> {
  const file = path.join(job.folder, `object-${Math.random().toString(36).slice(2)}`);
  await writeFile(file, content, { signal: job.signal });
  return await commitTo(job, uri, file, contentType);
}

/** The result's columns, for drivers that read them from beside the result. */
export async function writeMetadata(job: Job, uri: string, columns: readonly ColumnInfo[]): Promise<void> {
  await writeTo(job, uri, resultMetadata(job.query.id, columns), 'application/octet-stream');
}

/** The result of a statement that shows something: lines of text, without a header. */
export async function textOutcome(
  job: Job,
  columns: readonly ColumnInfo[],
  lines: readonly string[],
): Promise<Outcome> {
  const uri = job.query.results.OutputLocation;
  const text = lines.map((line) => `${line}\n`).join('');
  await writeMetadata(job, `${uri}.metadata`, columns);
  const outputBytes = await writeTo(job, uri, text, 'text/plain');
  return { form: 'text', columns, outputRows: lines.length, outputBytes };
}
