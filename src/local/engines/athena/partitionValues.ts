import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../../core/sqlQuoting.ts';
import type { PruneRequest, SourceColumn } from './engineApi.ts';
import { duckDbType, hiveTypeOf } from './readers/hiveCast.ts';

type Values = readonly (readonly (string | null)[])[];

/**
 * The partitions of a table as a temporary table of their values, each of its key's type, with `"$number"` and
 * `"$values"`. Values come from the catalog, never from a file or a folder's name.
 * @returns the table's name
 * @throws Error of DuckDB, with Athena's words, for a value that is none of its key's type
 */
export async function partitionRows(
  connection: DuckDBConnection,
  keys: readonly SourceColumn[],
  partitions: Values,
): Promise<string> {
  const name = quoteName(`partitions ${++tables}`);
  const columns = keys.map((key, i) => `${typed(key, `list_extract(v, ${i + 1})`)} AS ${quoteName(key.name)}`);
  const rows = partitions.length > 0 ? partitions : [[]];
  await connection.run(
    `CREATE TEMP TABLE ${name} AS SELECT ${['n - 1 AS "$number"', 'v AS "$values"', ...columns].join(', ')} FROM (
       SELECT unnest(l) AS v, generate_subscripts(l, 1) AS n FROM (SELECT from_json($1, '[["VARCHAR"]]') AS l))`,
    [JSON.stringify(rows)],
  );
  return name;
}

let tables = 0;

function typed({ name, type }: SourceColumn, value: string): string {
  const hive = hiveTypeOf(type);
  const duck = duckDbType(hive);
  if (duck === 'VARCHAR') return value;
  const trino = { INTEGER: 'integer', BLOB: 'varbinary', FLOAT: 'real' }[duck] ?? type;
  const words = `'HIVE_INVALID_PARTITION_VALUE: Invalid partition value ''' || ${value} || ${quoteText(`' for ${trino.toUpperCase()} partition key: ${name}`)}`;
  return `CASE WHEN ${value} IS NOT NULL AND TRY_CAST(${value} AS ${duck}) IS NULL THEN CAST(error(${words}) AS ${duck}) ELSE TRY_CAST(${value} AS ${duck}) END`;
}

/** The numbers of the partitions for which all conditions hold or cannot be told from their values alone. */
export async function prune(connection: DuckDBConnection, request: PruneRequest): Promise<number[]> {
  if (request.partitions.length === 0) return [];
  const table = await partitionRows(connection, request.keys, request.partitions);
  const usable: string[] = [];
  for (const filter of request.filters) {
    // A condition that needs more than the keys, or fails for some value, is left to the query itself.
    const works = await connection.run(`SELECT count(*) FROM ${table} WHERE (${filter})`).then(
      () => true,
      () => false,
    );
    if (works) usable.push(`(${filter})`);
  }
  const where = usable.length > 0 ? ` WHERE ${usable.join(' AND ')}` : '';
  const result = await connection.runAndReadAll(`SELECT "$number" FROM ${table}${where} ORDER BY 1`);
  return result.getRowsJson().map(([number]) => Number(number));
}
