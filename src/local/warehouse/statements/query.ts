import type { DuckDBConnection } from '@duckdb/node-api';
import type { TranslatableStatement } from '../../engines/redshift/statement.ts';
import type { ResultColumn } from '../../engines/redshift/translation.ts';
import { type Done, done, type ResultConsumer } from '../session/consumer.ts';
import type { StatementCtx } from '../session/statementCtx.ts';

type Query = Extract<TranslatableStatement, { readonly kind: 'query' }>;

export async function describeQuery(ctx: StatementCtx, statement: Query): Promise<readonly ResultColumn[]> {
  return (await ctx.translate(statement)).columns;
}

/** Runs a query and hands its rows over as they come. */
export async function runQuery(ctx: StatementCtx, statement: Query, consumer: ResultConsumer): Promise<Done> {
  signalBackend(ctx);
  const { sql, columns } = await ctx.translate(statement);
  consumer.columns(columns);
  return done('SELECT', await streamRows(ctx.connection, sql.join('; '), consumer, ctx.signal));
}

/** @returns how many rows there were */
export async function streamRows(
  connection: DuckDBConnection,
  sql: string,
  consumer: ResultConsumer,
  signal: AbortSignal,
): Promise<number> {
  const result = await connection.stream(sql);
  let rows = 0;
  for (;;) {
    signal.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return rows;
    rows += chunk.rowCount;
    await consumer.rows(chunk.getRows());
  }
}

/** `SELECT pg_cancel_backend(pid)` and its like: the translation tells that it was done, and here it is. */
function signalBackend({ session, sql }: StatementCtx): void {
  const [, how, pid] = /^\s*select\s+pg_(cancel|terminate)_backend\s*\(\s*(\d+)\s*\)/i.exec(sql) ?? [];
  if (how?.toLowerCase() === 'cancel') session.neighbours.cancel(Number(pid));
  else if (how) session.neighbours.terminate(Number(pid));
}
