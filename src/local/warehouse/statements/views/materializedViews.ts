/** https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-overview.html */
import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { CreateMaterializedView } from '../../../engines/redshift/definitions.ts';
import type { RedshiftStatement } from '../../../engines/redshift/statement.ts';
import { insertRelation, updateRelation } from '../../catalog/changeCatalog.ts';
import type { RelationDetails, RelationEntry } from '../../catalog/entries.ts';
import { readRelations } from '../../catalog/readCatalog.ts';
import { literal, rowsOf } from '../../databases/duckDb.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { noteWrite } from '../changes.ts';
import { alreadyExists, requireRelation, schemaForNew, takeName } from '../names.ts';
import { detailsOf } from '../tables/attributes.ts';
import { fill, readsOf } from '../tables/createTableAs.ts';
import { newStorage } from '../tables/storage.ts';

type Refresh = Extract<RedshiftStatement, { readonly kind: 'refresh-materialized-view' }>;
type Alter = Extract<RedshiftStatement, { readonly kind: 'alter-materialized-view' }>;

/** The view's rows lie in a table, which a refresh fills anew. */
export async function createMaterializedView(ctx: StatementCtx, statement: CreateMaterializedView): Promise<Done> {
  const { view } = statement;
  const schema = await schemaForNew(ctx, view, false);
  if (await takeName(ctx, schema, view.name)) throw alreadyExists(view.name);
  const storage = newStorage(ctx, view.name, false);
  const filled = await fill(ctx, storage.place, statement.query, statement, false);
  const reads = readsOf(filled.translation);
  const details: RelationDetails = {
    ...detailsOf(statement.attributes, filled.columns),
    ...{ autoRefresh: statement.autoRefresh, seen: await writesOf(ctx, reads), refreshed: new Date().toISOString() },
  };
  const definition = `create materialized view ${view.schema ? `${view.schema}.` : ''}${view.name} as ${statement.query.sql}`;
  await insertRelation(ctx.connection, ctx.database, {
    ...{ oid: storage.oid, schemaOid: schema.oid, name: view.name, kind: 'materialized-view', owner: ctx.session.user },
    ...{
      session: undefined,
      storage: storage.name,
      definition,
      bound: filled.sql,
      details,
      columns: filled.columns,
      reads,
    },
  });
  return done('CREATE MATERIALIZED VIEW');
}

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

/** @returns false when nothing that it reads has changed */
async function refreshOne(ctx: StatementCtx, view: RelationEntry): Promise<boolean> {
  await ctx.lock(String(view.oid));
  const strata = `${quoteName(ctx.database)}.strata`;
  const [row] = await rowsOf(ctx.connection, `SELECT bound FROM ${strata}.relations WHERE oid = ${view.oid}`);
  const on = await rowsOf(
    ctx.connection,
    `SELECT on_relation FROM ${strata}.dependencies WHERE relation = ${view.oid}`,
  );
  const seen = await writesOf(
    ctx,
    on.map(([oid]) => Number(oid)),
  );
  const before = view.details.seen ?? {};
  // What lies in external schemas changes without a word here, so such a view is always computed.
  if (on.length > 0 && on.every(([oid]) => (seen[String(oid)] ?? 0) === (before[String(oid)] ?? 0))) return false;
  const began = new Date().toISOString();
  await ctx.connection.run(`DELETE FROM ${view.sql}`);
  await ctx.connection.run(`INSERT INTO ${view.sql} ${String(row?.[0])}`);
  const details: RelationDetails = { ...view.details, seen, refreshed: new Date().toISOString() };
  await updateRelation(ctx.connection, ctx.database, view.oid, { details: JSON.stringify(details) });
  await noteWrite(ctx, view.oid);
  await ctx.connection.run(
    `INSERT INTO ${strata}.refreshes VALUES (${view.oid}, 'Manual',
     'Refresh successfully recomputed MV from scratch', ${literal(began)}, now()::TIMESTAMP)`,
  );
  return true;
}

export async function alterMaterializedView(ctx: StatementCtx, statement: Alter): Promise<Done> {
  const view = await requireMaterialized(ctx, statement.view);
  const autoRefresh = statement.autoRefresh ?? view.details.autoRefresh;
  const details = JSON.stringify({ ...view.details, autoRefresh });
  await updateRelation(ctx.connection, ctx.database, view.oid, { details, owner: statement.owner ?? view.owner });
  return done('ALTER MATERIALIZED VIEW');
}

async function requireMaterialized(ctx: StatementCtx, name: Refresh['view']): Promise<RelationEntry> {
  const view = await requireRelation(ctx, name);
  if (view.kind !== 'materialized-view') {
    throw new SqlError(sqlStates.wrongObjectType, `"${view.name}" is not a materialized view`);
  }
  return view;
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

/** How often each table was written to, as far as it was counted. */
async function writesOf(ctx: StatementCtx, relations: readonly number[]): Promise<Record<string, number>> {
  if (relations.length === 0) return {};
  const rows = await rowsOf(
    ctx.connection,
    `SELECT relation, sum(amount)::BIGINT FROM ${quoteName(ctx.database)}.strata.writes
     WHERE relation IN (${relations.join(', ')}) GROUP BY relation`,
  );
  return Object.fromEntries(rows.map(([oid, amount]) => [String(oid), Number(amount)]));
}
