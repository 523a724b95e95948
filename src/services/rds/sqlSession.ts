/** Statements for others, one after another on one connection. */
import type { Ctx } from '../../platform/ctx.ts';
import { checkStatement, type PostgresConnection } from '../../platform/postgres/openPostgres.ts';
import { statementError } from '../../platform/postgres/postgresErrors.ts';
import type { SqlAnswer, SqlPlace, SqlSession } from '../../platform/sqlSource.ts';
import { answerPages, typeNames } from './carryOut.ts';
import type { Place } from './place.ts';
import { shortTypeName } from './resultTypes.ts';
import { connectTo, usablePlace } from './servers.ts';
import { startStatement } from './statements.ts';

const cancelTimeoutMs = 10_000;

/** @throws AppError when there is no such place, or nobody can sign in */
export async function openSqlSession(ctx: Ctx, place: SqlPlace, signal: AbortSignal): Promise<SqlSession> {
  const server = await usablePlace(ctx, place.workgroup, signal);
  const connection = await connectTo(ctx, server, place.database, signal);
  try {
    const { schema } = place;
    if (schema !== undefined) {
      await connection.rows("SELECT set_config('search_path', quote_ident($1) || ', public', false)", [schema], signal);
    }
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
  return new PostgresSession(ctx, server, connection);
}

class PostgresSession implements SqlSession {
  readonly #ctx: Ctx;
  readonly #place: Place;
  readonly #connection: PostgresConnection;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ctx: Ctx, place: Place, connection: PostgresConnection) {
    this.#ctx = ctx;
    this.#place = place;
    this.#connection = connection;
  }

  async query(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
    checkStatement(this.#ctx, sql);
    const answer = this.#turn.then(() => this.#query(sql, maxRows, signal));
    this.#turn = answer.catch(() => {});
    return await answer;
  }

  async #query(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
    signal.throwIfAborted();
    const cancel = () => void this.#cancel().catch(() => {});
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const first = await firstPage(this.#connection, sql, maxRows + 1);
      const { rows = [], fields = [] } = first ?? {};
      const names = fields.length > 0 ? await typeNames(this.#connection, fields, signal) : [];
      const columns = fields.map(({ name }, i) => ({ name, type: shortTypeName(names[i] ?? 'text') }));
      return { columns, rows: rows.slice(0, maxRows), more: rows.length > maxRows };
    } catch (error) {
      signal.throwIfAborted();
      throw statementError(error, sql);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async #cancel(): Promise<void> {
    const signal = AbortSignal.timeout(cancelTimeoutMs);
    await using other = await connectTo(this.#ctx, this.#place, this.#connection.database, signal);
    await other.rows('SELECT pg_cancel_backend($1)', [this.#connection.pid], signal);
  }

  async start(sql: string, title: string, signal: AbortSignal) {
    const run = await startStatement(this.#ctx, this.#place, this.#connection.database, sql, signal);
    return { kind: 'query', title, run, sql } as const;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#connection[Symbol.asyncDispose]();
  }
}

async function firstPage(connection: PostgresConnection, sql: string, rows: number) {
  for await (const page of answerPages(connection, sql, rows)) return page;
  return undefined;
}
