/** https://docs.aws.amazon.com/athena/latest/ug/show-tables.html and its kin: what Hive prints, line by line. */
import type { Statement } from '../../../engines/trino/statement.ts';
import { escapeFolder } from '../catalog/glueCatalog.ts';
import type { GlueColumn } from '../catalog/glueShapes.ts';
import { isView, readView } from '../catalog/presto.ts';
import type { Job, Outcome } from '../execution/job.ts';
import { textOutcome } from '../execution/resultFiles.ts';
import { QueryFailure, semanticFailure } from '../queryFailure.ts';
import { columnInfo } from '../resultColumns.ts';
import type { ColumnInfo } from '../state/queries.ts';
import { createTableText } from './createTableText.ts';
import { namesLike, needDatabase, needTable, valueIn } from './names.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const texts = (...names: string[]): ColumnInfo[] => names.map((name) => columnInfo(name, 'string'));
/** Hive fills values up to the width of a column. */
const padded = (text: string) => text.padEnd(20);

export async function showDatabases(job: Job, { like }: Of<'show-databases'>): Promise<Outcome> {
  const names: string[] = [];
  for await (const { Name } of job.glue.databases()) names.push(Name);
  return await textOutcome(job, texts('database_name'), names.filter(namesLike(like)));
}

export async function showTables(job: Job, statement: Of<'show-tables'>): Promise<Outcome> {
  const database = await needDatabase(job, statement.database);
  const names: string[] = [];
  for await (const { Name } of job.glue.tables(database)) names.push(Name);
  return await textOutcome(job, texts('tab_name'), names.filter(namesLike(statement.like)));
}

export async function showViews(job: Job, statement: Of<'show-views'>): Promise<Outcome> {
  const database = await needDatabase(job, statement.database);
  const names: string[] = [];
  for await (const table of job.glue.tables(database)) if (isView(table)) names.push(table.Name);
  return await textOutcome(job, texts('views'), names.filter(namesLike(statement.like)));
}

export async function showColumns(job: Job, { table: name }: Of<'show-columns'>): Promise<Outcome> {
  const { table } = await needTable(job, name);
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  return await textOutcome(
    job,
    texts('field'),
    columns.map(({ Name }) => padded(Name)),
  );
}

export async function showPartitions(job: Job, { table: name }: Of<'show-partitions'>): Promise<Outcome> {
  const { database, table } = await needTable(job, name);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  if (keys.length === 0)
    throw new QueryFailure(
      'ddl',
      `FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${table.Name} is not a partitioned table`,
    );
  const lines: string[] = [];
  for await (const { Values } of job.glue.partitions(database, table.Name)) {
    lines.push(keys.map((key, i) => `${key}=${escapeFolder(Values[i] ?? '')}`).join('/'));
  }
  return await textOutcome(job, texts('partition'), lines.sort());
}

export async function showCreateTable(job: Job, { table: name }: Of<'show-create-table'>): Promise<Outcome> {
  const { table } = await needTable(job, name);
  if (isView(table)) throw semanticFailure(10001, `SHOW CREATE TABLE does not show views: ${table.Name}`);
  return await textOutcome(job, texts('createtab_stmt'), createTableText(table));
}

export async function showCreateView(job: Job, { view: name }: Of<'show-create-view'>): Promise<Outcome> {
  const { database, table } = await needTable(job, name);
  if (!isView(table))
    throw new QueryFailure('syntax', `TABLE_NOT_FOUND: Relation '${database}.${table.Name}' is a table, not a view`);
  const lines = [`CREATE VIEW ${database}.${table.Name} AS `, ...readView(table).originalSql.split('\n')];
  return await textOutcome(job, [columnInfo('Create View', 'varchar')], lines);
}

export async function showTableProperties(job: Job, statement: Of<'show-table-properties'>): Promise<Outcome> {
  const { database, table } = await needTable(job, statement.table);
  const parameters = table.Parameters ?? {};
  const { property } = statement;
  if (property !== undefined) {
    const value = parameters[property] ?? `Table ${database}.${table.Name} does not have property: ${property}`;
    return await textOutcome(job, texts('prpt_name', 'prpt_value'), [value]);
  }
  const lines = Object.entries(parameters).map(([key, value]) => `${key}\t${value}`);
  return await textOutcome(job, texts('prpt_name', 'prpt_value'), lines.sort());
}

export async function describe(job: Job, statement: Of<'describe'>): Promise<Outcome> {
  const { database, table } = await needTable(job, statement.table);
  const keys = table.PartitionKeys ?? [];
  const { partition } = statement;
  if (partition) {
    const values = keys.map(({ Name }) => valueIn(partition, Name) ?? '');
    if (!(await job.glue.partition(database, table.Name, values))) {
      throw semanticFailure(10006, `Partition not found {${[...partition].map((pair) => pair.join('=')).join(', ')}}`);
    }
  }
  const blank = '\t \t ';
  const lines = [
    ...(statement.formatted ? [`# ${padded('col_name')}\t${padded('data_type')}\t${padded('comment')}`, blank] : []),
    ...[...(table.StorageDescriptor?.Columns ?? []), ...(statement.formatted ? [] : keys)].map(columnLine),
    ...(keys.length > 0
      ? [
          blank,
          '# Partition Information\t \t ',
          `# ${padded('col_name')}\t${padded('data_type')}\t${padded('comment')}`,
          blank,
          ...keys.map(columnLine),
        ]
      : []),
    ...(statement.formatted ? detailLines(database, table) : []),
  ];
  return await textOutcome(job, texts('col_name', 'data_type', 'comment'), lines);
}

function columnLine({ Name, Type, Comment }: GlueColumn): string {
  return [Name, Type ?? 'string', Comment ?? ''].map(padded).join('\t');
}

function detailLines(database: string, table: Parameters<typeof createTableText>[0]): string[] {
  const storage = table.StorageDescriptor;
  const line = (name: string, value: string | undefined) => `${padded(name)}\t${padded(value ?? '')}\t `;
  return [
    '\t \t ',
    '# Detailed Table Information\t \t ',
    line('Database:', database),
    line('Owner:', table.Owner),
    line('CreateTime:', table.CreateTime?.toUTCString()),
    line('Location:', storage?.Location),
    line('Table Type:', table.TableType),
    'Table Parameters:\t \t ',
    ...Object.entries(table.Parameters ?? {}).map(([name, value]) => `\t${padded(name)}\t${padded(value)}`),
    '\t \t ',
    '# Storage Information\t \t ',
    line('SerDe Library:', storage?.SerdeInfo?.SerializationLibrary),
    line('InputFormat:', storage?.InputFormat),
    line('OutputFormat:', storage?.OutputFormat),
    'Storage Desc Params:\t \t ',
    ...Object.entries(storage?.SerdeInfo?.Parameters ?? {}).map(
      ([name, value]) => `\t${padded(name)}\t${padded(value)}`,
    ),
  ];
}
