/** https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html */
import type { Statement } from '../../../engines/trino/statement.ts';
import type { OutputColumn } from '../../../engines/trino/translation.ts';
import { duckDbToHive } from '../../../engines/trino/types/catalogType.ts';
import type { TableInput } from '../catalog/glueCatalog.ts';
import { hiveDefaultPartition } from '../catalog/glueCatalog.ts';
import type { GlueColumn } from '../catalog/glueShapes.ts';
import { below, checkOutputLocation } from '../outputLocation.ts';
import { QueryFailure } from '../queryFailure.ts';
import { rowsColumn } from '../resultColumns.ts';
import { checkCatalog, databaseOf, type Job, type Outcome } from './job.ts';
import { type Properties, textOf, writtenFormat } from './outputFormat.ts';
import { type PlannedQuery, planQuery } from './planQuery.ts';
import { needEmpty, type Written, writeResult, writtenOutcome } from './writtenFiles.ts';

type CreateTableAs = Extract<Statement, { kind: 'create-table-as' }>;

const known = new Set([
  ...['format', 'external_location', 'partitioned_by', 'bucketed_by', 'bucket_count', 'field_delimiter'],
  ...['write_compression', 'parquet_compression', 'orc_compression', 'compression_level', 'table_type', 'is_external'],
]);

export async function createTableAs(job: Job, statement: CreateTableAs): Promise<Outcome> {
  const database = databaseOf(job, statement.table.database);
  const name = statement.table.table;
  checkCatalog(job, statement.table.catalog);
  if (!(await job.glue.database(database))) {
    throw new QueryFailure('schema', `SCHEMA_NOT_FOUND: Schema ${database} does not exist`);
  }
  if (await job.glue.table(database, name)) {
    if (statement.ifNotExists) return { form: 'none', columns: [rowsColumn], updateCount: 0 };
    throw new QueryFailure('syntax', `TABLE_ALREADY_EXISTS: Table 'awsdatacatalog.${database}.${name}' already exists`);
  }
  checkProperties(statement.properties);
  const format = writtenFormat(statement.properties);
  const location = locationOf(job, statement.properties);
  const planned = await planQuery(job, statement.query);
  const columns = await columnsOf(job, planned);
  const keys = partitionKeys(statement.properties, columns);
  await needEmpty(job, location, `${database}.${name}`);
  const input = (written: Written | undefined): TableInput => ({
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    ...(statement.comment === undefined ? {} : { Description: statement.comment }),
    PartitionKeys: keys,
    StorageDescriptor: {
      ...format.storage,
      Columns: columns.slice(0, columns.length - keys.length),
      Location: location,
      NumberOfBuckets: -1,
    },
    Parameters: parametersOf(statement.properties, written),
  });
  if (!statement.withData) {
    await job.glue.createTable(database, input(undefined));
    return { form: 'none', columns: [rowsColumn], updateCount: 0 };
  }
  const written = await writeResult(job, {
    planned,
    format: format.output,
    extension: format.extension,
    columns: columns.map(({ Name }) => Name),
    partitionColumns: keys.map(({ Name }) => Name),
    location,
  });
  try {
    const outcome = await writtenOutcome(job, written);
    job.signal.throwIfAborted();
    await job.glue.createTable(database, input(written));
    try {
      await job.glue.createPartitions(
        database,
        name,
        written.partitions.map(({ values, location: place }) => ({
          Values: values.map((value) => value ?? hiveDefaultPartition),
          StorageDescriptor: { ...input(written).StorageDescriptor, Location: place },
        })),
      );
    } catch (error) {
      await job.glue.deleteTable(database, name);
      throw error;
    }
    return outcome;
  } catch (error) {
    written.undo();
    throw error;
  }
}

