/** What a query reads, made in its database: tables as views over their files, views over their queries. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quotePath, quoteText } from '../../../core/sqlQuoting.ts';
import { schemaName } from '../trino/writing/schemaName.ts';
import type { Relation, Scan, SourceColumn, SourceFile, TableSource } from './engineApi.ts';
import { partitionRows } from './partitionValues.ts';
import { delimitedReader } from './readers/delimited.ts';
import { duckDbType, hiveTypeOf } from './readers/hiveCast.ts';
import { jsonReader } from './readers/json.ts';
import { openCsvReader } from './readers/openCsv.ts';
import { parquetReader } from './readers/parquet.ts';
import { groupBySchema } from './readers/parquetSchema.ts';
import type { Reader } from './readers/reader.ts';

/** A set of files that one reader reads, and the number by which its place in a plan is found again. */
export interface ScanPart {
  readonly mark: number;
  readonly kind: Scan['format']['kind'];
  readonly files: readonly SourceFile[];
}

/** Beyond any number of files, so that the condition that carries a mark holds for all of them. */
export const firstMark = 1_000_000_000;

/** The schema of tables of ours; no database of the catalog can have this name. */
const own = '"$strata"';

/** A table that stands, and the marks of its scans. */
export interface MadeTable {
  readonly name: string;
  readonly source: TableSource;
  readonly hidden: readonly string[];
  readonly marks: readonly number[];
}

export interface MadeRelations {
  readonly parts: ScanPart[];
  readonly tables: readonly MadeTable[];
}

/** Where the files of a scan are listed, with their partitions' values. */
export function filesTable(mark: number): string {
  return `${own}.files_${mark}`;
}

/** Creates all relations, and gives what is read for them. @throws Error of DuckDB for files that are not what they should be */
export async function createRelations(
  connection: DuckDBConnection,
  relations: readonly Relation[],
): Promise<MadeRelations> {
  const parts: ScanPart[] = [];
  const tables: MadeTable[] = [];
  await connection.run(`CREATE SCHEMA ${own}`);
  for (const relation of relations) {
    const place = relation.name.map((part, i) => (i === relation.name.length - 2 ? schemaName(part) : part));
    await createParent(connection, place);
    const name = quotePath(place);
    if (relation.kind === 'view') {
      await connection.run(`CREATE VIEW ${name} AS ${castTo(relation.columns, relation.sql)}`);
    } else if (relation.kind === 'rows') {
      await createRows(connection, name, relation.columns, relation.rows);
    } else {
      const { source, hidden } = relation;
      tables.push({ name, source, hidden, marks: await createTable(connection, name, source, hidden, parts) });
    }
  }
  return { parts, tables };
}

/** Where a table's view and the lists of its files are made. */
interface TablePlace {
  readonly create: 'CREATE' | 'CREATE OR REPLACE TEMP';
  readonly files: (mark: number) => string;
}

const usualPlace: TablePlace = { create: 'CREATE', files: filesTable };

/** Makes one table as a temporary view of the connection's, in the place of what bears its name; the lists of its files are called like it. */
export async function createTemporaryTable(
  connection: DuckDBConnection,
  name: string,
  source: TableSource,
): Promise<void> {
  const files = (mark: number) => quoteName(`${name}_${mark}`);
  await createTable(connection, quoteName(name), source, [], [], { create: 'CREATE OR REPLACE TEMP', files });
}

/** Makes tables anew with those of their files alone that are needed. */
export async function keepFiles(
  connection: DuckDBConnection,
  { parts, tables }: MadeRelations,
  needed: ReadonlyMap<number, ReadonlySet<number>>,
): Promise<void> {
  for (const { name, source, hidden, marks } of tables) {
    const dropped = new Set<SourceFile>();
    for (const mark of marks) {
      const left = needed.get(mark);
      const { files = [] } = parts[mark - firstMark] ?? {};
      if (left) for (const [i, file] of files.entries()) if (!left.has(i)) dropped.add(file);
    }
    if (dropped.size === 0) continue;
    const scans = source.scans.map((scan) => ({ ...scan, files: scan.files.filter((file) => !dropped.has(file)) }));
    await createTable(connection, name, { ...source, scans }, hidden, parts);
  }
}

