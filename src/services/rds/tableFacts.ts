import type { NodeAddress } from '../../core/node.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { openSqlSession } from './sqlSession.ts';

const mostTables = 20_000;

/** Rows as the server last estimated them (VACUUM and ANALYZE do), and sizes; one statement for each database. */
export async function* tableFacts(
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
): AsyncIterable<readonly [NodeAddress, NodeState]> {
  const places = Map.groupBy(of, ({ path }) => JSON.stringify(path.slice(0, 2)));
  for (const [place, addresses] of places) {
    const [workgroup, database] = JSON.parse(place) as [string, string];
    await using session = await openSqlSession(ctx, { workgroup, database }, signal);
    const { rows } = await session.query(
      `SELECT n.nspname, c.relname, COALESCE(s.n_live_tup, c.reltuples)::bigint, pg_total_relation_size(c.oid), pg_get_userbyid(c.relowner)
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
       WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`,
      mostTables,
      signal,
    );
    const known = new Map(rows.map(([schema, table, ...facts]) => [`${schema}.${table}`, facts]));
    for (const address of addresses) {
      const found = known.get(address.path.slice(2).join('.'));
      if (!found) {
        yield [address, { missing: true }];
        continue;
      }
      const [count, bytes, owner] = found;
      yield [
        address,
        {
          // Nobody has counted it yet.
          ...(Number(count) < 0 ? {} : { rows: Number(count) }),
          bytes: Number(bytes),
          ...(owner === null || owner === undefined ? {} : { owner }),
        },
      ];
    }
  }
}
