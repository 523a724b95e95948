/** https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_MV_INFO.html */
import { sqlText } from '../../core/sqlDialect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Connection } from './place.ts';
import { RedshiftSession } from './sqlSession.ts';

export interface MaterializedView {
  readonly stale: boolean;
  readonly autoRefresh: boolean;
  /** Milliseconds; undefined where nothing is written down of a refresh. */
  readonly refreshed?: number | undefined;
}

const mostViews = 10_000;

/** The materialized views of a schema, by name; none where the catalog does not let itself be asked. */
export async function materializedViews(
  ctx: Ctx,
  connection: Connection,
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, MaterializedView>> {
  try {
    await using session = new RedshiftSession(ctx, connection, undefined);
    const { rows } = await session.query(infoSql(schema), mostViews, signal);
    const times = await refreshTimes(session, schema, signal).catch(() => new Map<string, number>());
    return new Map(
      rows.map(([name, stale, auto]) => [
        name ?? '',
        { stale: isTrue(stale), autoRefresh: isTrue(auto), refreshed: times.get(name ?? '') },
      ]),
    );
  } catch (error) {
    signal.throwIfAborted();
    ctx.log.warn(`the materialized views of ${schema} could not be read: ${String(error)}`);
    return new Map();
  }
}

function infoSql(schema: string): string {
  return `SELECT trim(name), is_stale, autorefresh FROM svv_mv_info WHERE trim(schema_name) = ${sqlText('redshift', schema)}`;
}

/** When each was refreshed last; the view's user sees their own refreshes only. */
async function refreshTimes(
  session: RedshiftSession,
  schema: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const sql =
    `SELECT trim(mv_name), max(endtime) FROM svl_mv_refresh_status WHERE trim(schema_name) = ${sqlText('redshift', schema)} ` +
    "AND status NOT LIKE '%failed%' GROUP BY 1";
  const { rows } = await session.query(sql, mostViews, signal);
  return new Map(
    rows.flatMap(([name, at]) => (at == null ? [] : [[name ?? '', Date.parse(`${at.replace(' ', 'T')}Z`)]])),
  );
}

const isTrue = (text: string | null | undefined) => text === 't' || text === 'true';
