/** https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-refresh.html */
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { RelationName } from '../../../engines/redshift/names.ts';
import type { RedshiftStatement } from '../../../engines/redshift/statement.ts';
import { updateRelation } from '../../catalog/changeCatalog.ts';
import type { RelationDetails, RelationEntry } from '../../catalog/entries.ts';
import { readRelations } from '../../catalog/readCatalog.ts';
import { literal, rowsOf } from '../../databases/duckDb.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { noteWrite } from '../changes.ts';
import { requireRelation } from '../names.ts';

type Refresh = Extract<RedshiftStatement, { readonly kind: 'refresh-materialized-view' }>;

/** Computes the whole view anew, in one transaction: readers see the rows of before until it is committed. */
export async function refreshMaterializedView(ctx: StatementCtx, statement: Refresh): Promise<Done> {
  const view = await requireMaterialized(ctx, statement.view);
  if (statement.cascade) {
    for (const on of await basesOf(ctx, view)) await refreshOne(ctx, on);
  }
  if (await refreshOne(ctx, view)) {
    ctx.notice(`Materialized view ${view.name} was recomputed from scratch.`);
  } else {
    ctx.notice(`Materialized view ${view.name} is already up to date.`);
  }
  return done('REFRESH MATERIALIZED VIEW');
}

/** @throws SqlError 42P01, 42809 */
export async function requireMaterialized(ctx: StatementCtx, name: RelationName): Promise<RelationEntry> {
  const view = await requireRelation(ctx, name);
  if (view.kind !== 'materialized-view') {
    throw new SqlError(sqlStates.wrongObjectType, `"${view.name}" is not a materialized view`);
  }
  return view;
}

/** How often each table was written to, as far as it was counted. */
export async function writesOf(ctx: StatementCtx, relations: readonly number[]): Promise<Record<string, number>> {
  if (relations.length === 0) return {};
  const rows = await rowsOf(
    ctx.connection,
    `SELECT relation, sum(amount)::BIGINT FROM ${quoteName(ctx.database)}.strata.writes
     WHERE relation IN (${relations.join(', ')}) GROUP BY relation`,
  );
  return Object.fromEntries(rows.map(([oid, amount]) => [String(oid), Number(amount)]));
}

/** @returns false when nothing that it reads has changed */
async function refreshOne(ctx: StatementCtx, found: RelationEntry): Promise<boolean> {
  await ctx.lock(String(found.oid));
  // Another refresh may have come first.
  const [view = found] = await readRelations(ctx.connection, ctx.database, `r.oid = ${found.oid}`, ctx.session.pid);
  const strata = `${quoteName(ctx.database)}.strata`;
  const [row] = await rowsOf(ctx.connection, `SELECT bound FROM ${strata}.relations WHERE oid = ${view.oid}`);
  const bound = String(row?.[0]);
  const on = await rowsOf(
    ctx.connection,
    `SELECT on_relation FROM ${strata}.dependencies WHERE relation = ${view.oid}`,
  );
  const seen = await writesOf(
    ctx,
    on.map(([oid]) => Number(oid)),
  );
  const before = view.details.seen ?? {};
  const { external = [] } = view.details;
  // What lies in external schemas changes without a word here, so such a view is always computed.
  if (external.length === 0 && on.every(([oid]) => (seen[String(oid)] ?? 0) === (before[String(oid)] ?? 0))) {
    return false;
  }
  const began = new Date().toISOString();
  for (const { schema, name } of external) await loadExternal(ctx, schema, name);
  await ctx.external.open([bound]);
  await ctx.connection.run(`DELETE FROM ${view.sql}`);
  await ctx.connection.run(`INSERT INTO ${view.sql} ${bound}`);
  const details: RelationDetails = { ...view.details, seen, refreshed: new Date().toISOString() };
  await updateRelation(ctx.connection, ctx.database, view.oid, { details: JSON.stringify(details) });
  await noteWrite(ctx, view.oid);
  await ctx.connection.run(
    `INSERT INTO ${strata}.refreshes VALUES (${view.oid}, ${literal(ctx.session.origin === 'background' ? 'Auto' : 'Manual')},
     'Refresh successfully recomputed MV from scratch', ${literal(began)}, ${literal(details.refreshed)})`,
  );
  return true;
}

/** @throws SqlError 42P01 when it is gone from the Data Catalog */
async function loadExternal(ctx: StatementCtx, schema: string, name: string): Promise<void> {
  const { external } = (await ctx.schemas()).find((each) => each.name === schema) ?? {};
  if (external && (await ctx.external.load(schema, external, name))) return;
  throw new SqlError(sqlStates.noTable, `relation "${schema}.${name}" does not exist`);
}

/** Materialized views that a view stands on, deepest first. */
async function basesOf(ctx: StatementCtx, view: RelationEntry): Promise<RelationEntry[]> {
  const where = `r.kind = 'materialized-view' AND r.oid IN
    (SELECT d.on_relation FROM ${quoteName(ctx.database)}.strata.dependencies d WHERE d.relation = ${view.oid})`;
  const direct = await readRelations(ctx.connection, ctx.database, where, ctx.session.pid);
  const all: RelationEntry[] = [];
  for (const each of direct) all.push(...(await basesOf(ctx, each)), each);
  return all;
}
