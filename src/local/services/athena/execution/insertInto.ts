/** https://docs.aws.amazon.com/athena/latest/ug/insert-into.html */
import type { ResultColumn } from '../../../engines/athena/engineApi.ts';
import type { Statement } from '../../../engines/trino/statement.ts';
import { typeOfHive } from '../../../engines/trino/types/catalogType.ts';
import { commonType } from '../../../engines/trino/types/commonType.ts';
import { typeOfDuckDb } from '../../../engines/trino/types/duckDbType.ts';
import { type TrinoType, typeText } from '../../../engines/trino/types/trinoType.ts';
import { hiveDefaultPartition, partitionFolder, partitionStorage } from '../catalog/glueCatalog.ts';
import type { GlueColumn, GlueTable } from '../catalog/glueShapes.ts';
import { isView } from '../catalog/presto.ts';
import { isProjected } from '../catalog/projection.ts';
import { formatOf } from '../catalog/tableFormat.ts';
import { QueryFailure } from '../queryFailure.ts';
import { checkCatalog, databaseOf, type Job, type Outcome } from './job.ts';
import { formatForTable } from './outputFormat.ts';
import { type PlannedQuery, planQuery } from './planQuery.ts';
import { writeResult, writtenOutcome } from './writtenFiles.ts';

type Insert = Extract<Statement, { kind: 'insert' }>;

export async function insertInto(job: Job, statement: Insert): Promise<Outcome> {
  checkCatalog(job, statement.table.catalog);
  const database = databaseOf(job, statement.table.database);
  const table = await job.glue.table(database, statement.table.table);
  const fullName = `awsdatacatalog.${database}.${statement.table.table}`;
  if (!table) throw new QueryFailure('table', `TABLE_NOT_FOUND: Table '${fullName}' does not exist`);
  if (isView(table)) throw new QueryFailure('unsupported', 'NOT_SUPPORTED: Inserting into views is not supported');
  const storage = table.StorageDescriptor ?? {};
  const parameters = table.Parameters ?? {};
  const { output, extension } = formatForTable(formatOf(storage, parameters, fullName), parameters);
  const planned = await planQuery(job, statement.query);
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name);
  const all = [...(storage.Columns ?? []), ...(table.PartitionKeys ?? [])];
  const aligned = await align(job, planned, all, statement.columns, fullName);
  const written = await writeResult(job, {
    planned: { ...planned, ready: { ...planned.ready, sql: aligned.sql } },
    format: output,
    extension,
    columns: all.map(({ Name }) => Name),
    types: all.map(({ Type }) => Type ?? 'string'),
    partitionColumns: keys,
    location: storage.Location ?? '',
    placeOf: (values) => placeOf(job, table, values),
  });
  try {
    const outcome = await writtenOutcome(job, written);
    job.signal.throwIfAborted();
    if (!isProjected(table)) await register(job, table, written.partitions);
    return outcome;
  } catch (error) {
    written.undo();
    throw error;
  }
}

/** A partition that the catalog has keeps its place, wherever that is. */
async function placeOf(job: Job, table: GlueTable, values: readonly (string | null)[]): Promise<string> {
  const known = isProjected(table)
    ? undefined
    : await job.glue.partition(table.DatabaseName, table.Name, catalogValues(values));
  return known?.StorageDescriptor?.Location ?? `${partitionFolder(table, values)}/`;
}

const catalogValues = (values: readonly (string | null)[]) => values.map((value) => value ?? hiveDefaultPartition);

async function register(
  job: Job,
  table: GlueTable,
  partitions: readonly { readonly values: readonly (string | null)[]; readonly location: string }[],
): Promise<void> {
  const inputs = partitions.map(({ values, location }) => ({
    Values: catalogValues(values),
    StorageDescriptor: partitionStorage(table, location),
  }));
  await job.glue.createPartitions(table.DatabaseName, table.Name, inputs);
}

/** The query's columns in the table's order, NULL for those that were not named. @throws QueryFailure for other types */
async function align(
  job: Job,
  planned: PlannedQuery,
  all: readonly GlueColumn[],
  named: readonly string[] | undefined,
  table: string,
): Promise<{ readonly sql: string }> {
  const given = await job.engine.call('describe', planned.ready, job.signal);
  const targets = named ?? all.map(({ Name }) => Name.toLowerCase());
  const columns = targets.map((name) => {
    const found = all.find(({ Name }) => Name.toLowerCase() === name);
    if (found) return found;
    throw new QueryFailure('syntax', `COLUMN_NOT_FOUND: Insert column name does not exist in target table: ${name}`);
  });
  checkTypes(columns, given, planned);
  if (!named) return { sql: planned.ready.sql };
  const order = all.map(({ Name }) => targets.indexOf(Name.toLowerCase()));
  const names = given.map((_, i) => `c${i}`).join(', ');
  const values = order.map((index, i) => (index < 0 ? `NULL AS n${i}` : `c${index}`)).join(', ');
  if (new Set(targets).size < targets.length) {
    throw new QueryFailure('syntax', `DUPLICATE_COLUMN_NAME: Insert column name is specified more than once: ${table}`);
  }
  return { sql: `SELECT ${values} FROM (${planned.ready.sql}\n) AS given(${names})` };
}

function checkTypes(columns: readonly GlueColumn[], given: readonly ResultColumn[], planned: PlannedQuery): void {
  const wanted = columns.map(({ Type }) => typeOfHive(Type ?? 'string'));
  const got = given.map(({ type }) => typeOfDuckDb(type));
  const untyped = (i: number) => planned.columns?.[i]?.type === 'unknown';
  const fits = wanted.length === got.length && wanted.every((type, i) => untyped(i) || canBecome(got[i], type));
  if (fits) return;
  throw new QueryFailure(
    'syntax',
    `TYPE_MISMATCH: Insert query has mismatched column types: Table: [${texts(wanted)}], Query: [${texts(got)}]`,
  );
}

const texts = (types: readonly (TrinoType | undefined)[]) => types.map(typeText).join(', ');

/** Whether values of a type go into a column of another without a cast, or at most lose digits. */
function canBecome(from: TrinoType | undefined, to: TrinoType | undefined): boolean {
  if (!from || !to) return true;
  if (from.name === 'decimal' && to.name === 'decimal') return true;
  const common = commonType(from, to);
  return common !== undefined && (common.name === to.name || (isText(from) && isText(to)));
}

const isText = ({ name }: TrinoType) => name === 'varchar' || name === 'char';
