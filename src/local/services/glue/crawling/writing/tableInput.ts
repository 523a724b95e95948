/** Tables and partitions as Glue's crawlers write them into the catalog. */
import type { Column, PartitionInput, StorageDescriptor, TableInput } from '../../catalog/shapes.ts';
import type { FoundPartition, FoundTable } from '../discovery/findTables.ts';
import type { Totals } from '../discovery/folders.ts';
import { partitionKeyName } from '../discovery/tableName.ts';
import type { FileSchema } from '../formats/fileSchema.ts';
import { renderType } from '../formats/hiveType.ts';

/** The parameter by which a table shows which crawler keeps it. */
export const crawlerParameter = 'UPDATED_BY_CRAWLER';

export interface Origin {
  readonly crawler: string;
  /** Whether partition indexes were asked for, and so Athena may filter by them. */
  readonly hasPartitionIndex: boolean;
}

export function tableInput(found: FoundTable, name: string, location: string, origin: Origin): TableInput {
  const parameters = {
    ...parametersOf(found.schema, found.totals),
    [crawlerParameter]: origin.crawler,
    ...(origin.hasPartitionIndex && found.keys.length > 0 ? { 'partition_filtering.enabled': 'true' } : {}),
  };
  const keys = partitionKeys(found);
  return {
    Name: name,
    Owner: 'owner',
    LastAccessTime: Date.now(),
    Retention: 0,
    StorageDescriptor: storage(found.schema, location, parameters, namesOf(keys)),
    PartitionKeys: keys,
    TableType: 'EXTERNAL_TABLE',
    Parameters: parameters,
  };
}

/** @param table gives the columns and the format to a partition that inherits them */
export function partitionInput(
  found: FoundPartition,
  location: string,
  keys: readonly Column[],
  table: StorageDescriptor | undefined,
): PartitionInput {
  const parameters = parametersOf(found.schema, found.totals);
  const own = storage(found.schema, location, parameters, namesOf(keys));
  return {
    Values: [...found.values],
    LastAccessTime: Date.now(),
    StorageDescriptor: table ? { ...table, Location: location, Parameters: parameters } : own,
    Parameters: parameters,
  };
}

/** Each name once: a folder's name may say again what another level says. */
export function partitionKeys(found: FoundTable): Column[] {
  const keys: Column[] = [];
  found.keys.forEach((key, level) => {
    const name = partitionKeyName(key, level);
    const isTaken = keys.some((other) => other.Name === name);
    keys.push({ Name: isTaken ? partitionKeyName(undefined, level) : name, Type: 'string' });
  });
  return keys;
}

function namesOf(keys: readonly Column[]): ReadonlySet<string> {
  return new Set(keys.map((key) => key.Name));
}

/** A column that has the name of a partition key is left out: no engine takes a table that has it twice. */
function columnsOf(schema: FileSchema, keys: ReadonlySet<string>): Column[] {
  return schema.columns
    .filter((column) => !keys.has(column.name))
    .map((column) => ({ Name: column.name, Type: renderType(column.type) }));
}

function parametersOf(schema: FileSchema, totals: Totals): Record<string, string> {
  const average = totals.records > 0 ? Math.round(totals.recordBytes / totals.records) : 0;
  return {
    CrawlerSchemaDeserializerVersion: '1.0',
    CrawlerSchemaSerializerVersion: '1.0',
    ...(schema.csv
      ? {
          areColumnsQuoted: String(schema.csv.isQuoted),
          columnsOrdered: 'true',
          delimiter: schema.csv.delimiter,
          ...(schema.csv.hasHeader ? { 'skip.header.line.count': '1' } : {}),
        }
      : {}),
    averageRecordSize: String(average),
    classification: schema.classification,
    compressionType: schema.compression,
    objectCount: String(totals.files),
    recordCount: String(totals.records),
    sizeKey: String(totals.bytes),
    typeOfData: 'file',
  };
}

function storage(
  schema: FileSchema,
  location: string,
  parameters: Record<string, string>,
  keys: ReadonlySet<string>,
): StorageDescriptor {
  const columns = columnsOf(schema, keys);
  const isParquet = schema.classification === 'parquet';
  return {
    Columns: columns,
    Location: location,
    InputFormat: isParquet
      ? 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
      : 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: isParquet
      ? 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
      : 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    Compressed: schema.compression !== 'none',
    NumberOfBuckets: -1,
    SerdeInfo: serde(schema, columns),
    BucketColumns: [],
    SortColumns: [],
    Parameters: parameters,
    StoredAsSubDirectories: false,
  };
}

function serde({ classification, csv }: FileSchema, columns: readonly Column[]): StorageDescriptor['SerdeInfo'] {
  if (classification === 'parquet') {
    return {
      SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      Parameters: { 'serialization.format': '1' },
    };
  }
  if (!csv) {
    const paths = columns.map((column) => column.Name).sort();
    return { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe', Parameters: { paths: paths.join(',') } };
  }
  if (csv.serde === 'OpenCSVSerDe') {
    return {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { quoteChar: csv.quote, separatorChar: csv.delimiter },
    };
  }
  return {
    SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    Parameters: { 'field.delim': csv.delimiter },
  };
}
