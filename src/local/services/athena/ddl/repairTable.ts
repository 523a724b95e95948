/** https://docs.aws.amazon.com/athena/latest/ug/msck-repair-table.html */
import { formatS3Uri } from '../../../../core/s3Uri.ts';
import type { TableName } from '../../../engines/trino/statement.ts';
import { partitionStorage, unescapeFolder } from '../catalog/glueCatalog.ts';
import { folderOf, objectsBelow } from '../catalog/tableFiles.ts';
import type { Job, Outcome } from '../execution/job.ts';
import { textOutcome } from '../execution/resultFiles.ts';
import { columnInfo } from '../resultColumns.ts';
import { needTable } from './names.ts';

/** Adds the partitions whose folders `key=value` the index of objects knows; no object is read, none is removed. */
export async function repairTable(job: Job, name: TableName): Promise<Outcome> {
  const { database, table } = await needTable(job, name);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const location = table.StorageDescriptor?.Location ?? '';
  const added: { folder: string; values: string[] }[] = [];
  if (keys.length > 0) {
    const known = new Set<string>();
    for await (const { Values } of job.glue.partitions(database, table.Name)) known.add(JSON.stringify(Values));
    const { prefix } = folderOf(job.kernel.objects, location);
    for await (const object of objectsBelow(job.kernel.objects, location, job.signal)) {
      const folders = object.key.slice(prefix.length).split('/').slice(0, keys.length);
      const values = valuesOf(folders, keys);
      if (!values || known.has(JSON.stringify(values))) continue;
      known.add(JSON.stringify(values));
      added.push({ folder: folders.join('/'), values });
    }
    await job.glue.createPartitions(
      database,
      table.Name,
      added.map(({ folder, values }) => ({
        Values: values,
        StorageDescriptor: partitionStorage(table, placeOf(job, location, folder)),
      })),
    );
  }
  const missing = added.map(({ folder }) => `${table.Name}:${folder}`);
  const lines = [
    ...(missing.length > 0 ? [`Partitions not in metastore:\t${missing.join('\t')}`] : []),
    ...missing.map((each) => `Repair: Added partition to metastore ${each}`),
  ];
  return await textOutcome(job, [columnInfo('result', 'string')], lines);
}

function placeOf(job: Job, location: string, folder: string): string {
  const { bucket, prefix } = folderOf(job.kernel.objects, location);
  return formatS3Uri({ bucket, key: `${prefix}${folder}` });
}

/** The values that folders name; undefined unless they are those of the keys, in their order and in lower case. */
function valuesOf(folders: readonly string[], keys: readonly string[]): string[] | undefined {
  const values = keys.map((key, i) => {
    const folder = folders[i] ?? '';
    return folder.startsWith(`${key}=`) ? unescapeFolder(folder.slice(key.length + 1)) : undefined;
  });
  return values.every((value) => value !== undefined && value !== '') ? (values as string[]) : undefined;
}
