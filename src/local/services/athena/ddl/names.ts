import type { PartitionSpec, TableName } from '../../../engines/trino/statement.ts';
import type { GlueTable } from '../catalog/glueShapes.ts';
import { checkCatalog, databaseOf, type Job } from '../execution/job.ts';
import { semanticFailure } from '../queryFailure.ts';

/** @throws QueryFailure */
export async function needDatabase(job: Job, given: string | undefined): Promise<string> {
  const database = databaseOf(job, given);
  if (!(await job.glue.database(database))) throw semanticFailure(10072, `Database does not exist: ${database}`);
  return database;
}

export interface FoundTable {
  readonly database: string;
  readonly table: GlueTable;
}

/** @throws QueryFailure */
export async function needTable(job: Job, name: TableName): Promise<FoundTable> {
  checkCatalog(job, name.catalog);
  const database = databaseOf(job, name.database);
  const table = await job.glue.table(database, name.table);
  if (!table) throw semanticFailure(10001, `Table not found ${database}.${name.table}`);
  return { database, table };
}

/** The values of a partition in the order of the table's keys. @throws QueryFailure unless each key has one */
export function valuesOf(table: GlueTable, spec: PartitionSpec): string[] {
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase());
  const named = [...spec.keys()].map((key) => key.toLowerCase());
  const same = named.length === keys.length && keys.every((key) => named.includes(key));
  if (!same) {
    const text = [...spec].map(([key, value]) => `${key}=${value}`).join(', ');
    throw semanticFailure(10098, `Non-Partition column appears in the partition specification: {${text}}`);
  }
  return keys.map((key) => valueIn(spec, key) ?? '');
}

export function valueIn(spec: PartitionSpec, key: string): string | undefined {
  return [...spec].find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** Names that a pattern of SHOW takes: `*` is any text and `|` parts alternatives. */
export function namesLike(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.split('|').map((part) =>
    part
      .trim()
      .replaceAll(/[\\^$?+()[\]{}]/g, String.raw`\$&`)
      .replaceAll(/\.?\*/g, '.*'),
  );
  const expression = new RegExp(`^(?:${parts.join('|')})$`, 'i');
  return (name) => expression.test(name);
}
