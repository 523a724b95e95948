/** Cursors, whose rows are set down when they are declared: https://docs.aws.amazon.com/redshift/latest/dg/declare.html */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import type { RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../engines/redshift/translation.ts';
import { type Done, done, type ResultConsumer } from '../session/consumer.ts';
import type { SessionNames } from '../session/sessionOptions.ts';
import type { StatementCtx } from '../session/statementCtx.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { streamRows } from './query.ts';

type Declare = Extract<RedshiftStatement, { readonly kind: 'declare-cursor' }>;
type Fetch = Extract<RedshiftStatement, { readonly kind: 'fetch' }>;

export async function declareCursor(ctx: StatementCtx, { name, query }: Declare): Promise<Done> {
  const { cursors } = ctx.session.names;
  if (ctx.session.status === 'I') {
    throw new SqlError(sqlStates.noActiveTransaction, 'DECLARE CURSOR may only be used in transaction blocks');
  }
  if (cursors.has(name)) throw new SqlError('42P03', `cursor "${name}" already exists`);
  if (cursors.size > 0) {
    throw new SqlError(sqlStates.featureNotSupported, 'only one cursor may be open at a time in a session');
  }
  const { sql, columns } = await ctx.translate({ kind: 'query', query });
  const table = `cursor_${ctx.databases.nextOid(ctx.database)}`;
  const names = columns.map((_, i) => `c${i}`).join(', ');
  await ctx.connection.run(
    `CREATE TEMP TABLE ${quoteName(table)} AS SELECT row_number() OVER () AS n, * FROM (${sql.join('; ')}) AS q(${names})`,
  );
  cursors.set(name, { columns, table, at: 0 });
  return done('DECLARE CURSOR');
}

function cursorOf({ session }: StatementCtx, name: string) {
  const found = session.names.cursors.get(name);
  if (!found) throw new SqlError(sqlStates.noCursor, `cursor "${name}" does not exist`);
  return found;
}

export function describeFetch(ctx: StatementCtx, { name }: Fetch): readonly ResultColumn[] {
  return cursorOf(ctx, name).columns;
}

export async function fetchCursor(ctx: StatementCtx, { name, count }: Fetch, consumer: ResultConsumer): Promise<Done> {
  const cursor = cursorOf(ctx, name);
  const names = cursor.columns.map((_, i) => `c${i}`).join(', ');
  const end = count === 'all' ? '' : ` AND n <= ${cursor.at + count}`;
  consumer.columns(cursor.columns);
  const sql = `SELECT ${names} FROM temp.main.${quoteName(cursor.table)} WHERE n > ${cursor.at}${end} ORDER BY n`;
  const rows = await streamRows(ctx.connection, sql, consumer, ctx.signal);
  cursor.at += rows;
  return done(`FETCH ${rows}`, rows);
}

export async function closeCursor(ctx: StatementCtx, { name }: { readonly name: string | 'all' }): Promise<Done> {
  const { cursors } = ctx.session.names;
  if (name !== 'all') cursorOf(ctx, name);
  for (const each of name === 'all' ? [...cursors.keys()] : [name]) {
    await ctx.connection.run(`DROP TABLE IF EXISTS temp.main.${quoteName(cursors.get(each)?.table ?? '')}`);
    cursors.delete(each);
  }
  return done('CLOSE CURSOR');
}

/** Cursors end with their transaction. */
export async function dropCursors(connection: DuckDBConnection, cursors: SessionNames['cursors']): Promise<void> {
  for (const { table } of cursors.values()) {
    await connection.run(`DROP TABLE IF EXISTS temp.main.${quoteName(table)}`).catch(() => {});
  }
  cursors.clear();
}
