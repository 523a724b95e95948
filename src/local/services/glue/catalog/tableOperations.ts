/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-tables.html */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueArn } from '../arns.ts';
import { emitTableChange } from '../glueEvents.ts';
import { alreadyExists, catalogOperation, errorDetail, notFound } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { type CatalogCtx, needDatabase, needTable } from './catalogCtx.ts';
import { describeTable } from './describeTable.ts';
import { catalogName, partitionIndex, type Table, tableInput } from './shapes.ts';
import { tableNamePattern } from './tableNamePattern.ts';

export function tableOperations(ctx: CatalogCtx): Operations {
  const createdBy = (call: Call) => `arn:aws:iam::${call.accountId}:user/strata-local`;

  const remove = (call: Call, database: string, name: string) => {
    const { place } = needTable(ctx, call, database, name);
    ctx.catalog.deleteTable(place);
    ctx.tags.forget(call.region, glueArn(call, 'table', `${database}/${name}`));
  };

  return {
    CreateTable: catalogOperation(
      z.object({
        DatabaseName: catalogName,
        TableInput: tableInput,
        PartitionIndexes: z.array(partitionIndex).max(3).optional(),
      }),
      (input, call) => {
        needDatabase(ctx, call, input.DatabaseName);
        const now = Date.now();
        const place = { region: call.region, database: input.DatabaseName, name: input.TableInput.Name };
        const table: Table = {
          ...input.TableInput,
          CreateTime: now,
          UpdateTime: now,
          VersionId: 0,
          CreatedBy: createdBy(call),
          ...(input.PartitionIndexes ? { Indexes: input.PartitionIndexes } : {}),
        };
        if (!ctx.catalog.insertTable(place, table)) throw alreadyExists('Table already exists.');
        const change = { database: place.database, typeOfChange: 'CreateTable', tables: [place.name] };
        emitTableChange(ctx.events, call, change);
      },
    ),

    GetTable: catalogOperation(z.object({ DatabaseName: catalogName, Name: catalogName }), (input, call) => {
      const table = ctx.catalog.table({ region: call.region, database: input.DatabaseName, name: input.Name });
      // Glue says no more than this, whichever of the two is missing.
      if (!table) throw notFound('Entity Not Found');
      return { Table: describeTable(table, input.DatabaseName, call) };
    }),

    GetTables: catalogOperation(
      z.object({ DatabaseName: catalogName, Expression: z.string().max(2048).nullish(), ...paging }),
      (input, call) => {
        needDatabase(ctx, call, input.DatabaseName);
        const matches = input.Expression ? tableNamePattern(input.Expression) : () => true;
        const found = ctx.catalog.tables(call.region, input.DatabaseName, readToken(input.NextToken));
        const named = found.filter(({ Name }) => matches(Name));
        const { items, ...next } = takePage(named, ({ Name }) => Name, pageSize(input, 100));
        return { TableList: items.map((each) => describeTable(each, input.DatabaseName, call)), ...next };
      },
    ),

    UpdateTable: catalogOperation(
      z.object({
        DatabaseName: catalogName,
        TableInput: tableInput,
        SkipArchive: z.boolean().nullish(),
        VersionId: z.string().nullish(),
      }),
      (input, call) => {
        const { place, table } = needTable(ctx, call, input.DatabaseName, input.TableInput.Name);
        if (input.VersionId && Number(input.VersionId) !== table.VersionId) {
          throw staleVersion(input.VersionId, table.VersionId);
        }
        ctx.catalog.transaction(() => {
          if (!input.SkipArchive) ctx.catalog.archiveVersion(place, table);
          ctx.catalog.updateTable(place, {
            ...input.TableInput,
            CreateTime: table.CreateTime,
            UpdateTime: Date.now(),
            VersionId: table.VersionId + 1,
            CreatedBy: table.CreatedBy,
            ...(table.Indexes ? { Indexes: table.Indexes } : {}),
          });
        });
        const change = { database: place.database, typeOfChange: 'UpdateTable', tables: [place.name] };
        emitTableChange(ctx.events, call, change);
      },
    ),

    DeleteTable: catalogOperation(z.object({ DatabaseName: catalogName, Name: catalogName }), (input, call) => {
      remove(call, input.DatabaseName, input.Name);
      const change = { database: input.DatabaseName, typeOfChange: 'DeleteTable', tables: [input.Name] };
      emitTableChange(ctx.events, call, change);
    }),

    BatchDeleteTable: catalogOperation(
      z.object({ DatabaseName: catalogName, TablesToDelete: z.array(catalogName).max(100) }),
      (input, call) => {
        needDatabase(ctx, call, input.DatabaseName);
        const deleted: string[] = [];
        const Errors = input.TablesToDelete.flatMap((TableName) => {
          try {
            remove(call, input.DatabaseName, TableName);
            deleted.push(TableName);
            return [];
          } catch (error) {
            return [{ TableName, ErrorDetail: errorDetail(error) }];
          }
        });
        if (deleted.length > 0) {
          const change = { database: input.DatabaseName, typeOfChange: 'BatchDeleteTable', tables: deleted };
          emitTableChange(ctx.events, call, change);
        }
        return { Errors };
      },
    ),
  };
}

function staleVersion(asked: string, current: number) {
  return new Fault(
    'ConcurrentModificationException',
    `Update table failed due to concurrent modifications: version ${asked} was given, the table is at ${current}.`,
  );
}
