/**
 * Which partitions of an external table a statement needs. DuckDB plans the statement over a stand-in for the table: its
 * partitions' values joined with columns that hold nothing. The conditions that the plan puts on the partitions, through
 * views, common tables and joins, are then asked of their values.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { TableSource } from '../../../engines/athena/engineApi.ts';
import { conditionsOn, hasEmptyResult, isPlainName } from '../../../engines/athena/narrow.ts';
import { partitionRows } from '../../../engines/athena/partitionValues.ts';
import { explain } from '../../../engines/athena/plan.ts';
import { duckDbType, hiveTypeOf } from '../../../engines/athena/readers/hiveCast.ts';

const partitionsOf = (view: string): string => `${view} partitions`;

/** Makes a view with the columns of the table and without its files. */
export async function createStandIn(connection: DuckDBConnection, view: string, source: TableSource): Promise<void> {
  const { columns, partitionKeys, partitions } = source;
  const values = await partitionRows(connection, partitionKeys, partitions);
  const table = quoteName(partitionsOf(view));
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT * FROM ${values}`);
  await connection.run(`DROP TABLE ${values}`);
  // Never computed; a planner that knew that there is nothing would leave conditions out.
  const unknown = columns.map(
    ({ name, type }) => `TRY_CAST(CAST(hash(r.i) AS VARCHAR) AS ${duckDbType(hiveTypeOf(type))}) AS ${quoteName(name)}`,
  );
  const keys = partitionKeys.map(({ name }) => `p.${quoteName(name)}`);
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW ${quoteName(view)} AS SELECT ${[...unknown, ...keys].join(', ')} FROM ${table} AS p, range(2) AS r(i)`,
  );
}

/** The numbers of the partitions that some statement needs; undefined when that cannot be told, or is all of them. */
export async function neededPartitions(
  connection: DuckDBConnection,
  view: string,
  { partitionKeys, partitions }: TableSource,
  statements: readonly string[],
): Promise<ReadonlySet<number> | undefined> {
  if (partitions.length < 2 || !partitionKeys.every(({ name }) => isPlainName(name))) return undefined;
  const table = partitionsOf(view);
  const needed = new Set<number>();
  try {
    for (const sql of statements) {
      const plan = await explain(connection, sql);
      const scans = [...conditionsOn(plan, table, [])];
      // The planner leaves a scan out when it can tell that no row fulfils its conditions.
      if (scans.length === 0 && hasEmptyResult(plan)) continue;
      if (scans.length === 0 || scans.some((conditions) => conditions.length === 0)) return undefined;
      const where = scans.map((conditions) => `(${conditions.map((each) => `(${each})`).join(' AND ')})`).join(' OR ');
      const found = await connection.runAndReadAll(`SELECT "$number" FROM ${quoteName(table)} WHERE ${where}`);
      for (const [number] of found.getRowsJson()) needed.add(Number(number));
    }
  } catch {
    // A condition that cannot be asked by itself: the statement asks it of all.
    return undefined;
  }
  return needed;
}
