/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-databases.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueArn } from '../arns.ts';
import { emitDatabaseChange } from '../glueEvents.ts';
import { alreadyExists, catalogOperation, invalidInput } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { tagsInput } from '../tags.ts';
import { type CatalogCtx, needDatabase } from './catalogCtx.ts';
import { catalogName, type Database, databaseInput } from './shapes.ts';

/** What Glue grants on new tables where Lake Formation is not used. */
const defaultPermissions = [
  { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
];

export function databaseOperations(ctx: CatalogCtx): Operations {
  const describe = (database: Database, call: Call) => ({
    ...database,
    CreateTime: new Date(database.CreateTime),
    CreateTableDefaultPermissions: database.CreateTableDefaultPermissions ?? defaultPermissions,
    CatalogId: call.accountId,
  });

  return {
    CreateDatabase: catalogOperation(
      z.object({ DatabaseInput: databaseInput, Tags: tagsInput.optional() }),
      (input, call) => {
        const { Name } = input.DatabaseInput;
        const created = ctx.catalog.insertDatabase(call.region, { ...input.DatabaseInput, CreateTime: Date.now() });
        if (!created) throw alreadyExists('Database already exists.');
        ctx.tags.add(call.region, glueArn(call, 'database', Name), input.Tags ?? {});
        emitDatabaseChange(ctx.events, call, 'CreateDatabase', [Name]);
      },
    ),

    GetDatabase: catalogOperation(z.object({ Name: catalogName }), (input, call) => ({
      Database: describe(needDatabase(ctx, call, input.Name), call),
    })),

    GetDatabases: catalogOperation(z.object(paging), (input, call) => {
      const found = ctx.catalog.databases(call.region, readToken(input.NextToken));
      const { items, ...next } = takePage(found, ({ Name }) => Name, pageSize(input, 100));
      return { DatabaseList: items.map((each) => describe(each, call)), ...next };
    }),

    UpdateDatabase: catalogOperation(z.object({ Name: catalogName, DatabaseInput: databaseInput }), (input, call) => {
      const { CreateTime } = needDatabase(ctx, call, input.Name);
      if (input.DatabaseInput.Name !== input.Name) throw invalidInput('Database name cannot be changed.');
      ctx.catalog.updateDatabase(call.region, { ...input.DatabaseInput, CreateTime });
      emitDatabaseChange(ctx.events, call, 'UpdateDatabase', [input.Name]);
    }),

    DeleteDatabase: catalogOperation(z.object({ Name: catalogName }), (input, call) => {
      needDatabase(ctx, call, input.Name);
      ctx.catalog.deleteDatabase(call.region, input.Name);
      ctx.tags.forget(call.region, glueArn(call, 'database', input.Name));
      emitDatabaseChange(ctx.events, call, 'DeleteDatabase', [input.Name]);
    }),
  };
}
