import type { NodeAddress } from '../../core/node.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { openSqlSession } from './sqlSession.ts';

/** SVV_TABLE_INFO counts in blocks: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLE_INFO.html */
const blockBytes = 1024 * 1024;
const mostTables = 20_000;

/**
 * Rows and sizes of tables by the warehouse's own statistics, one statement for each database. A warehouse in an
 * account is not asked: a statement would start one that sleeps, and that costs.
 */
export async function* tableFacts(
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
): AsyncIterable<readonly [NodeAddress, NodeState]> {
  if (ctx.connection.kind !== 'local') return;
  const places = Map.groupBy(of, ({ path }) => JSON.stringify(path.slice(0, 2)));
  for (const [place, addresses] of places) {
    const [workgroup, database] = JSON.parse(place) as [string, string];
    await using session = await openSqlSession(ctx, { workgroup, database }, signal);
    const sql = 'SELECT "schema", "table", tbl_rows, size FROM svv_table_info';
    const { rows } = await session.query(sql, mostTables, signal);
    const views = await session.query(
      "SELECT schemaname, viewname FROM pg_views WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
      mostTables,
      signal,
    );
    const isView = new Set(views.rows.map((row) => row.join('.')));
    const known = new Map(rows.map(([schema, table, count, size]) => [`${schema}.${table}`, { count, size }]));
    for (const address of addresses) {
      const name = address.path.slice(2).join('.');
      const found = known.get(name);
      if (found) {
        const { count, size } = found;
        yield [
          address,
          {
            ...(count === null || count === undefined ? {} : { rows: Number(count) }),
            ...(size === null || size === undefined ? {} : { bytes: Number(size) * blockBytes }),
          },
        ];
      } else if (!isView.has(name)) yield [address, { missing: true }];
    }
  }
}
