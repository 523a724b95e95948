/** One connection to a database: its transaction, settings, prepared statements and cursors. */
import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseScript } from '../../engines/redshift/parseScript.ts';
import type { ParsedScript, ParsedStatement, RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue, ResultColumn } from '../../engines/redshift/translation.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { keepLoadErrors, type LoadErrors, LoadFailure } from '../statements/copy/loadFailure.ts';
import { dropCursors } from '../statements/cursors.ts';
import { describeStatement, runStatement } from '../statements/runStatement.ts';
import type { SessionState } from '../warehouseApi.ts';
import { type Done, done, type ResultConsumer } from './consumer.ts';
import { ContextMaker } from './contextMaker.ts';
import { Deadline } from './deadline.ts';
import { toSqlError } from './duckDbError.ts';
import { Neighbours } from './neighbours.ts';
import type { SessionNames, SessionOptions } from './sessionOptions.ts';
import { Settings } from './settings.ts';
import type { SharedParts } from './sharedParts.ts';
import type { StatementCtx } from './statementCtx.ts';
import { Turns } from './turns.ts';

type TransactionState = 'none' | 'open' | 'failed';

export class Session {
  readonly pid: number;
  readonly database: string;
  readonly origin: 'port' | 'api';
  readonly connection: DuckDBConnection;
  readonly settings: Settings;
  readonly neighbours: Neighbours;
  readonly names: SessionNames = { prepared: new Map(), cursors: new Map() };
  /** As whom the client signed in; SET SESSION AUTHORIZATION changes `user` only. */
  readonly signedIn: string;
  user: string;
  onNotice: (text: string) => void = () => {};
  onSetting: (name: string, value: string) => void = () => {};
  /** Called when another session ends this one. */
  onTerminate: () => void = () => {};
  /** Numbers of the relations whose names this transaction has given up: it sees them gone, others do not yet. */
  readonly vacated = new Set<number>();
  /** Errors that a load went over, kept when its statement has ended. */
  readonly pendingLoadErrors: LoadErrors[] = [];
  /** Folders to be removed when the statement has ended. */
  readonly scratches: string[] = [];
  /** What the last COPY of this session loaded. */
  lastCopy = { rows: 0, id: -1 };
  readonly #shared: SharedParts;
  readonly #contexts: ContextMaker;
  #queryId = 0;
  #state: TransactionState = 'none';
  #last = '';
  #began = new Date();
  #running: AbortController | undefined;
  readonly #turns = new Turns();
  #closed = false;

  constructor(connection: DuckDBConnection, shared: SharedParts, options: SessionOptions) {
    this.connection = connection;
    this.#shared = shared;
    this.pid = options.pid;
    this.database = options.database;
    this.user = options.user;
    this.signedIn = options.user;
    this.origin = options.origin;
    const initial = new Map([...options.settings, ['application_name', options.applicationName] as const]);
    this.settings = new Settings(initial, (name, value) => this.onSetting(name, value));
    this.#contexts = new ContextMaker(this, shared);
    this.neighbours = new Neighbours(this, shared.sessions);
  }

