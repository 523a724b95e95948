/** Results that become files of a table or of an UNLOAD: all of them, or none. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { formatS3Uri, parseS3Uri } from '../../../../core/s3Uri.ts';
import type { OutputFormat, WriteOutcome } from '../../../engines/athena/engineApi.ts';
import { escapeFolder, hiveDefaultPartition } from '../catalog/glueCatalog.ts';
import { folderOf } from '../catalog/tableFiles.ts';
import { below } from '../outputLocation.ts';
import { QueryFailure } from '../queryFailure.ts';
import { rowsColumn } from '../resultColumns.ts';
import type { Job, Outcome } from './job.ts';
import type { PlannedQuery } from './planQuery.ts';
import { commitTo, writeMetadata, writeTo } from './resultFiles.ts';

export interface WriteOrder {
  readonly planned: PlannedQuery;
  readonly format: OutputFormat;
  readonly extension: string;
  /** Names of the result's columns in its order, partition columns last; absent: as the query names them. */
  readonly columns?: readonly string[];
  readonly types?: readonly string[];
  readonly partitionColumns: readonly string[];
  /** Where the files go; a partition's own place where it has one. */
  readonly location: string;
  readonly placeOf?: (values: readonly (string | null)[]) => Promise<string>;
}

export interface Written {
  readonly done: WriteOutcome;
  readonly uris: readonly string[];
  readonly bytes: number;
  /** The places of the partitions that have rows, by their values. */
  readonly partitions: readonly { readonly values: readonly (string | null)[]; readonly location: string }[];
  /** Takes the files away again. */
  readonly undo: () => void;
}

/** Athena writes to no more partitions than this in one statement. */
export const mostPartitions = 100;

/** Runs the query into files of its own and makes them objects. @throws when one fails; then there is none */
export async function writeResult(job: Job, order: WriteOrder): Promise<Written> {
  const { planned, format, partitionColumns } = order;
  const done = await job.engine.call(
    'write',
    {
      ...planned.ready,
      format,
      target: path.join(job.folder, 'written'),
      partitionColumns,
      mostPartitions,
      ...(order.columns ? { columns: order.columns } : {}),
      ...(order.types ? { types: order.types } : {}),
    },
    job.signal,
  );
  const uris: string[] = [];
  const undo = () => remove(job, uris);
  const partitions = new Map<string, { values: readonly (string | null)[]; location: string }>();
  let bytes = 0;
  try {
    for (const [number, { file, values }] of done.files.entries()) {
      const location = await placeOf(order, values);
      if (values.length > 0) partitions.set(JSON.stringify(values), { values, location });
      const uri = below(location, fileName(job, number, order.extension));
      uris.push(uri);
      bytes += await commitTo(job, uri, file, 'application/octet-stream');
    }
  } catch (error) {
    undo();
    throw error;
  }
  return { done, uris, bytes, partitions: [...partitions.values()], undo };
}

async function placeOf(order: WriteOrder, values: readonly (string | null)[]): Promise<string> {
  if (values.length === 0) return order.location;
  if (order.placeOf) return await order.placeOf(values);
  const folders = values.map(
    (value, i) => `${order.partitionColumns[i]}=${escapeFolder(value ?? hiveDefaultPartition)}`,
  );
  return below(order.location, `${folders.join('/')}/`);
}

/** Such as `20260102_030405_00000_b7c2d_…`: when, which, and something that no other file has. */
function fileName(job: Job, number: number, extension: string): string {
  const at = new Date(job.query.submitted).toISOString().replaceAll(/[-:]/g, '').replace('T', '_').slice(0, 15);
  return `${at}_${String(number).padStart(5, '0')}_${job.query.id.slice(0, 5)}_${randomUUID()}${extension}`;
}

function remove(job: Job, uris: readonly string[]): void {
  for (const uri of uris) {
    const place = parseS3Uri(uri);
    if (place) job.kernel.objects.delete(place.bucket, [place.key]);
  }
}

/** The list of written files beside the result, and what the query says of them. @throws when it cannot be written */
export async function writtenOutcome(job: Job, written: Written): Promise<Outcome> {
  const base = job.query.results.OutputLocation;
  const manifest = `${base}-manifest.csv`;
  await writeTo(job, manifest, written.uris.map((uri) => `${uri}\n`).join(''), 'text/csv');
  await writeMetadata(job, `${base}.metadata`, [rowsColumn]);
  return {
    form: 'none',
    columns: [rowsColumn],
    manifest,
    updateCount: written.done.rows,
    outputRows: written.done.rows,
    outputBytes: written.bytes,
    scannedBytes: written.done.scannedBytes,
    planningMs: written.done.planningMs,
  };
}

/** @throws QueryFailure when anything lies below the location */
export async function needEmpty(job: Job, location: string, table: string): Promise<void> {
  const { bucket, prefix } = folderOf(job.kernel.objects, location);
  for await (const object of job.kernel.objects.list(bucket, prefix, job.signal)) {
    if (object.key === prefix) continue;
    throw new QueryFailure(
      'user',
      `HIVE_PATH_ALREADY_EXISTS: Target directory for table '${table}' already exists: ${formatS3Uri({ bucket, key: prefix })}. ` +
        'You may need to manually clean the data at location before retrying. Athena will not delete data in your account.',
    );
  }
}
