import type { DuckDBConnection } from '@duckdb/node-api';
import type { RelationName } from '../../engines/redshift/names.ts';
import type { TranslatableStatement } from '../../engines/redshift/statement.ts';
import type { ParameterValue, Scope, Translation } from '../../engines/redshift/translation.ts';
import type { RelationEntry, SchemaEntry } from '../catalog/entries.ts';
import type { Databases } from '../databases/databases.ts';
import type { WarehouseHost } from '../hostCalls.ts';
import type { ExternalTables } from '../statements/external/externalTables.ts';
import type { StatementSession } from './statementSession.ts';

/** What the work on one statement is handed. */
export interface StatementCtx {
  readonly session: StatementSession;
  readonly connection: DuckDBConnection;
  /** The session's database. */
  readonly database: string;
  readonly databases: Databases;
  readonly host: WarehouseHost;
  readonly signal: AbortSignal;
  /** The statement's own text. */
  readonly sql: string;
  readonly parameters: ReadonlyMap<string, ParameterValue> | undefined;
  readonly external: ExternalTables;
  notice(text: string): void;
  /** Runs something that looks names up, as often as it takes until all are known. */
  scoped<T>(work: (scope: Scope) => T): Promise<T>;
  /** @throws RedshiftError */
  translate(statement: TranslatableStatement): Promise<Translation>;
  /** A relation of the catalog's; system views and tables of external schemas are not among them. */
  find(name: RelationName): Promise<RelationEntry | undefined>;
  /** The schemas of the database. */
  schemas(): Promise<readonly SchemaEntry[]>;
  /** A folder on the buckets' file system that is removed when the statement has ended. */
  scratch(): Promise<string>;
  /** The work on another statement of the session, with values of its own. */
  withParameters(sql: string, parameters: ReadonlyMap<string, ParameterValue>): StatementCtx;
  /** Waits until no other transaction writes to the table, or takes the name. */
  lock(what: string): Promise<void>;
}
