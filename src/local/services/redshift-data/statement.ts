/** Statements as they are kept: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html */
import type { NamedParameter, RedshiftColumn } from '../../warehouse/warehouseApi.ts';

export type StatementStatus = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'ABORTED' | 'FAILED';

export const unfinished: readonly StatementStatus[] = ['SUBMITTED', 'PICKED', 'STARTED'];

export function hasEnded(status: StatementStatus): boolean {
  return !unfinished.includes(status);
}

/** Where a statement runs, and as whom. */
export interface Target {
  readonly database: string;
  /** Who the session belongs to. */
  readonly user: string;
  readonly cluster?: string | undefined;
  readonly workgroup?: string | undefined;
  readonly secretArn?: string | undefined;
  readonly dbUser?: string | undefined;
}

/** One SQL statement of what was asked for: the only one, or one of a batch. */
export interface Part {
  readonly sql: string;
  readonly status: StatementStatus;
  readonly error?: string | undefined;
  /** Milliseconds since 1970, as is the other. */
  readonly started?: number | undefined;
  readonly updated: number;
  readonly durationMs: number;
  /** Returned or changed; -1 where neither applies. */
  readonly rows: number;
  /** Of the result, in bytes; -1 where there is none. */
  readonly bytes: number;
  /** Undefined for statements without a result. */
  readonly columns?: readonly RedshiftColumn[] | undefined;
}

export interface Statement {
  readonly id: string;
  readonly region: string;
  readonly target: Target;
  readonly batch: boolean;
  /** Of a batch: each statement for itself, instead of all in one transaction. */
  readonly autoCommit: boolean;
  readonly parts: readonly Part[];
  readonly parameters?: readonly NamedParameter[] | undefined;
  readonly name?: string | undefined;
  readonly withEvent: boolean;
  readonly csv: boolean;
  /** The session that it runs in, where that outlives it. */
  readonly sessionId?: string | undefined;
  /** How long the session stays afterwards. */
  readonly keepAliveSeconds?: number | undefined;
  readonly status: StatementStatus;
  readonly error?: string | undefined;
  /** Milliseconds since 1970, as is the other. */
  readonly created: number;
  readonly updated: number;
  /** The warehouse's session. */
  readonly pid?: number | undefined;
  /** What was asked for, to tell a repeated request from a different one with the same token. */
  readonly request: string;
}

/** How long results and statements are remembered, in milliseconds: as the Data API does. */
export const keptMs = 24 * 3600 * 1000;
/** The most bytes of one result. */
export const mostResultBytes = 100 * 2 ** 20;
/** Of a statement's text. */
export const mostSqlBytes = 100 * 1024;
