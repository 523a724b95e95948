import { parseOne } from '../../engines/redshift/parseScript.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue } from '../../engines/redshift/translation.ts';
import { type Done, done } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { textWriter } from '../values/valueText.ts';

type Prepare = Extract<RedshiftStatement, { readonly kind: 'prepare' }>;
type Execute = Extract<RedshiftStatement, { readonly kind: 'execute' }>;

export function prepare({ session }: StatementCtx, { name, statement, sql }: Prepare): Done {
  if (session.names.prepared.has(name)) {
    throw new SqlError('42P05', `prepared statement "${name}" already exists`);
  }
  session.names.prepared.set(name, { statement, sql });
  return done('PREPARE');
}

/** @throws SqlError 26000 */
export function preparedStatement(
  { session }: StatementCtx,
  name: string,
): { statement: RedshiftStatement; sql: string } {
  const found = session.names.prepared.get(name);
  if (!found) throw new SqlError(sqlStates.noPreparedStatement, `prepared statement "${name}" does not exist`);
  return found;
}

/** @param run carries out what was prepared, with the values */
export async function executePrepared(
  ctx: StatementCtx,
  { name, values }: Execute,
  run: (ctx: StatementCtx, statement: RedshiftStatement) => Promise<Done>,
): Promise<Done> {
  const { statement, sql } = preparedStatement(ctx, name);
  const parameters = new Map<string, ParameterValue>();
  for (const [i, value] of values.entries()) parameters.set(String(i + 1), await valueOfExpression(ctx, value.sql));
  return await run(ctx.withParameters(sql, parameters), statement);
}

async function valueOfExpression(ctx: StatementCtx, sql: string): Promise<ParameterValue> {
  const { statement } = parseOne(`SELECT ${sql}`);
  if (statement.kind !== 'query') throw new SqlError(sqlStates.syntax, `syntax error in "${sql}"`);
  const translation = await ctx.translate(statement);
  const rows = (await ctx.connection.runAndReadAll(translation.sql.join('; '))).getRows();
  const type = translation.columns[0]?.type ?? { name: 'unknown' };
  return { value: textWriter(type, 'UTC')(rows[0]?.[0] ?? null), type };
}

export function deallocate({ session }: StatementCtx, { name }: { readonly name: string | 'all' }): Done {
  if (name === 'all') session.names.prepared.clear();
  else if (!session.names.prepared.delete(name)) {
    throw new SqlError(sqlStates.noPreparedStatement, `prepared statement "${name}" does not exist`);
  }
  return done('DEALLOCATE');
}
