/** Finding and taking names, with Redshift's words where that fails. */
import type { RelationName } from '../../engines/redshift/names.ts';
import type { RelationEntry, SchemaEntry } from '../catalog/entries.ts';
import { readRelations, whereNamed } from '../catalog/readCatalog.ts';
import { pathOf } from '../session/contextMaker.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { temporarySchema } from '../session/statementScope.ts';
import { SqlError, sqlStates, unsupported } from '../sqlError.ts';

/** @throws SqlError 42P01 */
export async function requireRelation(ctx: StatementCtx, name: RelationName): Promise<RelationEntry> {
  const found = await ctx.find(name);
  if (found) {
    if (found.database !== ctx.database) {
      throw unsupported(`cross-database reference to database "${found.database}" is not supported in this statement`);
    }
    return found;
  }
  throw new SqlError(sqlStates.noTable, `relation "${shownName(name)}" does not exist`, { position: name.at + 1 });
}

export function shownName({ schema, name }: RelationName): string {
  return schema === undefined ? name : `${schema}.${name}`;
}

/** @throws SqlError 3F000 */
export async function requireSchema(ctx: StatementCtx, name: string): Promise<SchemaEntry> {
  const found = (await ctx.schemas()).find((schema) => schema.name === name);
  if (!found) throw new SqlError(sqlStates.noSchema, `schema "${name}" does not exist`);
  return found;
}

/** The schema that a new relation goes into: the one that is named, or the first of the search path. */
export async function schemaForNew(ctx: StatementCtx, name: RelationName, temporary: boolean): Promise<SchemaEntry> {
  if (name.database !== undefined && name.database !== ctx.database) {
    throw unsupported(`cross-database reference to database "${name.database}" is not supported in this statement`);
  }
  if (temporary) {
    if (name.schema !== undefined && !/^pg_temp/.test(name.schema)) {
      throw new SqlError(sqlStates.invalidTableDefinition, 'cannot create temporary relation in non-temporary schema');
    }
    return await requireSchema(ctx, temporarySchema);
  }
  const path =
    name.schema === undefined ? pathOf(ctx.session.settings.get('search_path') ?? '', ctx.session.user) : [name.schema];
  const schemas = await ctx.schemas();
  const found = path
    .map((each) => schemas.find((schema) => schema.name === each))
    .find((schema) => schema !== undefined);
  if (!found) {
    if (name.schema === undefined) throw new SqlError(sqlStates.noSchema, 'no schema has been selected to create in');
    throw new SqlError(sqlStates.noSchema, `schema "${name.schema}" does not exist`, { position: name.at + 1 });
  }
  if (found.kind === 'system') {
    throw new SqlError('42501', `permission denied to create "${found.name}.${name.name}"`, {
      detail: 'System catalog modifications are currently disallowed.',
    });
  }
  return found;
}

/**
 * Takes a name for a new relation, to the end of the transaction.
 * @returns what has the name already
 * @throws SqlError 42P07 when another transaction has just taken it
 */
export async function takeName(
  ctx: StatementCtx,
  schema: SchemaEntry,
  name: string,
): Promise<RelationEntry | undefined> {
  const temporary = schema.name === temporarySchema;
  if (!temporary) await ctx.lock(`${schema.name}.${name}`);
  const where = whereNamed([{ schema: schema.name, name }]);
  const [existing] = await readRelations(ctx.connection, ctx.database, where, ctx.session.pid);
  if (existing || temporary) return existing;
  // A transaction that began before the other one ended does not see what that has made.
  const [committed] = await readRelations(ctx.databases.committed, ctx.database, where, ctx.session.pid);
  if (committed && !ctx.session.vacated.has(committed.oid)) throw alreadyExists(name);
  return undefined;
}

export function alreadyExists(name: string): SqlError {
  return new SqlError(sqlStates.duplicateTable, `Relation "${name}" already exists`);
}
