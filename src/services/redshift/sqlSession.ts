/** Statements for others: started, waited for, and read through GetStatementResult, whose values are exact. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ExecuteStatementCommand,
  type ExecuteStatementCommandOutput,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { quoteName } from '../../core/sqlQuoting.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { saysMissing } from '../../platform/results/saysMissing.ts';
import type { SqlAnswer, SqlPlace, SqlSession } from '../../platform/sqlSource.ts';
import { type Connection, requestOf } from './place.ts';
import { readPage } from './statementResult.ts';
import { cancelStatement, errorText, getStatement, refOf, startBatch, startStatement, trimmed } from './statements.ts';
import { firstDatabase, usableWarehouse } from './warehouses.ts';

/** How long the session of a schema stays open after its last statement. */
const keepAliveSeconds = 600;
/** The most that the Data API waits with its answer. */
const longestWait = 30;

/** What a request says of where it runs, with what it leaves open found out. */
export async function connectionOf(
  ctx: Ctx,
  asked: {
    readonly warehouse?: string | undefined;
    readonly database?: string | undefined;
    readonly secret?: string | undefined;
    readonly user?: string | undefined;
  },
  signal: AbortSignal,
): Promise<Connection> {
  const warehouse = await usableWarehouse(ctx, asked.warehouse, signal);
  const database = asked.database || (await firstDatabase(ctx, warehouse, signal));
  return { warehouse, database, secret: asked.secret, user: asked.user };
}

/** @throws AppError when there is no such warehouse, or none at all */
export async function openSqlSession(ctx: Ctx, place: SqlPlace, signal: AbortSignal): Promise<SqlSession> {
  const asked = { warehouse: place.workgroup, database: place.database };
  return new RedshiftSession(ctx, await connectionOf(ctx, asked, signal), place.schema);
}

/** A statement that is over. */
interface Over {
  readonly id: string;
  readonly hasRows: boolean;
}

/** A failed statement of a kept session leaves the others alone; a session that is gone is opened again. */
export class RedshiftSession implements SqlSession {
  readonly #ctx: Ctx;
  readonly #connection: Connection;
  readonly #schema: string | undefined;
  /** The Data API's session whose search path begins with the schema; it runs one statement at a time. */
  #session: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ctx: Ctx, connection: Connection, schema: string | undefined) {
    this.#ctx = ctx;
    this.#connection = connection;
    this.#schema = schema;
  }

  async query(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
    return await this.#inTurn(async () => {
      const { id, hasRows } = await this.#run(sql, signal);
      return hasRows ? await readAnswer(this.#ctx, id, maxRows, signal) : { columns: [], rows: [], more: false };
    });
  }

  async start(sql: string, title: string, signal: AbortSignal) {
    const connection = this.#connection;
    // Not in the session, which would be busy for as long as the statement runs.
    const run =
      this.#schema === undefined
        ? await startStatement(this.#ctx, connection, sql, signal)
        : await startBatch(this.#ctx, connection, [searchPath(this.#schema), sql], signal);
    return { kind: 'query', title, run, sql } as const;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The Data API closes a session by itself once it is idle for long enough; there is no call for it.
    await this.#turn;
  }

  /** One statement after the other where they share a session, else side by side. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#schema === undefined) return await work();
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return await result;
  }

  async #run(sql: string, signal: AbortSignal): Promise<Over> {
    const sent = await this.#submit(sql, signal);
    return await this.#untilOver(sent, sql, signal);
  }

  async #submit(sql: string, signal: AbortSignal): Promise<ExecuteStatementCommandOutput> {
    const session = await this.#sessionOf(signal);
    try {
      return await this.#send(sql, session === undefined ? {} : { SessionId: session }, signal);
    } catch (error) {
      if (session === undefined || !(error instanceof AppError) || error.code !== 'not-found') throw error;
      this.#session = undefined;
      return await this.#send(sql, { SessionId: (await this.#sessionOf(signal)) ?? '' }, signal);
    }
  }

  async #sessionOf(signal: AbortSignal): Promise<string | undefined> {
    if (this.#schema === undefined || this.#session !== undefined) return this.#session;
    const data = await this.#ctx.aws.client(RedshiftDataClient);
    const sql = searchPath(this.#schema);
    const sent = await data.send(
      new ExecuteStatementCommand({
        ...requestOf(this.#connection),
        Sql: sql,
        SessionKeepAliveSeconds: keepAliveSeconds,
        ClientToken: randomUUID(),
      }),
      { abortSignal: signal },
    );
    await this.#untilOver(sent, sql, signal);
    this.#session = sent.SessionId;
    return sent.SessionId;
  }

  async #send(sql: string, session: { readonly SessionId?: string }, signal: AbortSignal) {
    const data = await this.#ctx.aws.client(RedshiftDataClient);
    return await data.send(
      new ExecuteStatementCommand({
        ...('SessionId' in session ? session : requestOf(this.#connection)),
        Sql: trimmed(sql),
        ClientToken: randomUUID(),
      }),
      { abortSignal: signal },
    );
  }

  /** Redshift answers when the statement is over; servers that know no waiting answer at once, and are asked again. */
  async #untilOver({ Id: id = '' }: ExecuteStatementCommandOutput, sql: string, signal: AbortSignal): Promise<Over> {
    try {
      for (let round = 0; ; round++) {
        const now = await getStatement(this.#ctx, id, signal, longestWait);
        if (now.Status === 'FINISHED') return { id, hasRows: now.HasResultSet !== false };
        if (now.Status === 'ABORTED') throw new AppError('cancelled', t('The query was cancelled.'));
        if (now.Status === 'FAILED') throw failed(now.Error, sql);
        await sleep(pause(this.#ctx, round), undefined, { signal });
      }
    } catch (error) {
      // Whoever gives up is not kept waiting until Redshift has heard of it; one that is over cannot be cancelled.
      if (signal.aborted) {
        const ref = refOf(id, this.#connection.warehouse);
        void cancelStatement(this.#ctx, ref, AbortSignal.timeout(10_000)).catch(() => {});
      }
      throw error;
    }
  }
}

function searchPath(schema: string): string {
  return `SET search_path TO ${quoteName(schema)}, public`;
}

function failed(error: string | undefined, sql: string): AppError {
  const message = errorText(error, [trimmed(sql)]);
  return new AppError(saysMissing(message) ? 'not-found' : 'failed', message);
}

async function readAnswer(ctx: Ctx, id: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
  let page = await readPage(ctx, id, false, undefined, signal);
  const { columns } = page;
  const rows = [...page.rows];
  while (page.next !== undefined && rows.length <= maxRows) {
    page = await readPage(ctx, id, false, page.next, signal);
    rows.push(...page.rows);
  }
  return { columns, rows: rows.slice(0, maxRows), more: rows.length > maxRows || page.next !== undefined };
}

/** A statement for a pivot is waited for by a person: asked at once, then less often, as AWS throttles by the call. */
function pause(ctx: Ctx, round: number): number {
  return ctx.connection.kind === 'local' ? Math.min(10 * 1.4 ** round, 300) : Math.min(200 * 1.3 ** round, 3000);
}
