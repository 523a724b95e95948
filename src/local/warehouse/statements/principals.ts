/** Users, groups and roles: kept and shown; the local warehouse has one superuser and enforces no privilege. */
import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RelationName } from '../../engines/redshift/names.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import { literal, rowsOf } from '../databases/duckDb.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';

type PrincipalStatement = Extract<RedshiftStatement, { readonly options: unknown; readonly name: string }>;
type PrincipalKind = 'user' | 'group' | 'role';

export async function principal(ctx: StatementCtx, statement: PrincipalStatement): Promise<Done> {
  const [verb = '', kind = ''] = statement.kind.split('-') as [string, PrincipalKind];
  const table = `${quoteName(ctx.database)}.strata.principals`;
  const same = (name: string) => `kind = ${literal(kind)} AND name = ${literal(name)}`;
  const [found] = await rowsOf(ctx.connection, `SELECT oid, details FROM ${table} WHERE ${same(statement.name)}`);
  if (verb === 'create') {
    if (found) throw new SqlError(sqlStates.duplicateObject, `${kind} "${statement.name}" already exists`);
    const members = await memberOids(ctx, statement.users?.names ?? []);
    const details = JSON.stringify({ ...shown(statement.options), users: members });
    const values = [ctx.databases.nextOid(ctx.database), kind, statement.name, details];
    await ctx.connection.run(`INSERT INTO ${table} VALUES (${values.map(literal).join(', ')})`);
    if (statement.options.has('PASSWORD'))
      ctx.notice('passwords of users made by SQL are not taken by the local port; sign in as the workspace’s user');
    return done(`CREATE ${kind.toUpperCase()}`);
  }
  if (!found) throw missing(kind, statement.name);
  if (statement.renameTo !== undefined) {
    await ctx.connection.run(`UPDATE ${table} SET name = ${literal(statement.renameTo)} WHERE ${same(statement.name)}`);
  } else {
    const before = JSON.parse(String(found[1] ?? '{}')) as { users?: number[] };
    const changed = await memberOids(ctx, statement.users?.names ?? []);
    const kept = (before.users ?? []).filter((oid) => !changed.includes(oid));
    const users = statement.users?.change === 'drop' ? kept : [...kept, ...changed];
    const details = JSON.stringify({ ...before, ...shown(statement.options), users });
    await ctx.connection.run(`UPDATE ${table} SET details = ${literal(details)} WHERE ${same(statement.name)}`);
  }
  return done(`ALTER ${kind.toUpperCase()}`);
}

/** @throws SqlError 42704 */
export async function dropPrincipals(
  ctx: StatementCtx,
  kind: PrincipalKind,
  names: readonly RelationName[],
  ifExists: boolean,
): Promise<void> {
  const table = `${quoteName(ctx.database)}.strata.principals`;
  for (const { name } of names) {
    if (kind === 'user' && name === ctx.session.user) {
      throw new SqlError(sqlStates.objectInUse, 'current user cannot be dropped');
    }
    const where = `kind = ${literal(kind)} AND name = ${literal(name)}`;
    const { rowsChanged } = await ctx.connection.run(`DELETE FROM ${table} WHERE ${where}`);
    if (Number(rowsChanged) === 0 && !ifExists) throw missing(kind, name);
  }
}

async function memberOids(ctx: StatementCtx, names: readonly string[]): Promise<number[]> {
  const oids: number[] = [];
  for (const name of names) {
    const [row] = await rowsOf(
      ctx.connection,
      `SELECT oid FROM ${quoteName(ctx.database)}.strata.principals WHERE kind = 'user' AND name = ${literal(name)}`,
    );
    if (!row) throw missing('user', name);
    oids.push(Number(row[0]));
  }
  return oids;
}

/** Options without what is secret. */
function shown(options: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries([...options].filter(([name]) => name !== 'PASSWORD'));
}

function missing(kind: string, name: string): SqlError {
  return new SqlError(sqlStates.noObject, `${kind} "${name}" does not exist`);
}
