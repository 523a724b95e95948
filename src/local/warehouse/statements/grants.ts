import { quoteName } from '../../../core/sqlQuoting.ts';
import type { Grant } from '../../engines/redshift/statement.ts';
import { literal } from '../databases/duckDb.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { requireRelation, requireSchema } from './names.ts';

const tablePrivileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'REFERENCES', 'ALTER', 'TRUNCATE'];

/** Keeps what is granted for the views that tell it; nothing is enforced, as every session is a superuser's. */
export async function grant(ctx: StatementCtx, statement: Grant): Promise<Done> {
  const table = `${quoteName(ctx.database)}.strata.grants`;
  const objects = await objectsOf(ctx, statement);
  const privileges =
    statement.privileges.includes('ALL') && statement.on === 'TABLE' ? tablePrivileges : statement.privileges;
  for (const grantee of statement.grantees) {
    for (const object of objects) {
      for (const privilege of privileges) {
        const same = `grantee = ${literal(grantee.name)} AND grantee_kind = ${literal(grantee.kind)}
          AND object_kind = ${literal(statement.on)} AND schema_name IS NOT DISTINCT FROM ${literal(object.schema)}
          AND object_name = ${literal(object.name)} AND privilege = ${literal(privilege)}`;
        await ctx.connection.run(`DELETE FROM ${table} WHERE ${same}`);
        if (statement.kind === 'revoke') continue;
        const values = [
          ...[ctx.session.user, grantee.name, grantee.kind, statement.on, object.schema, object.name, privilege],
          statement.option,
        ];
        await ctx.connection.run(`INSERT INTO ${table} VALUES (${values.map(literal).join(', ')})`);
      }
    }
  }
  return done(statement.kind.toUpperCase());
}

/** @throws SqlError for tables and schemas that there are not */
async function objectsOf(ctx: StatementCtx, { on, objects }: Grant): Promise<{ schema?: string; name: string }[]> {
  const found: { schema?: string; name: string }[] = [];
  for (const object of objects) {
    if (on === 'TABLE') {
      const { schema, name } = await requireRelation(ctx, object);
      found.push({ schema, name });
    } else if (on === 'SCHEMA' || /IN SCHEMA/.test(on)) {
      found.push({ name: (await requireSchema(ctx, object.name)).name });
    } else {
      found.push({ name: object.name });
    }
  }
  return found;
}

export function alterDefaultPrivileges(): Done {
  return done('ALTER DEFAULT PRIVILEGES');
}
