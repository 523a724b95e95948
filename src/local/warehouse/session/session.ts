/** One connection to a database: its transaction, settings, prepared statements and cursors. */
import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parseScript } from '../../engines/redshift/parseScript.ts';
import type { ParsedScript, ParsedStatement, RedshiftStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue, ResultColumn } from '../../engines/redshift/translation.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import type { LoadErrors } from '../statements/copy/loadError.ts';
import { keepLoadErrors, LoadFailure } from '../statements/copy/loadFailure.ts';
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
import type { OtherSession, StatementSession } from './statementSession.ts';
import { Transaction } from './transaction.ts';
import { Turns } from './turns.ts';

export class Session implements OtherSession, StatementSession {
  readonly pid: number;
  readonly database: string;
  readonly origin: SessionOptions['origin'];
  readonly connection: DuckDBConnection;
  readonly settings: Settings;
  readonly neighbours: Neighbours;
  readonly transaction: Transaction;
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
  /** Numbers of the tables in which this transaction has changed or deleted rows. */
  readonly changedRows = new Set<number>();
  /** Errors that a load went over, kept when its statement has ended. */
  readonly pendingLoadErrors: LoadErrors[] = [];
  /** Folders to be removed when the statement has ended. */
  readonly scratches: string[] = [];
  /** Whether the transaction has changed what materialized views stand on. */
  changedBases = false;
  /** What the last COPY of this session loaded. */
  lastCopy = { rows: 0, id: -1 };
  readonly #shared: SharedParts;
  readonly #contexts: ContextMaker;
  #queryId = 0;
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
    this.transaction = new Transaction({
      ...{ connection, pid: this.pid },
      ended: (how, done) => this.#ended(how === 'COMMIT' && done),
    });
    this.#contexts = new ContextMaker(this, shared);
    this.neighbours = new Neighbours(this, shared);
  }

  /** `I` idle, `T` in a transaction, `E` in one that failed. */
  get status(): 'I' | 'T' | 'E' {
    return ({ none: 'I', open: 'T', failed: 'E' } as const)[this.transaction.state];
  }

  get state(): SessionState {
    const idle = { none: 'idle', open: 'idle in transaction', failed: 'aborted transaction' } as const;
    const state = this.#running ? 'active' : idle[this.transaction.state];
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
      this.transaction.fail();
      throw failure;
    }
  }

  /** The columns of a statement's result, without running it; undefined where it gives none. */
  async describe(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue> | undefined,
  ): Promise<readonly ResultColumn[] | undefined> {
    if (this.transaction.state === 'failed') return undefined;
    return await this.#turns.run(async () => {
      const own = this.transaction.state === 'none';
      if (own) await this.connection.run('BEGIN TRANSACTION');
      const signal = new AbortController().signal;
      try {
        const ctx = this.#contexts.make({ sql: parsed.sql, parameters, signal });
        return await describeStatement(ctx, parsed.statement);
      } catch (error) {
        this.transaction.fail();
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
    if (this.transaction.state !== 'none') await this.#turns.run(() => this.transaction.rollback());
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
      if (this.transaction.state !== 'none') await this.connection.run('ROLLBACK');
      await this.#contexts.dropTemporary();
    } finally {
      this.#shared.locks.release(this.pid);
      this.connection.closeSync();
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

  async #execute(
    parsed: ParsedStatement,
    parameters: ReadonlyMap<string, ParameterValue> | undefined,
    consumer: ResultConsumer,
    outer: AbortSignal | undefined,
  ): Promise<Done> {
    const { statement } = parsed;
    if (this.#closed) throw new SqlError(sqlStates.shutdown, 'terminating connection');
    if (this.transaction.state === 'failed' && statement.kind !== 'commit' && statement.kind !== 'rollback') {
      throw new SqlError(
        sqlStates.inFailedTransaction,
        'current transaction is aborted, commands ignored until end of transaction block',
      );
    }
    const control = await this.#control(statement);
    if (control) return control;
    this.#last = parsed.sql;
    this.#began = new Date();
    const entry = this.#shared.history.begin(this, parsed.sql, statement.kind);
    this.#queryId = entry.id;
    const running = new AbortController();
    this.#running = running;
    const signals = outer ? [running.signal, outer] : [running.signal];
    using deadline = new Deadline(this.connection, AbortSignal.any(signals), this.settings.get('statement_timeout'));
    const ctx = this.#contexts.make({ sql: parsed.sql, parameters, signal: deadline.signal });
    await this.transaction.beginStatement();
    try {
      const ended = await runStatement(ctx, statement, consumer);
      deadline.signal.throwIfAborted();
      await this.transaction.endStatement();
      entry.end('success', ended.rows);
      return ended;
    } catch (error) {
      const failure = this.#failure(error, deadline, parsed.sql);
      await this.transaction.failStatement();
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
    const { state } = this.transaction;
    switch (statement.kind) {
      case 'begin':
        if (state === 'open') this.onNotice('there is already a transaction in progress');
        else {
          await this.transaction.begin();
          this.settings.begin();
        }
        return done('BEGIN');
      case 'commit':
        if (state === 'failed') return await this.#rolledBack();
        if (state === 'none') this.onNotice('there is no transaction in progress');
        else await this.transaction.commit();
        return done('COMMIT');
      case 'rollback':
        if (state === 'none') this.onNotice('there is no transaction in progress');
        return await this.#rolledBack();
      default:
        return undefined;
    }
  }

  async #rolledBack(): Promise<Done> {
    if (this.transaction.state !== 'none') await this.transaction.rollback();
    return done('ROLLBACK');
  }

  async #ended(committed: boolean): Promise<void> {
    this.vacated.clear();
    this.changedRows.clear();
    this.#shared.locks.release(this.pid);
    this.settings.end(committed);
    if (committed && this.changedBases) this.#shared.autoRefresh.changed(this.database);
    this.changedBases = false;
    await dropCursors(this.connection, this.names.cursors);
  }
}