function checkProperties(properties: Properties): void {
  for (const name of Object.keys(properties)) {
    if (known.has(name)) continue;
    throw new QueryFailure(
      'property',
      `INVALID_TABLE_PROPERTY: Catalog 'awsdatacatalog' table property '${name}' does not exist`,
    );
  }
  if (textOf(properties, 'table_type')?.toUpperCase() === 'ICEBERG') {
    throw new QueryFailure('unsupported', 'NOT_SUPPORTED: The local endpoint does not write ICEBERG tables');
  }
  if (properties.bucketed_by !== undefined || properties.bucket_count !== undefined) {
    throw new QueryFailure('unsupported', 'NOT_SUPPORTED: The local endpoint does not write buckets');
  }
}

/** Where the table's files go: the place it names, or below the place of results. */
function locationOf(job: Job, properties: Properties): string {
  const named = textOf(properties, 'external_location');
  if (named === undefined) return below(job.query.outputFolder, `tables/${job.query.id}/`);
  if (job.query.enforced) {
    throw new QueryFailure(
      'property',
      "The Create Table As Select query failed because it was submitted with an 'external_location' property to an Athena " +
        "Workgroup that enforces a centralized output location for all queries. Please remove the 'external_location' " +
        'property and resubmit the query.',
    );
  }
  checkOutputLocation(named);
  return named.endsWith('/') ? named : `${named}/`;
}

/** Types that Hive tables cannot hold. */
const unwritable = /^(timestamp\(\d+\) with time zone|time\b.*|unknown|json|uuid|ipaddress|interval .*)/;

async function columnsOf(job: Job, planned: PlannedQuery): Promise<GlueColumn[]> {
  const described = await job.engine.call('describe', planned.ready, job.signal);
  const seen = new Set<string>();
  return described.map((column, i) => {
    const translated = planned.columns?.[i];
    const name = nameOf(translated, column.name, i);
    if (seen.has(name)) {
      throw new QueryFailure('syntax', `DUPLICATE_COLUMN_NAME: Column name '${name}' specified more than once`);
    }
    seen.add(name);
    const unsupported = unwritable.exec(translated?.type ?? '')?.[0];
    if (unsupported !== undefined) {
      throw new QueryFailure('unsupported', `NOT_SUPPORTED: Unsupported Hive type: ${unsupported}`);
    }
    const text = /^(var)?char\(\d+\)$/.exec(translated?.type ?? '')?.[0];
    return { Name: name, Type: text ?? duckDbToHive(column.type) };
  });
}

function nameOf(translated: OutputColumn | undefined, otherwise: string, index: number): string {
  if (translated && !translated.named) {
    throw new QueryFailure('syntax', `MISSING_COLUMN_NAME: Column name not specified at position ${index + 1}`);
  }
  return (translated?.name ?? otherwise).toLowerCase();
}

/** @throws QueryFailure unless they are the last columns, in their order */
function partitionKeys(properties: Properties, columns: readonly GlueColumn[]): GlueColumn[] {
  const given = properties.partitioned_by ?? [];
  const names = (typeof given === 'object' ? given : [String(given)]).map((each) => each.toLowerCase());
  const missing = names.find((each) => !columns.some(({ Name }) => Name === each));
  if (missing !== undefined) {
    throw new QueryFailure('property', `INVALID_TABLE_PROPERTY: Partition columns not present in schema: [${missing}]`);
  }
  const last = columns.slice(columns.length - names.length);
  if (names.length === columns.length && names.length > 0) {
    throw new QueryFailure('property', 'INVALID_TABLE_PROPERTY: Table contains only partition columns');
  }
  if (last.some(({ Name }, i) => Name !== names[i])) {
    throw new QueryFailure(
      'syntax',
      'HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the ' +
        `table properties: [${names.join(', ')}]`,
    );
  }
  return last;
}

function parametersOf(properties: Properties, written: Written | undefined): Record<string, string> {
  const codec = textOf(properties, 'write_compression') ?? textOf(properties, 'parquet_compression');
  return {
    EXTERNAL: 'TRUE',
    has_encrypted_data: 'false',
    ...(codec === undefined ? {} : { write_compression: codec.toUpperCase() }),
    ...(written
      ? { numFiles: String(written.uris.length), numRows: String(written.done.rows), totalSize: String(written.bytes) }
      : {}),
    transient_lastDdlTime: String(Math.floor(Date.now() / 1000)),
  };
}
