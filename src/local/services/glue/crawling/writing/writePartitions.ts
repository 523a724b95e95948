import { partitionKey } from '../../catalog/catalogStore.ts';
import type { Partition, PartitionInput, Table, TableInput } from '../../catalog/shapes.ts';
import type { FoundTable } from '../discovery/findTables.ts';
import { storageDiffers, totalsDiffer } from './changes.ts';
import { type CrawlPlace, uriOf } from './crawlTarget.ts';
import { partitionInput } from './tableInput.ts';
import { asInput, callBatch, type WriteCtx } from './writeCtx.ts';

/** As many as one call takes. */
const mostAdded = 100;
const mostDeleted = 25;

/** Brings the partitions of a table into the state in which its folders are. */
export async function writePartitions(
  ctx: WriteCtx,
  place: CrawlPlace,
  found: FoundTable,
  table: Table | TableInput,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Map<string, PartitionInput>();
  const inherited = ctx.options.partitionsInherit ? table.StorageDescriptor : undefined;
  for (const each of found.partitions) {
    wanted.set(
      partitionKey(each.values),
      partitionInput(each, uriOf(place, each.path), table.PartitionKeys ?? [], inherited),
    );
  }
  const changed: PartitionInput[] = [];
  const gone: Partition[] = [];
  const at = { region: ctx.region, database: ctx.database, name: table.Name };
  for (const known of ctx.catalog.partitions(at)) {
    const key = partitionKey(known.Values);
    const now = wanted.get(key);
    if (!now) gone.push(known);
    else if (differs(known, now)) changed.push(now);
    wanted.delete(key);
  }
  await add(ctx, table.Name, [...wanted.values()], signal);
  await change(ctx, table.Name, changed, signal);
  await drop(ctx, table.Name, gone, signal);
}

function differs(known: Partition, now: PartitionInput): boolean {
  return (
    storageDiffers(known.StorageDescriptor, now.StorageDescriptor) ||
    totalsDiffer(known, now) ||
    known.Parameters?.DEPRECATED_BY_CRAWLER !== undefined
  );
}

async function add(ctx: WriteCtx, table: string, inputs: PartitionInput[], signal: AbortSignal): Promise<void> {
  for (const batch of batchesOf(inputs, mostAdded)) {
    await callBatch(
      ctx,
      'BatchCreatePartition',
      { ...place(ctx, table), PartitionInputList: batch.map(asInput) },
      signal,
    );
    ctx.summary.partitions.added.push(...batch.map(({ Values }) => `${table} ${shown(Values)}`));
    ctx.log.info(
      `Created partitions with values [${batch.map(({ Values }) => shown(Values)).join(', ')}] for table ${table} in ` +
        `database ${ctx.database}`,
    );
  }
}

async function change(ctx: WriteCtx, table: string, inputs: PartitionInput[], signal: AbortSignal): Promise<void> {
  if (inputs.length === 0) return;
  if (ctx.options.updates === 'LOG') {
    ctx.log.info(`${inputs.length} partitions of table ${table} have changed; the crawler only logs that.`);
    return;
  }
  for (const batch of batchesOf(inputs, mostAdded)) {
    const Entries = batch.map((each) => ({ PartitionValueList: each.Values, PartitionInput: asInput(each) }));
    await callBatch(ctx, 'BatchUpdatePartition', { ...place(ctx, table), Entries }, signal);
    ctx.summary.partitions.updated.push(...batch.map(({ Values }) => `${table} ${shown(Values)}`));
    ctx.log.info(
      `Updated partitions with values [${batch.map(({ Values }) => shown(Values)).join(', ')}] for table ${table} in ` +
        `database ${ctx.database}`,
    );
  }
}

async function drop(ctx: WriteCtx, table: string, gone: Partition[], signal: AbortSignal): Promise<void> {
  const deprecated = gone.filter(({ Parameters }) => Parameters?.DEPRECATED_BY_CRAWLER === undefined);
  const left = ctx.options.deletes === 'DEPRECATE_IN_DATABASE' ? deprecated : gone;
  if (left.length === 0) return;
  const values = (partitions: readonly Partition[]) => `[${partitions.map((each) => shown(each.Values)).join(', ')}]`;
  if (ctx.options.deletes === 'LOG') {
    ctx.log.info(`The folders of partitions ${values(left)} of table ${table} are gone; the crawler only logs that.`);
    return;
  }
  if (ctx.options.deletes === 'DELETE_FROM_DATABASE') {
    for (const batch of batchesOf(left, mostDeleted)) {
      const PartitionsToDelete = batch.map(({ Values }) => ({ Values }));
      await callBatch(ctx, 'BatchDeletePartition', { ...place(ctx, table), PartitionsToDelete }, signal);
      ctx.summary.partitions.deleted.push(...batch.map(({ Values }) => `${table} ${shown(Values)}`));
      ctx.log.info(`Deleted partitions with values ${values(batch)} for table ${table} in database ${ctx.database}`);
    }
    return;
  }
  for (const batch of batchesOf(left, mostAdded)) {
    const Entries = batch.map(({ CreationTime: _, ...each }) => ({
      PartitionValueList: each.Values,
      PartitionInput: asInput({
        ...each,
        Parameters: { ...each.Parameters, DEPRECATED_BY_CRAWLER: String(Date.now()) },
      }),
    }));
    await callBatch(ctx, 'BatchUpdatePartition', { ...place(ctx, table), Entries }, signal);
    ctx.summary.partitions.updated.push(...batch.map(({ Values }) => `${table} ${shown(Values)}`));
    ctx.log.info(`Deprecated partitions with values ${values(batch)} for table ${table} in database ${ctx.database}`);
  }
}

/** All of a table. */
export async function dropPartitions(ctx: WriteCtx, table: string, signal: AbortSignal): Promise<void> {
  const all = [...ctx.catalog.partitions({ region: ctx.region, database: ctx.database, name: table })];
  for (const batch of batchesOf(all, mostDeleted)) {
    const PartitionsToDelete = batch.map(({ Values }) => ({ Values }));
    await callBatch(ctx, 'BatchDeletePartition', { ...place(ctx, table), PartitionsToDelete }, signal);
  }
}

function place(ctx: WriteCtx, TableName: string) {
  return { DatabaseName: ctx.database, TableName };
}

function shown(values: readonly string[]): string {
  return `[${values.join(', ')}]`;
}

function* batchesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
