/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-partitions.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { emitTableChange } from '../glueEvents.ts';
import {
  alreadyExists,
  catalogOperation,
  type ErrorDetail,
  errorDetail,
  invalidInput,
  notFound,
} from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { type CatalogCtx, needTable } from './catalogCtx.ts';
import { partitionKey, type TablePlace } from './catalogStore.ts';
import { describePartition } from './describeTable.ts';
import { parsePartitionExpression } from './partitionExpression.ts';
import { catalogName, type PartitionInput, partitionInput, type Table } from './shapes.ts';

const place = { DatabaseName: catalogName, TableName: catalogName };
const values = z.array(z.string());

export function partitionOperations(ctx: CatalogCtx): Operations {
  const create = (at: TablePlace, table: Table, partition: PartitionInput) => {
    needOneValueAKey(table, partition.Values);
    if (!ctx.catalog.insertPartition(at, { ...partition, CreationTime: Date.now() })) {
      throw alreadyExists('Partition already exists.');
    }
  };

  const update = (at: TablePlace, table: Table, old: readonly string[], partition: PartitionInput) => {
    const key = partitionKey(old);
    const found = ctx.catalog.partition(at, key);
    if (!found) throw notFound('Cannot find partition.');
    const Values = partition.Values.length > 0 ? partition.Values : [...old];
    needOneValueAKey(table, Values);
    const moved = partitionKey(Values) !== key;
    if (moved && ctx.catalog.partition(at, partitionKey(Values))) throw alreadyExists('Partition already exists.');
    ctx.catalog.updatePartition(at, key, { ...partition, Values, CreationTime: found.CreationTime });
  };

  const remove = (at: TablePlace, key: readonly string[]) => {
    if (!ctx.catalog.deletePartition(at, partitionKey(key))) throw notFound('Cannot find partition.');
  };

  /** Does one thing to each of many, and lists what failed beside what worked; all on disk at once. */
  const batch = <T>(items: readonly T[], valuesOf: (item: T) => readonly string[], change: (item: T) => void) =>
    ctx.catalog.transaction(() => {
      const failed: { values: readonly string[]; ErrorDetail: ErrorDetail }[] = [];
      for (const item of items) {
        try {
          change(item);
        } catch (error) {
          failed.push({ values: valuesOf(item), ErrorDetail: errorDetail(error) });
        }
      }
      return failed;
    });

  const announce = (call: Call, at: TablePlace, typeOfChange: string) =>
    emitTableChange(ctx.events, call, { database: at.database, typeOfChange, tables: [at.name] });

  return {
    CreatePartition: catalogOperation(z.object({ ...place, PartitionInput: partitionInput }), (input, call) => {
      const found = needTable(ctx, call, input.DatabaseName, input.TableName);
      create(found.place, found.table, input.PartitionInput);
      announce(call, found.place, 'CreatePartition');
    }),

    BatchCreatePartition: catalogOperation(
      z.object({ ...place, PartitionInputList: z.array(partitionInput).max(100) }),
      (input, call) => {
        const found = needTable(ctx, call, input.DatabaseName, input.TableName);
        const failed = batch(
          input.PartitionInputList,
          (each) => each.Values,
          (each) => create(found.place, found.table, each),
        );
        if (failed.length < input.PartitionInputList.length) announce(call, found.place, 'BatchCreatePartition');
        return { Errors: failed.map((each) => ({ PartitionValues: each.values, ErrorDetail: each.ErrorDetail })) };
      },
    ),

    GetPartition: catalogOperation(z.object({ ...place, PartitionValues: values }), (input, call) => {
      const found = needTable(ctx, call, input.DatabaseName, input.TableName);
      const partition = ctx.catalog.partition(found.place, partitionKey(input.PartitionValues));
      if (!partition) throw notFound('Cannot find partition.');
      const at = { database: input.DatabaseName, table: input.TableName, withColumns: true };
      return { Partition: describePartition(partition, at, call) };
    }),

    GetPartitions: catalogOperation(
      z.object({
        ...place,
        ...paging,
        Expression: z.string().max(2048).nullish(),
        Segment: z
          .object({ SegmentNumber: z.number().int().min(0), TotalSegments: z.number().int().min(1).max(10) })
          .nullish(),
        ExcludeColumnSchema: z.boolean().nullish(),
      }),
      (input, call) => {
        const { place: at, table } = needTable(ctx, call, input.DatabaseName, input.TableName);
        const filter = input.Expression?.trim()
          ? parsePartitionExpression(input.Expression, table.PartitionKeys)
          : { matches: () => true, leading: [] };
        const { Segment } = input;
        const found = ctx.catalog
          .partitions(at, filter.leading, readToken(input.NextToken))
          .filter(({ Values }) => filter.matches(Values))
          .filter(({ Values }) => !Segment || segmentOf(Values, Segment.TotalSegments) === Segment.SegmentNumber);
        const { items, ...next } = takePage(found, ({ Values }) => partitionKey(Values), pageSize(input, 1000));
        const shown = { database: at.database, table: at.name, withColumns: !input.ExcludeColumnSchema };
        return { Partitions: items.map((each) => describePartition(each, shown, call)), ...next };
      },
    ),

    BatchGetPartition: catalogOperation(
      z.object({ ...place, PartitionsToGet: z.array(z.object({ Values: values })).max(1000) }),
      (input, call) => {
        const { place: at } = needTable(ctx, call, input.DatabaseName, input.TableName);
        const shown = { database: at.database, table: at.name, withColumns: true };
        const Partitions = input.PartitionsToGet.map(({ Values }) => ctx.catalog.partition(at, partitionKey(Values)))
          .filter((each) => each !== undefined)
          .map((each) => describePartition(each, shown, call));
        return { Partitions, UnprocessedKeys: [] };
      },
    ),

    UpdatePartition: catalogOperation(
      z.object({ ...place, PartitionValueList: values.max(100), PartitionInput: partitionInput }),
      (input, call) => {
        const found = needTable(ctx, call, input.DatabaseName, input.TableName);
        update(found.place, found.table, input.PartitionValueList, input.PartitionInput);
        announce(call, found.place, 'UpdatePartition');
      },
    ),

    BatchUpdatePartition: catalogOperation(
      z.object({
        ...place,
        Entries: z
          .array(z.object({ PartitionValueList: values.max(100), PartitionInput: partitionInput }))
          .min(1)
          .max(100),
      }),
      (input, call) => {
        const found = needTable(ctx, call, input.DatabaseName, input.TableName);
        const failed = batch(
          input.Entries,
          (each) => each.PartitionValueList,
          (each) => update(found.place, found.table, each.PartitionValueList, each.PartitionInput),
        );
        if (failed.length < input.Entries.length) announce(call, found.place, 'BatchUpdatePartition');
        return { Errors: failed.map((each) => ({ PartitionValueList: each.values, ErrorDetail: each.ErrorDetail })) };
      },
    ),

    DeletePartition: catalogOperation(z.object({ ...place, PartitionValues: values }), (input, call) => {
      const found = needTable(ctx, call, input.DatabaseName, input.TableName);
      remove(found.place, input.PartitionValues);
      announce(call, found.place, 'DeletePartition');
    }),

    BatchDeletePartition: catalogOperation(
      z.object({ ...place, PartitionsToDelete: z.array(z.object({ Values: values })).max(25) }),
      (input, call) => {
        const found = needTable(ctx, call, input.DatabaseName, input.TableName);
        const failed = batch(
          input.PartitionsToDelete,
          (each) => each.Values,
          (each) => remove(found.place, each.Values),
        );
        if (failed.length < input.PartitionsToDelete.length) announce(call, found.place, 'BatchDeletePartition');
        return { Errors: failed.map((each) => ({ PartitionValues: each.values, ErrorDetail: each.ErrorDetail })) };
      },
    ),
  };
}

function needOneValueAKey(table: Table, given: readonly string[]): void {
  if (given.length !== table.PartitionKeys.length) {
    throw invalidInput('The number of partition keys do not match the number of partition values');
  }
}

/** Spreads partitions evenly over the segments that parallel readers ask for. */
function segmentOf(given: readonly string[], total: number): number {
  let hash = 0;
  for (const character of partitionKey(given)) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % total;
}
