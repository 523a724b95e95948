/**
 * A second look at which files a query needs, once DuckDB has planned it: conditions that reach a table's partitions
 * through views, common table expressions and joins, where the translation cannot follow them.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import { explain, type PlanNode } from './plan.ts';
import { filesTable, type MadeTable } from './relations.ts';

/** Whether a plan writes a name as it is, so that its conditions can be read back. */
export function isPlainName(name: string): boolean {
  return /^[a-z_][a-z0-9_]*$/.test(name);
}

/**
 * The files, by their marks and numbers, that some scan in the plan can need; tables whose files are all needed, or
 * whose conditions cannot be told, are not in it.
 */
export async function neededFiles(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly MadeTable[],
): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
  const worth = tables.filter(
    ({ source }) => source.partitions.length > 1 && source.partitionKeys.every(({ name }) => isPlainName(name)),
  );
  const needed = new Map<number, Set<number>>();
  if (worth.length === 0) return needed;
  const plan = await explain(connection, sql);
  for (const mark of worth.flatMap(({ marks }) => marks)) {
    const scans = [...conditionsOn(plan, `files_${mark}`, [])];
    if (scans.some((conditions) => conditions.length === 0)) continue;
    // The planner leaves a scan out when it can tell that no row fulfils its conditions.
    if (scans.length === 0 && !hasEmptyResult(plan)) continue;
    const files = scans.length === 0 ? new Set<number>() : await filesFor(connection, mark, scans);
    if (files) needed.set(mark, files);
  }
  return needed;
}

/** Whether the planner found somewhere that there can be no rows. */
export function hasEmptyResult(nodes: readonly PlanNode[]): boolean {
  return nodes.some(({ name, children = [] }) => name.trim() === 'EMPTY_RESULT' || hasEmptyResult(children));
}

/** For each scan of a table in the plan, the conditions that its rows must fulfil right there. */
export function* conditionsOn(
  nodes: readonly PlanNode[],
  table: string,
  above: readonly string[],
): Generator<string[]> {
  for (const node of nodes) {
    const info = node.extra_info ?? {};
    const name = typeof info.Table === 'string' ? info.Table.replaceAll('"', '') : '';
    if (name.endsWith(`.${table}`)) {
      // Optional ones only speed up what a filter above the scan says again.
      const pushed = [info.Filters ?? []].flat().filter((text) => text !== '' && !text.startsWith('optional:'));
      yield [...above, ...pushed];
    }
    const own = node.name.trim() === 'FILTER' ? [info.Expression ?? []].flat() : [];
    yield* conditionsOn(node.children ?? [], table, own);
  }
}

/** The union over all scans; undefined when a condition is none that can be asked alone. */
async function filesFor(
  connection: DuckDBConnection,
  mark: number,
  scans: readonly (readonly string[])[],
): Promise<Set<number> | undefined> {
  const where = scans.map((conditions) => `(${conditions.map((each) => `(${each})`).join(' AND ')})`).join(' OR ');
  try {
    const result = await connection.runAndReadAll(
      `SELECT ${quoteName('$file')} FROM ${filesTable(mark)} WHERE ${where}`,
    );
    return new Set(result.getRowsJson().map(([file]) => Number(file)));
  } catch {
    return undefined;
  }
}