  /** `I` idle, `T` in a transaction, `E` in one that failed. */
  get transaction(): 'I' | 'T' | 'E' {
    return ({ none: 'I', open: 'T', failed: 'E' } as const)[this.#state];
  }

  get state(): SessionState {
    const idle = { none: 'idle', open: 'idle in transaction', failed: 'aborted transaction' } as const;
    const state = this.#running ? 'active' : idle[this.#state];
    const applicationName = this.settings.get('application_name') ?? '';
    const { pid, database, user, origin } = this;
    return { session: pid, database, user, applicationName, origin, state, sql: this.#last };
  }

  /** When the last statement began, or the session. */
  get began(): Date {
    return this.#began;
  }

  /** @throws SqlError 42601 */
  parse(sql: string): ParsedScript {
    const caseSensitiveIdentifiers = this.settings.get('enable_case_sensitive_identifier') === 'on';
    try {
      return parseScript(sql, { caseSensitiveIdentifiers });
    } catch (error) {
      const failure = toSqlError(error, this);
      if (this.#state === 'open') this.#state = 'failed';
      throw failure;
    }
  }

  /** The columns of a statement's result, without running it; undefined where it gives none. */
  async describe(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue> | undefined,
  ): Promise<readonly ResultColumn[] | undefined> {
    if (this.#state === 'failed') return undefined;
    return await this.#turns.run(async () => {
      const own = this.#state === 'none';
      if (own) await this.connection.run('BEGIN TRANSACTION');
      const signal = new AbortController().signal;
      try {
        const ctx = this.#contexts.make({ sql: parsed.sql, parameters, signal });
        return await describeStatement(ctx, parsed.statement);
      } catch (error) {
        if (!own) this.#state = 'failed';
        throw toSqlError(error, this);
      } finally {
        if (own) await this.connection.run('ROLLBACK');
      }
    });
  }

  /**
   * Runs one statement. Outside of a transaction it is one of its own.
   * @throws SqlError
   */
  async execute(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue> | undefined,
    consumer: ResultConsumer,
    outer?: AbortSignal,
  ): Promise<Done> {
    return await this.#turns.run(() => this.#execute(parsed, parameters, consumer, outer));
  }

  /** Opens a transaction that ends with `commit` or `rollback`, for several statements of one message. */
  async begin(): Promise<void> {
    await this.#turns.run(() => this.#control({ kind: 'begin', readOnly: false }));
  }

  async commit(): Promise<void> {
    await this.#turns.run(() => this.#control({ kind: 'commit' }));
  }

  /** Rolls back what is open, if anything is. */
  async rollback(): Promise<void> {
    if (this.#state !== 'none') await this.#turns.run(() => this.#rollback());
  }

  /** Interrupts the statement that runs; the session goes on. */
  cancel(reason: unknown): void {
    this.#running?.abort(reason);
  }

  /** Ends the session: rolls back, drops what is temporary. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.cancel(new SqlError(sqlStates.shutdown, 'terminating connection'));
    await this.#turns.idle();
    try {
      if (this.#state !== 'none') await this.connection.run('ROLLBACK');
      await this.#contexts.dropTemporary();
    } finally {
      this.#shared.locks.release(this.pid);
      this.connection.closeSync();
    }
  }

  /** Commits what there is and goes on without a transaction, as TRUNCATE does. */
  async commitNow(): Promise<void> {
    await this.#end('COMMIT');
    // Whoever called runs within a transaction, which ends as usual.
    await this.connection.run('BEGIN TRANSACTION');
    this.#own = true;
  }

  /** Begins a statement's own transaction anew, so that it sees what others have committed since. */
  async lookAgain(): Promise<void> {
    if (!this.#own) return;
    await this.connection.run('ROLLBACK');
    await this.connection.run('BEGIN TRANSACTION');
  }

  /** Runs work outside of any transaction, as CREATE DATABASE wants it. @throws SqlError 25001 */
  async outside<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (!this.#own) {
      throw new SqlError(sqlStates.activeTransaction, `${name} cannot run inside a transaction block`);
    }
    await this.connection.run('COMMIT');
    try {
      return await work();
    } finally {
      await this.connection.run('BEGIN TRANSACTION');
    }
  }

  /** The number of the statement that runs. */
  get queryId(): number {
    return this.#queryId;
  }

  /** A connection that sees what is committed. */
  get committed(): DuckDBConnection {
    return this.#shared.databases.committed;
  }

  /** The work on a statement of this session, with values of its own. */
  withParameters(ctx: StatementCtx, sql: string, parameters: ReadonlyMap<string, ParameterValue>): StatementCtx {
    return this.#contexts.make({ sql, parameters, signal: ctx.signal });
  }

  /** Whether the statement that runs is its own transaction. */
  #own = false;

  async #execute(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue> | undefined,
    consumer: ResultConsumer,
    outer: AbortSignal | undefined,
  ): Promise<Done> {
    const { statement } = parsed;
    if (this.#closed) throw new SqlError(sqlStates.shutdown, 'terminating connection');
    if (this.#state === 'failed' && statement.kind !== 'commit' && statement.kind !== 'rollback') {
      throw new SqlError(
        sqlStates.inFailedTransaction,
        'current transaction is aborted, commands ignored until end of transaction block',
      );
    }
    const control = await this.#control(statement);
    if (control) return control;
    this.#last = parsed.sql;
    this.#began = new Date();
    this.#own = this.#state === 'none';
    const entry = this.#shared.history.begin(this, parsed.sql, statement.kind);
    this.#queryId = entry.id;
    const running = new AbortController();
    this.#running = running;
    const signals = outer ? [running.signal, outer] : [running.signal];
    using deadline = new Deadline(this.connection, AbortSignal.any(signals), this.settings.get('statement_timeout'));
    const ctx = this.#contexts.make({ sql: parsed.sql, parameters, signal: deadline.signal });
    if (this.#own) await this.connection.run('BEGIN TRANSACTION');
    try {
      const ended = await runStatement(ctx, statement, consumer);
      deadline.signal.throwIfAborted();
      if (this.#own) await this.#end('COMMIT');
      entry.end('success', ended.rows);
      return ended;
    } catch (error) {
      const failure = this.#failure(error, deadline, parsed.sql);
      if (this.#own) await this.#rollback();
      else this.#state = 'failed';
      entry.end('failed', -1);
      if (failure instanceof LoadFailure) await keepLoadErrors(this, failure);
      throw failure;
    } finally {
      this.#running = undefined;
      for (const errors of this.pendingLoadErrors.splice(0)) await keepLoadErrors(this, errors);
      for (const folder of this.scratches.splice(0)) rmSync(folder, { recursive: true, force: true });
    }
  }

  #failure(error: unknown, deadline: Deadline, sql: string): SqlError {
    if (!deadline.signal.aborted) return toSqlError(error, this, sql);
    if (deadline.signal.reason instanceof SqlError) return deadline.signal.reason;
    return new SqlError(sqlStates.cancelled, `Query (${this.pid}) cancelled on user's request`);
  }

  /** BEGIN, COMMIT and ROLLBACK. */
  async #control(statement: RedshiftStatement): Promise<Done | undefined> {
    switch (statement.kind) {
      case 'begin':
        if (this.#state === 'open') this.onNotice('there is already a transaction in progress');
        else {
          await this.connection.run('BEGIN TRANSACTION');
          this.settings.begin();
          this.#state = 'open';
        }
        return done('BEGIN');
      case 'commit':
        if (this.#state === 'failed') return await this.#rolledBack();
        if (this.#state === 'none') this.onNotice('there is no transaction in progress');
        else await this.#end('COMMIT');
        return done('COMMIT');
      case 'rollback':
        if (this.#state === 'none') this.onNotice('there is no transaction in progress');
        return await this.#rolledBack();
      default:
        return undefined;
    }
  }

  async #rolledBack(): Promise<Done> {
    if (this.#state !== 'none') await this.#rollback();
    return done('ROLLBACK');
  }

  async #rollback(): Promise<void> {
    await this.#end('ROLLBACK').catch((error: unknown) => {
      // DuckDB has ended a transaction itself whose commit failed.
      if (!/no transaction is active/.test(String(error))) throw error;
    });
  }

  /** @throws SqlError when the commit fails; all is as before it then */
  async #end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    try {
      await this.connection.run(how);
    } catch (error) {
      throw toSqlError(error, this);
    } finally {
      this.#state = 'none';
      this.#own = false;
      this.vacated.clear();
      this.#shared.locks.release(this.pid);
      this.settings.end(how === 'COMMIT');
      await dropCursors(this.connection, this.names.cursors);
    }
  }
}
