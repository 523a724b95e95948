/** https://docs.aws.amazon.com/athena/latest/ug/create-view.html */
import type { Statement } from '../../../engines/trino/statement.ts';
import { duckDbToHive } from '../../../engines/trino/types/catalogType.ts';
import { typeOfDuckDb } from '../../../engines/trino/types/duckDbType.ts';
import { typeText } from '../../../engines/trino/types/trinoType.ts';
import type { TableInput } from '../catalog/glueCatalog.ts';
import { isView, writeView } from '../catalog/presto.ts';
import { checkCatalog, databaseOf, type Job } from '../execution/job.ts';
import { planQuery } from '../execution/planQuery.ts';
import { QueryFailure } from '../queryFailure.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export async function createView(job: Job, statement: Of<'create-view'>): Promise<void> {
  checkCatalog(job, statement.view.catalog);
  const database = databaseOf(job, statement.view.database);
  const name = statement.view.table;
  if (!(await job.glue.database(database))) {
    throw new QueryFailure('schema', `SCHEMA_NOT_FOUND: Schema ${database} does not exist`);
  }
  const there = await job.glue.table(database, name);
  if (there && !isView(there)) {
    throw new QueryFailure(
      'syntax',
      `TABLE_ALREADY_EXISTS: Table already exists: 'awsdatacatalog.${database}.${name}'`,
    );
  }
  if (there && !statement.orReplace) {
    throw new QueryFailure('syntax', `TABLE_ALREADY_EXISTS: View already exists: 'awsdatacatalog.${database}.${name}'`);
  }
  const view = await viewOf(job, statement);
  if (there) await job.glue.updateTable(database, view);
  else await job.glue.createTable(database, view);
}

async function viewOf(job: Job, { view, query }: Of<'create-view'>): Promise<TableInput> {
  const planned = await planQuery(job, query);
  const described = await job.engine.call('describe', planned.ready, job.signal);
  const columns = described.map((column, i) => {
    const translated = planned.columns?.[i];
    if (translated && !translated.named) {
      throw new QueryFailure('syntax', `MISSING_COLUMN_NAME: Column name not specified at position ${i + 1}`);
    }
    const type = translated?.type ?? typeText(typeOfDuckDb(column.type));
    return { name: (translated?.name ?? column.name).toLowerCase(), type, hive: duckDbToHive(column.type) };
  });
  const twice = columns.find(({ name }, i) => columns.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw new QueryFailure('syntax', `DUPLICATE_COLUMN_NAME: Column name '${twice.name}' specified more than once`);
  return {
    Name: view.table,
    TableType: 'VIRTUAL_VIEW',
    PartitionKeys: [],
    StorageDescriptor: {
      Columns: columns.map(({ name, hive }) => ({ Name: name, Type: hive })),
      Location: '',
      NumberOfBuckets: 0,
      SerdeInfo: {},
    },
    Parameters: { presto_view: 'true', comment: 'Presto View' },
    ViewOriginalText: writeView({
      originalSql: query.sql,
      catalog: 'awsdatacatalog',
      schema: databaseOf(job),
      columns: columns.map(({ name, type }) => ({ name, type })),
    }),
    ViewExpandedText: '/* Presto View */',
  };
}

export async function dropView(job: Job, statement: Of<'drop-view'>): Promise<void> {
  checkCatalog(job, statement.view.catalog);
  const database = databaseOf(job, statement.view.database);
  const found = await job.glue.table(database, statement.view.table);
  const fullName = `awsdatacatalog.${database}.${statement.view.table}`;
  if (!found && statement.ifExists) return;
  if (!found) throw new QueryFailure('table', `TABLE_NOT_FOUND: View '${fullName}' does not exist`);
  if (!isView(found)) {
    throw new QueryFailure(
      'syntax',
      `TABLE_NOT_FOUND: View '${fullName}' does not exist, but a table with that name exists.`,
    );
  }
  await job.glue.deleteTable(database, found.Name);
}
