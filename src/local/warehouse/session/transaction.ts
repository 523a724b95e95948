import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, sqlStates } from '../sqlError.ts';
import { toSqlError } from './duckDbError.ts';

export type TransactionState = 'none' | 'open' | 'failed';

/** How one ended. */
export type TransactionEnd = 'COMMIT' | 'ROLLBACK';

export interface TransactionParts {
  readonly connection: DuckDBConnection;
  readonly pid: number;
  /** Called whenever one has ended, whether that went well or not. */
  readonly ended: (how: TransactionEnd, done: boolean) => Promise<void>;
}

/** The transaction of a session: the one that its client began, or that of the statement that runs. */
export class Transaction {
  readonly #parts: TransactionParts;
  #state: TransactionState = 'none';
  /** Whether the statement that runs is its own transaction. */
  #own = false;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  /** Of the client's; a statement's own one is none of these. */
  get state(): TransactionState {
    return this.#state;
  }

  /** Begins the client's. */
  async begin(): Promise<void> {
    await this.#run('BEGIN TRANSACTION');
    this.#state = 'open';
  }

  /** A statement comes: outside of the client's transaction it gets one of its own. */
  async beginStatement(): Promise<void> {
    this.#own = this.#state === 'none';
    if (this.#own) await this.#run('BEGIN TRANSACTION');
  }

  /** @throws SqlError when its own commit fails; all is as before it then */
  async endStatement(): Promise<void> {
    if (this.#own) await this.commit();
  }

  /** A statement has failed, and with it the transaction that it is in. */
  async failStatement(): Promise<void> {
    if (this.#own) await this.rollback();
    else this.fail();
  }

  /** What comes before the client's rollback is refused from now on. */
  fail(): void {
    if (this.#state === 'open') this.#state = 'failed';
  }

  /** @throws SqlError when the commit fails; all is as before it then */
  async commit(): Promise<void> {
    await this.#end('COMMIT');
  }

  async rollback(): Promise<void> {
    await this.#end('ROLLBACK').catch((error: unknown) => {
      // DuckDB has ended a transaction itself whose commit failed.
      if (!/no transaction is active/.test(String(error))) throw error;
    });
  }

  /** Commits what there is and goes on without the client's transaction, as TRUNCATE does. */
  async commitNow(): Promise<void> {
    await this.#end('COMMIT');
    // Whoever called runs within a transaction, which ends as usual.
    await this.#run('BEGIN TRANSACTION');
    this.#own = true;
  }

  /** Begins a statement's own transaction anew, so that it sees what others have committed since. */
  async lookAgain(): Promise<void> {
    if (!this.#own) return;
    await this.#run('ROLLBACK');
    await this.#run('BEGIN TRANSACTION');
  }

  /** Runs work outside of any transaction, as CREATE DATABASE wants it. @throws SqlError 25001 */
  async outside<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (!this.#own) {
      throw new SqlError(sqlStates.activeTransaction, `${name} cannot run inside a transaction block`);
    }
    await this.#run('COMMIT');
    try {
      return await work();
    } finally {
      await this.#run('BEGIN TRANSACTION');
    }
  }

  async #run(sql: string): Promise<void> {
    await this.#parts.connection.run(sql);
  }

  async #end(how: TransactionEnd): Promise<void> {
    let done = false;
    try {
      await this.#run(how);
      done = true;
    } catch (error) {
      throw toSqlError(error, this.#parts);
    } finally {
      this.#state = 'none';
      this.#own = false;
      await this.#parts.ended(how, done);
    }
  }
}
