/** Column statistics are kept as given: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-column-statistics.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { catalogOperation, notFound } from '../glueOperation.ts';
import { type CatalogCtx, needTable } from './catalogCtx.ts';
import { partitionKey } from './catalogStore.ts';
import { catalogName } from './shapes.ts';

const statistics = z.looseObject({ ColumnName: z.string(), ColumnType: z.string() });
const names = z.array(z.string()).max(100);
const tablePlace = { DatabaseName: catalogName, TableName: catalogName };
const partitionPlace = { ...tablePlace, PartitionValues: z.array(z.string()) };

interface Place {
  readonly DatabaseName: string;
  readonly TableName: string;
  readonly PartitionValues?: readonly string[];
}

export function statisticsOperations(ctx: CatalogCtx): Operations {
  const find = (input: Place, call: Call) => {
    const { place } = needTable(ctx, call, input.DatabaseName, input.TableName);
    const key = input.PartitionValues ? partitionKey(input.PartitionValues) : '';
    if (input.PartitionValues && !ctx.catalog.partition(place, key)) throw notFound('Cannot find partition.');
    return { place, key };
  };

  const update = (input: Place & { ColumnStatisticsList: z.infer<typeof statistics>[] }, call: Call) => {
    const { place, key } = find(input, call);
    ctx.catalog.transaction(() => {
      for (const each of input.ColumnStatisticsList) ctx.catalog.putStatistics(place, key, each.ColumnName, each);
    });
    return { Errors: [] };
  };

  const get = (input: Place & { ColumnNames: string[] }, call: Call) => {
    const { place, key } = find(input, call);
    const ColumnStatisticsList: unknown[] = [];
    const Errors: unknown[] = [];
    for (const ColumnName of input.ColumnNames) {
      const found = ctx.catalog.statistics(place, key, ColumnName);
      if (found) ColumnStatisticsList.push(found);
      else {
        const ErrorMessage = `Statistics of the column ${ColumnName} not found.`;
        Errors.push({ ColumnName, Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage } });
      }
    }
    return { ColumnStatisticsList, Errors };
  };

  const remove = (input: Place & { ColumnName: string }, call: Call) => {
    const { place, key } = find(input, call);
    if (!ctx.catalog.deleteStatistics(place, key, input.ColumnName)) {
      throw notFound(`Statistics of the column ${input.ColumnName} not found.`);
    }
  };

  const list = { ColumnStatisticsList: z.array(statistics).max(100) };
  return {
    UpdateColumnStatisticsForTable: catalogOperation(z.object({ ...tablePlace, ...list }), update),
    UpdateColumnStatisticsForPartition: catalogOperation(z.object({ ...partitionPlace, ...list }), update),
    GetColumnStatisticsForTable: catalogOperation(z.object({ ...tablePlace, ColumnNames: names }), get),
    GetColumnStatisticsForPartition: catalogOperation(z.object({ ...partitionPlace, ColumnNames: names }), get),
    DeleteColumnStatisticsForTable: catalogOperation(z.object({ ...tablePlace, ColumnName: z.string() }), remove),
    DeleteColumnStatisticsForPartition: catalogOperation(
      z.object({ ...partitionPlace, ColumnName: z.string() }),
      remove,
    ),
  };
}
