/** https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-overview.html */
import type { CreateMaterializedView } from '../../../engines/redshift/definitions.ts';
import type { RedshiftStatement } from '../../../engines/redshift/statement.ts';
import { insertRelation, updateRelation } from '../../catalog/changeCatalog.ts';
import type { RelationDetails } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { isExternal } from '../external/externalTables.ts';
import { alreadyExists, schemaForNew, takeName } from '../names.ts';
import { detailsOf } from '../tables/attributes.ts';
import { fill, readsOf } from '../tables/createTableAs.ts';
import { newStorage } from '../tables/storage.ts';
import { requireMaterialized, writesOf } from './refreshMaterializedView.ts';

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
    external: filled.translation.reads.filter(isExternal).map(({ schema: of, name }) => ({ schema: of, name })),
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

export async function alterMaterializedView(ctx: StatementCtx, statement: Alter): Promise<Done> {
  const { oid } = await requireMaterialized(ctx, statement.view);
  await ctx.lock(String(oid));
  // A refresh that was waited for has changed what is kept of it.
  const view = await requireMaterialized(ctx, statement.view);
  const autoRefresh = statement.autoRefresh ?? view.details.autoRefresh;
  const details = JSON.stringify({ ...view.details, autoRefresh });
  await updateRelation(ctx.connection, ctx.database, view.oid, { details, owner: statement.owner ?? view.owner });
  // What was missed while it did not refresh by itself.
  ctx.session.changedBases = true;
  return done('ALTER MATERIALIZED VIEW');
}
