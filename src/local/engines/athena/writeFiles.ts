/** Results as files of a table, for CREATE TABLE AS, INSERT and UNLOAD. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../core/sqlQuoting.ts';
import type { OutputFormat, WriteOutcome, WriteRequest } from './engineApi.ts';
import { duckDbType, hiveTypeOf } from './readers/hiveCast.ts';
import { textOf } from './resultText.ts';
import { allowedBytes, describeColumns, type Prepared, RefusedQuery, type TypedColumn } from './runQuery.ts';
import { quotePattern } from './sqlText.ts';

/** @throws Error HIVE_TOO_MANY_OPEN_PARTITIONS */
export async function writeFiles(prepared: Prepared, request: WriteRequest): Promise<WriteOutcome> {
  const { connection, columns, elapsed } = prepared;
  const scanned = await allowedBytes(prepared, request);
  const planningMs = elapsed();
  const selected = selectOf(request, columns);
  const options = optionsOf(request.format);
  const outcome = { columns: describeColumns(columns), scannedBytes: scanned, planningMs };
  if (request.partitionColumns.length === 0) {
    const rows = await copy(prepared, `(${selected})`, request.target, options);
    return { ...outcome, rows, files: rows > 0 ? [{ file: request.target, values: [] }] : [] };
  }
  // The partitions are counted before a file is opened for any: a column of a million values must not make as many.
  await connection.run(`CREATE TEMP TABLE "to write" AS ${selected}`);
  const partitions = await partitionsOf(connection, request);
  const files: WriteOutcome['files'][number][] = [];
  let rows = 0;
  for (const [number, values] of partitions.entries()) {
    const file = `${request.target}-${number}`;
    rows += await copy(prepared, `(${partitionQuery(request.partitionColumns, values)})`, file, options);
    files.push({ file, values });
  }
  return { ...outcome, rows, files };
}

type Values = readonly (string | null)[];

async function partitionsOf(connection: DuckDBConnection, request: WriteRequest): Promise<Values[]> {
  const keys = request.partitionColumns.map(quoteName).join(', ');
  const result = await connection.runAndReadAll(
    `SELECT DISTINCT ${keys} FROM "to write" ORDER BY ALL LIMIT ${request.mostPartitions + 1}`,
  );
  const partitions = result.getRowsJson() as (string | null)[][];
  if (partitions.length <= request.mostPartitions) return partitions;
  throw new RefusedQuery(
    `HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of ${request.mostPartitions} open writers for partitions/buckets`,
  );
}

function partitionQuery(keys: readonly string[], values: Values): string {
  const same = keys.map((key, i) => {
    const value = values[i];
    return value === null || value === undefined
      ? `${quoteName(key)} IS NULL`
      : `${quoteName(key)} = ${quoteText(value)}`;
  });
  return `SELECT * EXCLUDE (${keys.map(quoteName).join(', ')}) FROM "to write" WHERE ${same.join(' AND ')}`;
}

async function copy({ connection }: Prepared, from: string, target: string, options: string): Promise<number> {
  const result = await connection.runAndReadAll(`COPY ${from} TO ${quoteText(target)} (${options})`);
  return Number(result.getRowsJson()[0]?.[0] ?? 0);
}

/** Names and types as the table has them; partition columns as the texts that name folders. */
function selectOf(request: WriteRequest, columns: readonly TypedColumn[]): string {
  const names = columns.map((_, i) => quoteName(`c${i}`));
  const keys = new Set(request.partitionColumns);
  const asText = request.format.kind === 'delimited' || request.format.kind === 'quoted';
  const values = columns.map((column, i) => {
    const name = request.columns?.[i] ?? column.name;
    const type = request.types?.[i];
    const value = type === undefined ? names[i]! : `CAST(${names[i]} AS ${duckDbType(hiveTypeOf(type))})`;
    if (keys.has(name)) return `CAST(${value} AS VARCHAR) AS ${quoteName(name)}`;
    const written = asText ? escaped(request.format, textOf(column.type, names[i]!)) : value;
    return `${written} AS ${quoteName(name)}`;
  });
  return `SELECT ${values.join(', ')} FROM (${request.sql}\n) AS result(${names.join(', ')})`;
}

/** What a delimiter in a value is hidden by, where the table has a character for it. */
function escaped(format: OutputFormat, text: string): string {
  if (format.kind !== 'delimited' || format.escape === undefined) return text;
  const special = quoteText(`([${quotePattern(format.delimiter)}${quotePattern(format.escape)}])`);
  return `regexp_replace(${text}, ${special}, ${quoteText(`${format.escape.replaceAll('\\', '\\\\')}\\1`)}, 'g')`;
}

function optionsOf(format: OutputFormat): string {
  switch (format.kind) {
    case 'parquet':
      return `FORMAT parquet, COMPRESSION ${format.compression}`;
    case 'json':
      return `FORMAT json, COMPRESSION ${format.compression}`;
    case 'delimited':
      return `FORMAT csv, HEADER ${format.header}, DELIMITER ${quoteText(format.delimiter)}, QUOTE '', ESCAPE '', NULLSTR ${quoteText(format.nullText)}, COMPRESSION ${format.compression}`;
    case 'quoted':
      return `FORMAT csv, HEADER ${format.header}, DELIMITER ${quoteText(format.separator)}, QUOTE ${quoteText(format.quote)}, ESCAPE ${quoteText(format.escape)}, FORCE_QUOTE *, NULLSTR '', COMPRESSION ${format.compression}`;
  }
}
