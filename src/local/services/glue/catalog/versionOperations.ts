/** Versions of tables: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTableVersions.html and its kin. */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { catalogOperation, errorDetail, invalidInput, notFound } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { type CatalogCtx, needTable } from './catalogCtx.ts';
import { describeTable } from './describeTable.ts';
import { catalogName, type Table } from './shapes.ts';

export function versionOperations(ctx: CatalogCtx): Operations {
  const place = { DatabaseName: catalogName, TableName: catalogName };
  const describe = (table: Table, database: string, call: Call) => ({
    Table: describeTable(table, database, call),
    VersionId: String(table.VersionId),
  });

  const remove = (call: Call, database: string, name: string, version: string) => {
    const found = needTable(ctx, call, database, name);
    if (Number(version) === found.table.VersionId) throw invalidInput('Cannot delete the current version of a table.');
    if (!ctx.catalog.deleteVersion(found.place, Number(version))) throw notFound('version not found.');
  };

  return {
    GetTableVersion: catalogOperation(z.object({ ...place, VersionId: z.string().nullish() }), (input, call) => {
      const found = needTable(ctx, call, input.DatabaseName, input.TableName);
      const isCurrent = !input.VersionId || Number(input.VersionId) === found.table.VersionId;
      const table = isCurrent ? found.table : ctx.catalog.version(found.place, Number(input.VersionId));
      if (!table) throw notFound('version not found.');
      return { TableVersion: describe(table, input.DatabaseName, call) };
    }),

    GetTableVersions: catalogOperation(z.object({ ...place, ...paging }), (input, call) => {
      const found = needTable(ctx, call, input.DatabaseName, input.TableName);
      const after = readToken(input.NextToken);
      const newestFirst = function* () {
        if (after === undefined) yield found.table;
        yield* ctx.catalog.versions(found.place, Number(after ?? found.table.VersionId));
      };
      const placeOf = (table: Table) => String(table.VersionId);
      const { items, ...next } = takePage(newestFirst(), placeOf, pageSize(input, 100));
      return { TableVersions: items.map((each) => describe(each, input.DatabaseName, call)), ...next };
    }),

    DeleteTableVersion: catalogOperation(z.object({ ...place, VersionId: z.string() }), (input, call) => {
      remove(call, input.DatabaseName, input.TableName, input.VersionId);
    }),

    BatchDeleteTableVersion: catalogOperation(
      z.object({ ...place, VersionIds: z.array(z.string()).max(100) }),
      (input, call) => {
        needTable(ctx, call, input.DatabaseName, input.TableName);
        const Errors = input.VersionIds.flatMap((VersionId) => {
          try {
            remove(call, input.DatabaseName, input.TableName, VersionId);
            return [];
          } catch (error) {
            return [{ TableName: input.TableName, VersionId, ErrorDetail: errorDetail(error) }];
          }
        });
        return { Errors };
      },
    ),
  };
}
