/** https://docs.aws.amazon.com/glue/latest/webapi/API_SearchTables.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { catalogOperation } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import type { CatalogCtx } from './catalogCtx.ts';
import { describeTable } from './describeTable.ts';
import type { Table } from './shapes.ts';

const filter = z.object({ Key: z.string(), Value: z.string(), Comparator: z.string().optional() });

interface Found {
  readonly database: string;
  readonly table: Table;
}

export function searchOperations(ctx: CatalogCtx): Operations {
  const everything = function* (call: Call): Generator<Found> {
    for (const database of ctx.catalog.databases(call.region)) {
      for (const table of ctx.catalog.tables(call.region, database.Name)) yield { database: database.Name, table };
    }
  };

  return {
    SearchTables: catalogOperation(
      z.object({
        SearchText: z.string().max(1024).nullish(),
        Filters: z.array(filter).nullish(),
        SortCriteria: z
          .array(z.object({ FieldName: z.string(), Sort: z.enum(['ASC', 'DESC']).default('ASC') }))
          .max(1)
          .nullish(),
        ResourceShareType: z.string().nullish(),
        ...paging,
      }),
      (input, call) => {
        const found = [...everything(call)].filter(
          (each) =>
            (!input.SearchText || hasText(each, input.SearchText)) &&
            (input.Filters ?? []).every((one) => passes(each, one)),
        );
        const [sort] = input.SortCriteria ?? [];
        if (sort) found.sort((a, b) => compare(a, b, sort.FieldName) * (sort.Sort === 'ASC' ? 1 : -1));
        const from = Number(readToken(input.NextToken) ?? 0);
        const rest = found.slice(from).map((each, i) => ({ each, end: from + i + 1 }));
        const { items, ...next } = takePage(rest, ({ end }) => String(end), pageSize(input, 1000));
        return { TableList: items.map(({ each }) => describeTable(each.table, each.database, call)), ...next };
      },
    ),
  };
}

/** Words of a table: its name, description, columns and so on. A text in double quotes is sought as it is. */
function hasText(found: Found, text: string): boolean {
  const { table } = found;
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...table.PartitionKeys];
  const words = [
    table.Name,
    found.database,
    table.Description,
    table.Owner,
    table.StorageDescriptor?.Location,
    ...columns.flatMap((column) => [column.Name, column.Comment]),
    ...Object.values(table.Parameters ?? {}),
  ]
    .filter((word) => word !== undefined)
    .map((word) => word.toLowerCase());
  const exact = /^"(.*)"$/s.exec(text)?.[1]?.toLowerCase();
  if (exact !== undefined) return words.includes(exact);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.includes(part)));
}

function passes(found: Found, { Key, Value, Comparator }: z.infer<typeof filter>): boolean {
  const time = { createtime: found.table.CreateTime, updatetime: found.table.UpdateTime }[Key.toLowerCase()];
  if (time === undefined) return fieldOf(found, Key).toLowerCase() === Value.toLowerCase();
  const asked = Date.parse(Value);
  switch (Comparator) {
    case 'GREATER_THAN':
      return time > asked;
    case 'GREATER_THAN_EQUALS':
      return time >= asked;
    case 'LESS_THAN':
      return time < asked;
    case 'LESS_THAN_EQUALS':
      return time <= asked;
    default:
      return time === asked;
  }
}

function fieldOf({ database, table }: Found, field: string): string {
  switch (field.toLowerCase()) {
    case 'name':
    case 'tablename':
      return table.Name;
    case 'databasename':
      return database;
    case 'owner':
      return table.Owner ?? '';
    case 'description':
      return table.Description ?? '';
    case 'tabletype':
      return table.TableType ?? '';
    case 'location':
      return table.StorageDescriptor?.Location ?? '';
    default:
      return table.Parameters?.[field] ?? table.Parameters?.[field.toLowerCase()] ?? '';
  }
}

function compare(a: Found, b: Found, field: string): number {
  if (field === 'CreateTime') return a.table.CreateTime - b.table.CreateTime;
  if (field === 'UpdateTime') return a.table.UpdateTime - b.table.UpdateTime;
  return fieldOf(a, field).localeCompare(fieldOf(b, field));
}
