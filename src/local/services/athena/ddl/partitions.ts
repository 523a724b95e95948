/** https://docs.aws.amazon.com/athena/latest/ug/alter-table-add-partition.html and its kin */
import type { PartitionSpec, Statement } from '../../../engines/trino/statement.ts';
import { partitionFolder, partitionStorage } from '../catalog/glueCatalog.ts';
import type { GluePartition, GlueTable } from '../catalog/glueShapes.ts';
import type { Job } from '../execution/job.ts';
import { ddlFailure, semanticFailure } from '../queryFailure.ts';
import { needTable, valueIn, valuesOf } from './names.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export async function addPartitions(job: Job, statement: Of<'add-partitions'>): Promise<void> {
  const { database, table } = await needTable(job, statement.table);
  const partitions = statement.partitions.map(({ spec, location }) => {
    const values = valuesOf(table, spec);
    return { Values: values, StorageDescriptor: partitionStorage(table, location ?? partitionFolder(table, values)) };
  });
  if (!statement.ifNotExists) {
    for (const { Values } of partitions) {
      if (await job.glue.partition(database, table.Name, Values)) throw exists();
    }
  }
  const there = await job.glue.createPartitions(database, table.Name, partitions);
  if (there.length > 0 && !statement.ifNotExists) throw exists();
}

const exists = () => ddlFailure('AlreadyExistsException(message:Partition already exists.)');

export async function dropPartitions(job: Job, statement: Of<'drop-partitions'>): Promise<void> {
  const { database, table } = await needTable(job, statement.table);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const dropped: (readonly string[])[] = [];
  const found = new Set<PartitionSpec>();
  for await (const { Values } of job.glue.partitions(database, table.Name)) {
    const matching = statement.partitions.filter((spec) => covers(spec, keys, Values));
    for (const spec of matching) found.add(spec);
    if (matching.length > 0) dropped.push(Values);
  }
  const missing = statement.partitions.find((spec) => !found.has(spec));
  if (missing && !statement.ifExists) throw notFound(missing);
  await job.glue.deletePartitions(database, table.Name, dropped);
}

/** A specification of some keys stands for all partitions that have these values. */
function covers(spec: PartitionSpec, keys: readonly string[], values: readonly string[]): boolean {
  return keys.every((key, i) => {
    const wanted = valueIn(spec, key);
    return wanted === undefined || wanted === values[i];
  });
}

function notFound(spec: PartitionSpec) {
  const text = [...spec].map(([key, value]) => `(${key} = '${value}')`).join(' AND ');
  return semanticFailure(10006, `Partition not found ${text}`);
}

async function needPartition(job: Job, table: GlueTable, spec: PartitionSpec): Promise<GluePartition> {
  const found = await job.glue.partition(table.DatabaseName, table.Name, valuesOf(table, spec));
  if (!found) throw notFound(spec);
  return found;
}

export async function renamePartition(job: Job, statement: Of<'rename-partition'>): Promise<void> {
  const { database, table } = await needTable(job, statement.table);
  const { Values, StorageDescriptor, Parameters } = await needPartition(job, table, statement.from);
  await job.glue.updatePartition(database, table.Name, Values, {
    Values: valuesOf(table, statement.to),
    ...(StorageDescriptor ? { StorageDescriptor } : {}),
    ...(Parameters ? { Parameters } : {}),
  });
}

export async function setPartitionLocation(
  job: Job,
  statement: Of<'set-location'>,
  partition: PartitionSpec,
): Promise<void> {
  const { database, table } = await needTable(job, statement.table);
  const { Values, StorageDescriptor, Parameters } = await needPartition(job, table, partition);
  await job.glue.updatePartition(database, table.Name, Values, {
    Values,
    StorageDescriptor: { ...StorageDescriptor, Location: statement.location },
    ...(Parameters ? { Parameters } : {}),
  });
}