async function createParent(connection: DuckDBConnection, name: readonly string[]): Promise<void> {
  const [catalog] = name;
  if (name.length === 3) await connection.run(`ATTACH IF NOT EXISTS ':memory:' AS ${quoteName(catalog ?? '')}`);
  if (name.length > 1) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quotePath(name.slice(0, -1))}`);
}

function castTo(columns: readonly SourceColumn[], sql: string): string {
  if (columns.length === 0) return sql;
  const names = columns.map((_, i) => `c${i}`);
  const cast = columns.map(
    ({ name, type }, i) => `CAST(c${i} AS ${duckDbType(hiveTypeOf(type))}) AS ${quoteName(name)}`,
  );
  return `SELECT ${cast.join(', ')} FROM (${sql}\n) AS v(${names.join(', ')})`;
}

async function createRows(
  connection: DuckDBConnection,
  name: string,
  columns: readonly SourceColumn[],
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const cast = columns.map(
    (column, i) =>
      `CAST(list_extract(r, ${i + 1}) AS ${duckDbType(hiveTypeOf(column.type))}) AS ${quoteName(column.name)}`,
  );
  const all = `SELECT unnest(from_json($1, '[["VARCHAR"]]')) AS r`;
  await connection.run(`CREATE TABLE ${name} AS SELECT ${cast.join(', ')} FROM (${all})`, [JSON.stringify(rows)]);
}

async function createTable(
  connection: DuckDBConnection,
  name: string,
  source: TableSource,
  hidden: readonly string[],
  parts: ScanPart[],
  place = usualPlace,
): Promise<number[]> {
  const selects: string[] = [];
  const marks: number[] = [];
  for (const scan of source.scans) {
    for (const { reader, files } of await readersOf(connection, scan, source.columns)) {
      const mark = firstMark + parts.length;
      parts.push({ mark, kind: scan.format.kind, files });
      marks.push(mark);
      selects.push(await selectOf(connection, source, hidden, { reader, files, mark, place }));
    }
  }
  await connection.run(
    `${place.create === 'CREATE' ? 'CREATE OR REPLACE' : place.create} VIEW ${name} AS ${selects.length > 0 ? selects.join(' UNION ALL ') : nothing(source, hidden)}`,
  );
  return marks;
}

interface Part {
  readonly reader: Reader;
  readonly files: readonly SourceFile[];
}

async function readersOf(connection: DuckDBConnection, scan: Scan, columns: readonly SourceColumn[]): Promise<Part[]> {
  const { format } = scan;
  const files = scan.files.filter(({ size }) => size > 0);
  if (files.length === 0) return [];
  const paths = files.map(({ file }) => file);
  switch (format.kind) {
    case 'delimited':
      return [{ files, reader: delimitedReader(paths, columns, format) }];
    case 'quoted':
      return [{ files, reader: openCsvReader(paths, columns, format) }];
    case 'json':
      return [{ files, reader: jsonReader(paths, format) }];
    case 'parquet': {
      const byPath = new Map(files.map((file) => [file.file, file]));
      return (await groupBySchema(connection, paths)).map((group) => {
        const own = group.files.map((file) => byPath.get(file)!);
        const uris = own.map(({ uri }) => uri);
        return { files: own, reader: parquetReader(group.files, uris, group.fields) };
      });
    }
  }
}

/** What Athena adds to every table: where a row comes from. */
const hiddenTypes: Readonly<Record<string, string>> = {
  $path: 'VARCHAR',
  $file_size: 'BIGINT',
  $file_modified_time: 'TIMESTAMPTZ',
  $partition: 'VARCHAR',
};

async function selectOf(
  connection: DuckDBConnection,
  source: TableSource,
  hidden: readonly string[],
  { reader, files, mark, place }: Part & { readonly mark: number; readonly place: TablePlace },
): Promise<string> {
  const columns = source.columns.map((column, i) => `${reader.column(column, i)} AS ${quoteName(column.name)}`);
  const from = `${reader.from} AS scan`;
  const where = `scan.file_index < ${mark}`;
  if (source.partitionKeys.length === 0 && hidden.length === 0)
    return `SELECT ${columns.join(', ')} FROM ${from} WHERE ${where}`;
  const table = place.files(mark);
  const partitions = await partitionRows(connection, source.partitionKeys, source.partitions);
  const rows = files.map(({ uri, size, modified, partition }, i) => ({ i, uri, size, modified, partition }));
  const shape = '[{"i":"UBIGINT","uri":"VARCHAR","size":"BIGINT","modified":"BIGINT","partition":"BIGINT"}]';
  const keys = source.partitionKeys.map(({ name }) => `p.${quoteName(name)}`);
  const folder = source.partitionKeys.map(
    ({ name }, i) => `${quoteText(`${name}=`)} || coalesce(p."$values"[${i + 1}], '__HIVE_DEFAULT_PARTITION__')`,
  );
  await connection.run(
    `${place.create} TABLE ${table} AS
     SELECT f.i AS "$file", f.uri AS "$path", f.size AS "$file_size", epoch_ms(f.modified) AT TIME ZONE 'UTC' AS "$file_modified_time",
       ${folder.length > 0 ? folder.join(" || '/' || ") : "''"} AS "$partition"${keys.map((key) => `, ${key}`).join('')}
     FROM (SELECT unnest(from_json($1, ${quoteText(shape)}), recursive := true)) AS f
     JOIN ${partitions} AS p ON p."$number" = f.partition`,
    [JSON.stringify(rows)],
  );
  await connection.run(`DROP TABLE ${partitions}`);
  const added = [...source.partitionKeys.map(({ name }) => name), ...hidden];
  const all = [...columns, ...added.map((each) => `file.${quoteName(each)}`)];
  return `SELECT ${all.join(', ')} FROM ${from} JOIN ${table} AS file ON file."$file" = scan.file_index WHERE ${where}`;
}

/** A table without a file has its columns all the same. */
function nothing(source: TableSource, hidden: readonly string[]): string {
  const columns = [...source.columns, ...source.partitionKeys].map(
    ({ name, type }) => `CAST(NULL AS ${duckDbType(hiveTypeOf(type))}) AS ${quoteName(name)}`,
  );
  const added = hidden.map((name) => `CAST(NULL AS ${hiddenTypes[name] ?? 'VARCHAR'}) AS ${quoteName(name)}`);
  return `SELECT ${[...columns, ...added].join(', ')} WHERE false`;
}
