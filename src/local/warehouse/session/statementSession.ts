/** A session as the work on its statements sees it, which knows nothing of how sessions are made and run. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LoadErrors } from '../statements/copy/loadError.ts';
import type { SessionState } from '../warehouseApi.ts';
import type { SessionNames, SessionOptions } from './sessionOptions.ts';
import type { Settings } from './settings.ts';
import type { Transaction } from './transaction.ts';

/** What one session may know of another, and do to it. */
export interface OtherSession {
  readonly pid: number;
  readonly database: string;
  readonly state: SessionState;
  /** When its last statement began, or it did. */
  readonly began: Date;
  /** Interrupts the statement that runs; the session goes on. */
  cancel(reason: unknown): void;
  /** Ends it. */
  onTerminate(): void;
}

export interface SessionNeighbours {
  /** Whether others are in a database. */
  areIn(database: string): Promise<boolean>;
  /** Interrupts another session's statement; false when there is no such session. */
  cancel(pid: number): boolean;
  /** Ends another session. */
  terminate(pid: number): void;
}

export interface StatementSession {
  readonly pid: number;
  readonly database: string;
  readonly origin: SessionOptions['origin'];
  readonly connection: DuckDBConnection;
  /** A connection that sees what is committed. */
  readonly committed: DuckDBConnection;
  readonly settings: Settings;
  readonly neighbours: SessionNeighbours;
  readonly transaction: Transaction;
  readonly names: SessionNames;
  /** `I` idle, `T` in a transaction, `E` in one that failed. */
  readonly status: 'I' | 'T' | 'E';
  /** The number of the statement that runs. */
  readonly queryId: number;
  /** As whom the client signed in; SET SESSION AUTHORIZATION changes `user` only. */
  readonly signedIn: string;
  user: string;
  /** Numbers of the relations whose names this transaction has given up: it sees them gone, others do not yet. */
  readonly vacated: Set<number>;
  /** Numbers of the tables in which this transaction has changed or deleted rows. */
  readonly changedRows: Set<number>;
  /** Errors that a load went over, kept when its statement has ended. */
  readonly pendingLoadErrors: LoadErrors[];
  /** Folders to be removed when the statement has ended. */
  readonly scratches: string[];
  /** Whether the transaction has changed what materialized views stand on. */
  changedBases: boolean;
  /** What the last COPY of this session loaded. */
  lastCopy: { rows: number; id: number };
  onNotice(text: string): void;
}
