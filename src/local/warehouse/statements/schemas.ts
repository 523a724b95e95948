import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { literal } from '../databases/duckDb.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { requireSchema } from './names.ts';

type SchemaStatement = Extract<RedshiftStatement, { readonly kind: 'create-schema' | 'alter-schema' }>;

export async function schemaStatement(ctx: StatementCtx, statement: SchemaStatement): Promise<Done> {
  if (statement.kind === 'alter-schema') return await alterSchema(ctx, statement);
  const owner = statement.authorization ?? ctx.session.user;
  await insertSchema(ctx, statement.schema, statement.ifNotExists, owner, 'local', undefined);
  return done('CREATE SCHEMA');
}

/** @returns false when it is there already and may be */
export async function insertSchema(
  ctx: StatementCtx,
  name: string,
  ifNotExists: boolean,
  owner: string,
  kind: 'local' | 'external',
  details: object | undefined,
): Promise<boolean> {
  await ctx.lock(`schema ${name}`);
  const exists = (await ctx.schemas()).some((schema) => schema.name === name);
  const strata = `${quoteName(ctx.database)}.strata`;
  const committed = await ctx.databases.committed.runAndReadAll(
    `SELECT count(*) FROM ${strata}.schemas WHERE name = ${literal(name)}`,
  );
  if (exists || (Number(committed.getRowsJson()[0]?.[0]) > 0 && ifNotExists)) {
    if (!ifNotExists) throw new SqlError(sqlStates.duplicateSchema, `Schema "${name}" already exists`);
    ctx.notice(`Schema "${name}" already exists and will be skipped`);
    return false;
  }
  const values = [ctx.databases.nextOid(ctx.database), name, owner, kind, details && JSON.stringify(details), null];
  await ctx.connection.run(`INSERT INTO ${strata}.schemas VALUES (${values.map(literal).join(', ')})`);
  return true;
}

async function alterSchema(
  ctx: StatementCtx,
  { schema, renameTo, owner }: Extract<SchemaStatement, { readonly kind: 'alter-schema' }>,
): Promise<Done> {
  const found = await requireSchema(ctx, schema);
  if (renameTo !== undefined && (await ctx.schemas()).some(({ name }) => name === renameTo)) {
    throw new SqlError(sqlStates.duplicateSchema, `Schema "${renameTo}" already exists`);
  }
  const set = renameTo === undefined ? `owner = ${literal(owner)}` : `name = ${literal(renameTo)}`;
  await ctx.connection.run(`UPDATE ${quoteName(ctx.database)}.strata.schemas SET ${set} WHERE oid = ${found.oid}`);
  return done('ALTER SCHEMA');
}
