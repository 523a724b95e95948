import type { Store } from '../../../state/store.ts';
import { invalidRequest } from '../athenaOperation.ts';
import type { ResultConfiguration } from './workgroups.ts';

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A column of a result: https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html. */
export interface ColumnInfo {
  readonly CatalogName: string;
  readonly SchemaName: string;
  readonly TableName: string;
  readonly Name: string;
  readonly Label: string;
  readonly Type: string;
  readonly Precision: number;
  readonly Scale: number;
  readonly Nullable: 'UNKNOWN';
  readonly CaseSensitive: boolean;
}

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html */
export interface QueryError {
  readonly ErrorCategory: number;
  readonly ErrorType: number;
  readonly Retryable: boolean;
  readonly ErrorMessage: string;
}

/** Where the rows of a query lie, if it has any: CSV with a header, or lines of text. */
export type ResultForm = 'csv' | 'text' | 'none';

export interface Query {
  readonly id: string;
  readonly region: string;
  readonly workgroup: string;
  readonly sql: string;
  readonly catalog?: string | undefined;
  readonly database?: string | undefined;
  readonly parameters?: readonly string[] | undefined;
  /** As they were asked for, to tell a repeated request from a different one with the same token. */
  readonly request: string;
  /** What held when it was started; `OutputLocation` is where its own result lies. */
  readonly results: ResultConfiguration & { readonly OutputLocation: string };
  /** The location that results of the workgroup or request go below. */
  readonly outputFolder: string;
  readonly enforced: boolean;
  /** The workgroup's limit of bytes scanned when it was started. */
  readonly mostBytes?: number | undefined;
  readonly statementType: 'DDL' | 'DML' | 'UTILITY';
  readonly substatementType: string;
  readonly state: QueryState;
  readonly reason?: string | undefined;
  readonly error?: QueryError | undefined;
  /** Milliseconds since 1970, as are the other two. */
  readonly submitted: number;
  readonly started?: number | undefined;
  readonly completed?: number | undefined;
  readonly scannedBytes: number;
  readonly planningMs: number;
  readonly engineMs: number;
  readonly outputRows?: number | undefined;
  readonly outputBytes?: number | undefined;
  readonly manifest?: string | undefined;
  readonly form: ResultForm;
  readonly columns: readonly ColumnInfo[];
  readonly updateCount?: number | undefined;
}

const day = 24 * 3600 * 1000;
/** Athena keeps the history of queries for 45 days. */
const keptDays = 45;

/** Query executions on disk, newest first. */
export class QueryStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS athena_query (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, id TEXT NOT NULL UNIQUE, workgroup TEXT NOT NULL,
        token TEXT NOT NULL, submitted INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS athena_query_of_workgroup ON athena_query (region, workgroup, seq);
      CREATE INDEX IF NOT EXISTS athena_query_unfinished ON athena_query (state) WHERE state IN ('QUEUED', 'RUNNING');
      CREATE UNIQUE INDEX IF NOT EXISTS athena_query_token ON athena_query (region, token);
    `);
  }

  insert(query: Query, token: string): void {
    const { region, id, workgroup, submitted, state } = query;
    this.#store.sql
      .prepare(
        'INSERT INTO athena_query (region, id, workgroup, token, submitted, state, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(region, id, workgroup, token, submitted, state, JSON.stringify(query));
  }

  find(region: string, id: string): Query | undefined {
    return this.#one('SELECT body FROM athena_query WHERE region = ? AND id = ?', [region, id]);
  }

  /** @throws Fault InvalidRequestException */
  need(region: string, id: string): Query {
    const found = this.find(region, id);
    if (!found) throw invalidRequest(`QueryExecution ${id} was not found`);
    return found;
  }

  byToken(region: string, token: string): Query | undefined {
    return this.#one('SELECT body FROM athena_query WHERE region = ? AND token = ?', [region, token]);
  }

  /** Changes a query that is there; gives what it is then, or undefined when it was deleted meanwhile. */
  update(query: Pick<Query, 'region' | 'id'>, change: Partial<Query>): Query | undefined {
    return this.#store.transaction(() => {
      const found = this.find(query.region, query.id);
      if (!found) return undefined;
      const changed = { ...found, ...change };
      this.#store.sql
        .prepare('UPDATE athena_query SET state = ?, body = ? WHERE region = ? AND id = ?')
        .run(changed.state, JSON.stringify(changed), query.region, query.id);
      return changed;
    });
  }

  /** Newest first, those that were started before the one of this sequence number. */
  page(region: string, workgroup: string, before: number, limit: number): { seq: number; id: string }[] {
    return this.#store.sql
      .prepare(
        'SELECT seq, id FROM athena_query WHERE region = ? AND workgroup = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
      )
      .all(region, workgroup, before, limit)
      .map((row) => ({ seq: Number(row.seq), id: String(row.id) }));
  }

  hasAny(region: string, workgroup: string): boolean {
    return this.page(region, workgroup, Number.MAX_SAFE_INTEGER, 1).length > 0;
  }

  deleteAll(region: string, workgroup: string): void {
    this.#store.sql.prepare('DELETE FROM athena_query WHERE region = ? AND workgroup = ?').run(region, workgroup);
  }

  /** Queries that have not ended, of all regions. */
  unfinished(): Query[] {
    return this.#store.sql
      .prepare(`SELECT body FROM athena_query WHERE state IN ('QUEUED', 'RUNNING') ORDER BY seq`)
      .all()
      .map((row) => JSON.parse(String(row.body)) as Query);
  }

  /** Deletes what Athena would not remember any more. */
  forgetOld(now: number): void {
    this.#store.sql.prepare('DELETE FROM athena_query WHERE submitted < ?').run(now - keptDays * day);
  }

  #one(sql: string, values: string[]): Query | undefined {
    const row = this.#store.sql.prepare(sql).get(...values);
    return row ? (JSON.parse(String(row.body)) as Query) : undefined;
  }
}
