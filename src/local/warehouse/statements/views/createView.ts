import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { CreateView } from '../../../engines/redshift/definitions.ts';
import { insertRelation, replaceColumns, updateRelation } from '../../catalog/changeCatalog.ts';
import type { ColumnEntry, RelationEntry } from '../../catalog/entries.ts';
import { type Done, done } from '../../session/consumer.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { isExternal } from '../external/externalTables.ts';
import { alreadyExists, schemaForNew, takeName } from '../names.ts';
import { requireDistinct } from '../tables/createTable.ts';
import { readsOf } from '../tables/createTableAs.ts';

interface Bound {
  readonly sql: string | undefined;
  readonly columns: readonly ColumnEntry[];
  readonly reads: readonly number[];
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html */
export async function createView(ctx: StatementCtx, statement: CreateView): Promise<Done> {
  const { view } = statement;
  const schema = await schemaForNew(ctx, view, false);
  const existing = await takeName(ctx, schema, view.name);
  if (existing && !(statement.orReplace && /view$/.test(existing.kind))) throw alreadyExists(view.name);
  const bound = statement.lateBinding ? await late(ctx, statement) : await bindLocal(ctx, statement);
  if (existing) {
    await replace(ctx, existing, statement, bound);
    return done('CREATE VIEW');
  }
  await insertRelation(ctx.connection, ctx.database, {
    ...{ oid: ctx.databases.nextOid(ctx.database), schemaOid: schema.oid, name: view.name, owner: ctx.session.user },
    ...{ kind: statement.lateBinding ? 'late-binding-view' : 'view', session: undefined, storage: undefined },
    ...{ definition: statement.query.sql, bound: bound.sql, details: {}, columns: bound.columns, reads: bound.reads },
  });
  return done('CREATE VIEW');
}

/** A view that stands on what it reads: its query is kept as it was understood. @throws SqlError 0A000 */
async function bindLocal(ctx: StatementCtx, statement: CreateView): Promise<Bound> {
  const { external, ...bound } = await bind(ctx, statement);
  if (external) {
    throw new SqlError(sqlStates.featureNotSupported, 'External tables are not supported in views', {
      hint: 'Add WITH NO SCHEMA BINDING, which a view on an external table needs.',
    });
  }
  return bound;
}

async function bind(
  ctx: StatementCtx,
  { query, columns: names }: CreateView,
): Promise<Bound & { readonly external: boolean }> {
  const translation = await ctx.translate({ kind: 'query', query });
  if (names && names.length > translation.columns.length) {
    throw new SqlError(sqlStates.syntax, 'CREATE VIEW specifies more column names than columns');
  }
  const columns = translation.columns.map(({ name, type }, i) => ({ name: names?.[i] ?? name, type }));
  requireDistinct(columns);
  const sql = `SELECT * FROM (${translation.sql.join('; ')}) AS v(${columns.map(({ name }) => quoteName(name)).join(', ')})`;
  return { sql, columns, reads: readsOf(translation), external: translation.reads.some(isExternal) };
}

/** A view whose query is understood anew whenever it is used; its relations need not be there yet. */
async function late(ctx: StatementCtx, statement: CreateView): Promise<Bound> {
  try {
    const { columns } = await bind(ctx, statement);
    return { sql: undefined, columns, reads: [] };
  } catch (error) {
    if (['42P01', '3F000'].includes((error as { sqlState?: string }).sqlState ?? '')) {
      return { sql: undefined, columns: [], reads: [] };
    }
    throw error;
  }
}

async function replace(ctx: StatementCtx, existing: RelationEntry, statement: CreateView, bound: Bound): Promise<void> {
  if (!statement.lateBinding && existing.kind === 'view') requireSameColumns(existing, bound.columns);
  const { oid } = existing;
  await updateRelation(ctx.connection, ctx.database, oid, {
    ...{ kind: statement.lateBinding ? 'late-binding-view' : 'view', definition: statement.query.sql },
    bound: bound.sql ?? null,
  });
  await replaceColumns(ctx.connection, ctx.database, oid, bound.columns);
  const dependencies = `${quoteName(ctx.database)}.strata.dependencies`;
  await ctx.connection.run(`DELETE FROM ${dependencies} WHERE relation = ${oid}`);
  for (const on of new Set(bound.reads)) await ctx.connection.run(`INSERT INTO ${dependencies} VALUES (${oid}, ${on})`);
}

/** What stands on the view goes on finding its columns. */
function requireSameColumns(existing: RelationEntry, columns: readonly ColumnEntry[]): void {
  if (columns.length < existing.columns.length) {
    throw new SqlError(sqlStates.invalidTableDefinition, 'cannot drop columns from view');
  }
  for (const [i, { name }] of existing.columns.entries()) {
    if (columns[i]?.name !== name) {
      throw new SqlError(sqlStates.invalidTableDefinition, `cannot change name of view column "${name}"`);
    }
  }
}
