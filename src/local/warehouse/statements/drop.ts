import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RelationName } from '../../engines/redshift/names.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { deleteRelation } from '../catalog/changeCatalog.ts';
import type { RelationEntry, SchemaEntry } from '../catalog/entries.ts';
import { readRelations } from '../catalog/readCatalog.ts';
import { literal } from '../databases/duckDb.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates, unsupported } from '../sqlError.ts';
import { allDependents, dependentError, kindNames } from './dependents.ts';
import { dropExternalTable } from './external/externalStatements.ts';
import { shownName } from './names.ts';
import { dropPrincipals } from './principals.ts';
import { dropStorage } from './tables/storage.ts';

type Drop = Extract<RedshiftStatement, { readonly kind: 'drop' }>;

export async function drop(ctx: StatementCtx, statement: Drop): Promise<Done> {
  const tag = `DROP ${statement.what.toUpperCase().replace('-', ' ')}`;
  switch (statement.what) {
    case 'table':
    case 'view':
    case 'materialized-view':
      return await dropRelations(ctx, statement, tag);
    case 'schema':
      for (const { name } of statement.names) await dropSchema(ctx, name, statement);
      return done(tag);
    case 'database':
      return await ctx.session.transaction.outside('DROP DATABASE', async () => {
        for (const { name } of statement.names) await dropDatabase(ctx, name);
        return done(tag);
      });
    case 'user':
    case 'group':
    case 'role':
      await dropPrincipals(ctx, statement.what, statement.names, statement.ifExists);
      return done(tag);
    default:
      if (statement.ifExists) return done(tag);
      throw new SqlError('42883', `${statement.what} ${statement.names.map(shownName).join(', ')} does not exist`);
  }
}

async function dropRelations(ctx: StatementCtx, statement: Drop, tag: string): Promise<Done> {
  const relations: RelationEntry[] = [];
  for (const name of statement.names) {
    const found = await ctx.find(name);
    if (found) relations.push(checkedKind(found, statement.what));
    else if (!(await dropExternalTable(ctx, name, statement.ifExists))) missing(ctx, statement, name);
  }
  const dependents = await allDependents(ctx, relations);
  const others = dependents.filter(({ oid }) => !relations.some((relation) => relation.oid === oid));
  const [first] = relations;
  if (others.length > 0 && !statement.cascade && first) {
    throw dependentError(`cannot drop ${kindNames[first.kind]} ${first.name}`, first, others);
  }
  for (const relation of [...others, ...relations]) await remove(ctx, relation);
  return done(tag);
}

function missing(ctx: StatementCtx, { what, ifExists }: Drop, name: RelationName): void {
  const kind = { table: 'Table', view: 'View', 'materialized-view': 'Materialized view' }[what as 'table'];
  if (!ifExists) throw new SqlError(sqlStates.noTable, `${kind} "${shownName(name)}" does not exist`);
  ctx.notice(`${kind} "${shownName(name)}" does not exist and will be skipped`);
}

function checkedKind(relation: RelationEntry, what: Drop['what']): RelationEntry {
  const kind = relation.kind === 'late-binding-view' ? 'view' : relation.kind;
  // Redshift drops a materialized view by DROP VIEW, too.
  if (kind === what || (kind === 'materialized-view' && what === 'view')) return relation;
  const words = kindNames[relation.kind];
  throw new SqlError(sqlStates.wrongObjectType, `"${relation.name}" is not a ${what.replace('-', ' ')}`, {
    hint: `Use DROP ${words.toUpperCase()} to remove a ${words}.`,
  });
}

/** Drops a relation and what it holds; what stands on it is the caller's matter. */
export async function remove(ctx: StatementCtx, relation: RelationEntry): Promise<void> {
  await ctx.lock(String(relation.oid));
  ctx.session.vacated.add(relation.oid);
  await dropStorage(ctx, relation);
  await deleteRelation(ctx.connection, ctx.database, relation.oid);
}

async function dropSchema(
  ctx: StatementCtx,
  name: string,
  { ifExists, cascade, dropExternalDatabase }: Drop,
): Promise<void> {
  const schema = (await ctx.schemas()).find((each) => each.name === name);
  if (!schema) {
    if (!ifExists) throw new SqlError(sqlStates.noSchema, `schema "${name}" does not exist`);
    ctx.notice(`Schema "${name}" does not exist and will be skipped`);
    return;
  }
  if (schema.kind === 'system') throw new SqlError('42501', `permission denied for schema ${name}`);
  if (dropExternalDatabase)
    throw unsupported(
      'DROP SCHEMA … DROP EXTERNAL DATABASE is not supported by the local warehouse',
      'Delete the database in the Data Catalog.',
    );
  await removeContent(ctx, schema, cascade);
  await ctx.connection.run(`DELETE FROM ${quoteName(ctx.database)}.strata.schemas WHERE oid = ${schema.oid}`);
}

async function removeContent(ctx: StatementCtx, schema: SchemaEntry, cascade: boolean): Promise<void> {
  const content = await readRelations(
    ctx.connection,
    ctx.database,
    `s.name = ${literal(schema.name)}`,
    ctx.session.pid,
  );
  const dependents = await allDependents(ctx, content);
  const all = [...dependents, ...content.filter(({ oid }) => !dependents.some((each) => each.oid === oid))];
  if (all.length > 0 && !cascade) {
    throw new SqlError(
      sqlStates.dependentObjects,
      `cannot drop schema ${schema.name} because other objects depend on it`,
      {
        detail: all
          .map(({ kind, schema: at, name }) => `${kindNames[kind]} ${at}.${name} depends on schema ${schema.name}`)
          .join('\n'),
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      },
    );
  }
  for (const relation of all) await remove(ctx, relation);
}

async function dropDatabase(ctx: StatementCtx, name: string): Promise<void> {
  if (name === ctx.database) throw new SqlError(sqlStates.objectInUse, 'cannot drop the currently open database');
  if (await ctx.session.neighbours.areIn(name)) {
    throw new SqlError(sqlStates.objectInUse, `database "${name}" is being accessed by other users`);
  }
  await ctx.databases.drop(name);
}
