/** Partition indexes are kept and need no building here: https://docs.aws.amazon.com/glue/latest/dg/partition-indexes.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { alreadyExists, catalogOperation, invalidInput, notFound } from '../glueOperation.ts';
import { type CatalogCtx, needTable } from './catalogCtx.ts';
import { catalogName, partitionIndex } from './shapes.ts';

const place = { DatabaseName: catalogName, TableName: catalogName };

export function indexOperations(ctx: CatalogCtx): Operations {
  return {
    CreatePartitionIndex: catalogOperation(z.object({ ...place, PartitionIndex: partitionIndex }), (input, call) => {
      const { place: at, table } = needTable(ctx, call, input.DatabaseName, input.TableName);
      const { Keys, IndexName } = input.PartitionIndex;
      const unknown = Keys.find((key) => !table.PartitionKeys.some(({ Name }) => Name === key));
      if (unknown !== undefined) throw invalidInput(`${unknown} is not a partition key of the table ${at.name}.`);
      const indexes = table.Indexes ?? [];
      if (indexes.some((index) => index.IndexName === IndexName))
        throw alreadyExists(`Index ${IndexName} already exists.`);
      ctx.catalog.updateTable(at, { ...table, Indexes: [...indexes, input.PartitionIndex] });
    }),

    GetPartitionIndexes: catalogOperation(z.object(place), (input, call) => {
      const { table } = needTable(ctx, call, input.DatabaseName, input.TableName);
      const typeOf = (key: string) => table.PartitionKeys.find(({ Name }) => Name === key)?.Type ?? 'string';
      return {
        PartitionIndexDescriptorList: (table.Indexes ?? []).map(({ IndexName, Keys }) => ({
          IndexName,
          Keys: Keys.map((Name) => ({ Name, Type: typeOf(Name) })),
          IndexStatus: 'ACTIVE',
        })),
      };
    }),

    DeletePartitionIndex: catalogOperation(z.object({ ...place, IndexName: z.string() }), (input, call) => {
      const { place: at, table } = needTable(ctx, call, input.DatabaseName, input.TableName);
      const left = (table.Indexes ?? []).filter((index) => index.IndexName !== input.IndexName);
      if (left.length === (table.Indexes ?? []).length) throw notFound(`Index ${input.IndexName} not found.`);
      ctx.catalog.updateTable(at, { ...table, Indexes: left });
    }),
  };
}
