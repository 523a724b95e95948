/** https://docs.aws.amazon.com/athena/latest/ug/create-table.html and its ALTER TABLE statements */
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { HiveColumn, Statement } from '../../../engines/trino/statement.ts';
import { inputOf } from '../catalog/glueCatalog.ts';
import type { GlueColumn, GlueTable } from '../catalog/glueShapes.ts';
import { isView } from '../catalog/presto.ts';
import { checkCatalog, databaseOf, type Job } from '../execution/job.ts';
import { ddlFailure, QueryFailure, semanticFailure } from '../queryFailure.ts';
import { needDatabase, needTable } from './names.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export async function createTable(job: Job, statement: Of<'create-table'>): Promise<void> {
  checkCatalog(job, statement.table.catalog);
  const database = await needDatabase(job, statement.table.database);
  const name = statement.table.table;
  checkLocation(statement.location);
  if (await job.glue.table(database, name)) {
    if (statement.ifNotExists) return;
    throw ddlFailure(`AlreadyExistsException(message:Table ${name} already exists)`);
  }
  const again = statement.columns.find(({ name: column }, i) =>
    statement.columns.slice(0, i).some((before) => before.name === column),
  );
  if (again) throw semanticFailure(10036, `Duplicate column name: ${again.name}`);
  const keys = new Set(statement.partitionedBy.map((column) => column.name));
  const twice = statement.columns.find((column) => keys.has(column.name));
  if (twice) throw semanticFailure(10035, `Column repeated in partitioning columns: ${twice.name}`);
  const { storage, bucketedBy } = statement;
  await job.glue.createTable(database, {
    Name: name,
    Owner: 'hadoop',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: statement.partitionedBy.map(toGlue),
    StorageDescriptor: {
      Columns: statement.columns.map(toGlue),
      Location: statement.location,
      InputFormat: storage.inputFormat,
      OutputFormat: storage.outputFormat,
      SerdeInfo: { SerializationLibrary: storage.serializationLibrary, Parameters: storage.serdeParameters },
      NumberOfBuckets: bucketedBy?.count ?? -1,
      BucketColumns: bucketedBy?.columns ?? [],
    },
    Parameters: {
      EXTERNAL: 'TRUE',
      ...(statement.comment === undefined ? {} : { comment: statement.comment }),
      ...statement.properties,
      transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
    },
  });
}

function checkLocation(location: string): void {
  if (parseS3Uri(location)) return;
  throw ddlFailure(`MetaException(message:${location} is not a valid S3 location)`);
}

function toGlue({ name, type, comment }: HiveColumn): GlueColumn {
  return { Name: name, Type: type, ...(comment === undefined ? {} : { Comment: comment }) };
}

export async function dropTable(job: Job, statement: Of<'drop-table'>): Promise<void> {
  checkCatalog(job, statement.table.catalog);
  const database = databaseOf(job, statement.table.database);
  const found = await job.glue.table(database, statement.table.table);
  if (!found && statement.ifExists) return;
  if (!found) throw semanticFailure(10001, `Table not found ${statement.table.table}`);
  if (isView(found)) throw new QueryFailure('ddl', 'FAILED: SemanticException Cannot drop a view with DROP TABLE');
  await job.glue.deleteTable(database, found.Name);
}

export async function addColumns(job: Job, statement: Of<'add-columns'>): Promise<void> {
  await change(job, statement, (table) => {
    const there = table.StorageDescriptor?.Columns ?? [];
    const known = new Set([...there, ...(table.PartitionKeys ?? [])].map(({ Name }) => Name));
    const twice = statement.columns.find(({ name }) => known.has(name));
    if (twice) throw ddlFailure(`Duplicate column name: ${twice.name}`);
    return withColumns(table, [...there, ...statement.columns.map(toGlue)]);
  });
}

export async function replaceColumns(job: Job, statement: Of<'replace-columns'>): Promise<void> {
  await change(job, statement, (table) => withColumns(table, statement.columns.map(toGlue)));
}

export async function setTableProperties(job: Job, statement: Of<'set-table-properties'>): Promise<void> {
  await change(job, statement, (table) => ({
    ...table,
    Parameters: { ...table.Parameters, ...statement.properties },
  }));
}

export async function setLocation(job: Job, statement: Of<'set-location'>): Promise<void> {
  checkLocation(statement.location);
  await change(job, statement, (table) => ({
    ...table,
    StorageDescriptor: { ...table.StorageDescriptor, Location: statement.location },
  }));
}

function withColumns(table: GlueTable, columns: readonly GlueColumn[]): GlueTable {
  return { ...table, StorageDescriptor: { ...table.StorageDescriptor, Columns: columns } };
}

async function change(
  job: Job,
  statement: { readonly table: Of<'add-columns'>['table'] },
  how: (table: GlueTable) => GlueTable,
): Promise<void> {
  const { database, table } = await needTable(job, statement.table);
  if (isView(table)) throw ddlFailure(`Cannot alter a view with ALTER TABLE: ${table.Name}`);
  await job.glue.updateTable(database, inputOf(how(table)));
}
