import type { TableSource } from '../engines/athena/engineApi.ts';

/**
 * What the endpoint asks of the warehouse's process, and what that asks of the endpoint. The process holds the DuckDB
 * files of the databases; a session is one connection to one of them, with its own transaction, settings and temporary
 * tables, whether it came over the Postgres port or over this interface.
 */

/** A type as Redshift has it: https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html */
export interface RedshiftColumn {
  readonly name: string;
  /** The short name that pg_type and the Data API use: `int4`, `varchar`, `numeric`, `timestamptz`, `super` … */
  readonly typeName: string;
  /** In bytes, of character types; 0 for others. */
  readonly length: number;
  /** Digits of numeric types, and of whole numbers and floats as the Data API tells them; 0 for others. */
  readonly precision: number;
  readonly scale: number;
  readonly nullable: boolean;
}

/** A value in Redshift's text form (`t`, `2024-01-31 00:00:00`, `12.50`); null is SQL's NULL. */
export type TextValue = string | null;

export interface NamedParameter {
  readonly name: string;
  readonly value: TextValue;
}

export interface ExecuteInput {
  readonly session: number;
  /** One statement; parameters are written `:name`. */
  readonly sql: string;
  readonly parameters?: readonly NamedParameter[] | undefined;
  /** Where the rows of a query go: a file that does not exist yet, one row a line, each a JSON array of text values. */
  readonly rowsFile: string;
  /** A result whose lines take more bytes than this fails with SQLSTATE 54000. */
  readonly mostBytes?: number | undefined;
}

export interface ExecuteOutcome {
  /** As the wire says it: `SELECT`, `INSERT 0 3`, `CREATE TABLE`. */
  readonly tag: string;
  /** Rows returned by a query, or changed by a statement; -1 where neither applies. */
  readonly rows: number;
  /** Undefined for statements without a result; `rowsFile` exists exactly where there is one. */
  readonly columns: readonly RedshiftColumn[] | undefined;
  /** Of `rowsFile`, in bytes. */
  readonly bytes: number;
  readonly notices: readonly string[];
}

/**
 * What a statement failed with. Crosses the process boundary as a RemoteFailure of this name, with these members in
 * `details`.
 */
export interface SqlFailureShape {
  /** SQLSTATE: https://www.postgresql.org/docs/8.0/errcodes-appendix.html */
  readonly sqlState: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  /** Characters from the beginning of the statement, the first being 1. */
  readonly position?: number | undefined;
}

export type WarehouseApi = {
  /** @throws SqlError 3D000 when there is no such database */
  openSession(
    input: { readonly database: string; readonly user: string; readonly applicationName: string },
    signal: AbortSignal,
  ): Promise<{ readonly session: number }>;
  /** Rolls back what is open and drops the session's temporary tables. */
  closeSession(input: { readonly session: number }, signal: AbortSignal): Promise<void>;
  /**
   * Runs one statement to its end; outside of BEGIN … COMMIT it is a transaction of its own. The signal interrupts it.
   * @throws SqlError (57014 when interrupted)
   */
  execute(input: ExecuteInput, signal: AbortSignal): Promise<ExecuteOutcome>;
  /** Names of the databases, sorted. */
  listDatabases(input: Record<never, never>, signal: AbortSignal): Promise<readonly string[]>;
  /** Sessions that are open, over the port or this interface. */
  listSessions(input: Record<never, never>, signal: AbortSignal): Promise<readonly SessionState[]>;
  /** Writes what is in the databases' logs into their files. */
  checkpoint(input: Record<never, never>, signal: AbortSignal): Promise<void>;
};

export interface SessionState {
  readonly session: number;
  readonly database: string;
  readonly user: string;
  readonly applicationName: string;
  readonly origin: 'port' | 'api' | 'background';
  readonly state: 'idle' | 'active' | 'idle in transaction' | 'aborted transaction';
  /** The statement that runs, or ran last. */
  readonly sql: string;
}

/** An object of the local S3 that a statement reads. */
export interface WarehouseObject {
  readonly bucket: string;
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  readonly etag: string;
  /** Absolute path of the file that holds its bytes. */
  readonly file: string;
}

/** What the warehouse's process asks of the endpoint. */
export type WarehouseHostApi = {
  /** The objects whose keys begin with the prefix, in the order of their keys. @throws Error where there is no bucket */
  listObjects(
    input: { readonly bucket: string; readonly prefix: string },
    signal: AbortSignal,
  ): Promise<readonly WarehouseObject[]>;
  bucketExists(input: { readonly bucket: string }, signal: AbortSignal): Promise<boolean>;
  /** A fresh folder on the buckets' file system for files that `commitObjects` takes over. */
  temporaryFolder(input: Record<never, never>, signal: AbortSignal): Promise<string>;
  /** Makes finished files objects, and deletes others. */
  commitObjects(
    input: {
      readonly bucket: string;
      readonly files: readonly { readonly key: string; readonly file: string }[];
      readonly deleted: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** In clear text those by which a user may sign in; empty when there is no such user, or it may not. */
  passwords(input: { readonly user: string }, signal: AbortSignal): Promise<readonly string[]>;
  /** No session has been open for a while: the process may be ended. */
  idle(input: Record<never, never>, signal: AbortSignal): Promise<void>;
  /** An operation of the Glue service, for external schemas. @throws RemoteFailure as Glue words it */
  glue(
    input: { readonly operation: string; readonly input: unknown; readonly region: string },
    signal: AbortSignal,
  ): Promise<Record<string, unknown>>;
  /** The files of a table of the Data Catalog and how they are read; null when there is no such table. */
  externalTable(
    input: { readonly database: string; readonly table: string; readonly region: string },
    signal: AbortSignal,
  ): Promise<TableSource | null>;
};
