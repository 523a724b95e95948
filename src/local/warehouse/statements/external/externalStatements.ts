import type {
  AlterTableAction,
  CreateExternalSchema,
  CreateExternalTable,
} from '../../../engines/redshift/definitions.ts';
import type { RelationName } from '../../../engines/redshift/names.ts';
import { RemoteFailure } from '../../../processes/ipc.ts';
import type { ExternalSchema } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../../sqlError.ts';
import { requireSchema, shownName } from '../names.ts';
import { insertSchema } from '../schemas.ts';
import { tableInput } from './tableInput.ts';

const usualRegion = 'us-east-1';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_SCHEMA.html */
export async function createExternalSchema(ctx: StatementCtx, statement: CreateExternalSchema): Promise<Done> {
  if (statement.source !== 'DATA CATALOG') {
    throw unsupported(
      `CREATE EXTERNAL SCHEMA FROM ${statement.source} is not supported by the local warehouse`,
      'Use FROM DATA CATALOG.',
    );
  }
  const database = statement.database ?? statement.schema;
  const region = statement.region ?? usualRegion;
  const exists = await glue(ctx, region, 'GetDatabase', { Name: database }, ['EntityNotFoundException']);
  if (!exists) {
    if (!statement.createDatabase) {
      throw new SqlError(
        sqlStates.internal,
        `External database "${database}" does not exist in the Data Catalog of ${region}`,
        {
          hint: 'Add CREATE EXTERNAL DATABASE IF NOT EXISTS.',
        },
      );
    }
    await glue(ctx, region, 'CreateDatabase', { DatabaseInput: { Name: database } });
  }
  const details: ExternalSchema = { database, region, iamRole: statement.authorization.iamRole };
  await insertSchema(ctx, statement.schema, statement.ifNotExists, ctx.session.user, 'external', details);
  return done('CREATE SCHEMA');
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_EXTERNAL_TABLE.html */
export async function createExternalTable(ctx: StatementCtx, statement: CreateExternalTable): Promise<Done> {
  if (statement.query) {
    throw unsupported(
      'CREATE EXTERNAL TABLE AS is not supported by the local warehouse',
      'UNLOAD the query and create the table over its files.',
    );
  }
  const external = await externalOf(ctx, statement.table);
  if (!external) throw new SqlError(sqlStates.wrongObjectType, `"${statement.table.schema}" is not an external schema`);
  await ctx.session.transaction.outside('CREATE EXTERNAL TABLE', async () => {
    const input = { DatabaseName: external.database, TableInput: tableInput(statement) };
    const made = await glue(ctx, external.region, 'CreateTable', input, ['AlreadyExistsException']);
    if (!made)
      throw new SqlError(
        sqlStates.duplicateTable,
        `Table "${statement.table.name}" already exists in the external schema`,
      );
  });
  return done('CREATE EXTERNAL TABLE');
}

/** @returns whether the name is one of an external schema's tables */
export async function dropExternalTable(ctx: StatementCtx, name: RelationName, ifExists: boolean): Promise<boolean> {
  const external = await externalOf(ctx, name);
  if (!external) return false;
  const input = { DatabaseName: external.database, Name: name.name };
  const dropped = await glue(ctx, external.region, 'DeleteTable', input, ['EntityNotFoundException']);
  if (!dropped && !ifExists) throw new SqlError(sqlStates.noTable, `Table "${shownName(name)}" does not exist`);
  return true;
}

/** @returns whether the table is an external one */
export async function alterExternalTable(
  ctx: StatementCtx,
  name: RelationName,
  action: AlterTableAction,
): Promise<boolean> {
  const external = await externalOf(ctx, name);
  if (!external) return false;
  const of = { DatabaseName: external.database, TableName: name.name };
  const found = await glue(ctx, external.region, 'GetTable', { DatabaseName: external.database, Name: name.name });
  const table = found?.Table as { StorageDescriptor?: object; PartitionKeys?: { Name: string }[] } | undefined;
  const keys = (table?.PartitionKeys ?? []).map((key) => key.Name);
  const valuesOf = (values: ReadonlyMap<string, string>) => keys.map((key) => values.get(key) ?? '');
  switch (action.kind) {
    case 'add-partitions':
      for (const { values, location } of action.partitions) {
        const PartitionInput = {
          Values: valuesOf(values),
          StorageDescriptor: { ...table?.StorageDescriptor, Location: location },
        };
        const made = await glue(ctx, external.region, 'CreatePartition', { ...of, PartitionInput }, [
          'AlreadyExistsException',
        ]);
        if (!made && !action.ifNotExists) throw new SqlError(sqlStates.duplicateObject, 'Partition already exists');
      }
      return true;
    case 'drop-partition':
      await glue(ctx, external.region, 'DeletePartition', { ...of, PartitionValues: valuesOf(action.values) });
      return true;
    default:
      throw unsupported(
        `ALTER TABLE … ${action.kind.toUpperCase().replaceAll('-', ' ')} on external tables is not supported by the local warehouse`,
        'Change the table in the Data Catalog.',
      );
  }
}

async function externalOf(ctx: StatementCtx, { schema }: RelationName): Promise<ExternalSchema | undefined> {
  if (schema === undefined) return undefined;
  if (!(await ctx.schemas()).some(({ name }) => name === schema)) return undefined;
  return (await requireSchema(ctx, schema)).external;
}

/** @returns undefined for errors that are awaited. @throws SqlError for others */
async function glue(
  ctx: StatementCtx,
  region: string,
  operation: string,
  input: unknown,
  awaited: readonly string[] = [],
): Promise<Record<string, unknown> | undefined> {
  try {
    // Operations that only do something answer with nothing.
    return (await ctx.host.call('glue', { operation, input, region }, ctx.signal)) ?? {};
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error;
    const code = String(error.failure.details.code ?? '');
    if (awaited.includes(code)) return undefined;
    throw new SqlError(sqlStates.internal, `${operation}: ${error.message}`, { cause: error });
  }
}
