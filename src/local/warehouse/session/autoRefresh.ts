/**
 * Materialized views with AUTO REFRESH are refreshed soon after their tables have changed, when nobody else needs the
 * warehouse: https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-refresh.html
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import type { ParsedStatement } from '../../engines/redshift/statement.ts';
import { isStale, refreshesItself } from '../catalog/staleness.ts';
import { rowsOf } from '../databases/duckDb.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import type { ResultConsumer } from './consumer.ts';

/** A session as a refresh needs one. */
export interface RefreshSession {
  readonly pid: number;
  readonly database: string;
  readonly connection: DuckDBConnection;
  execute(parsed: ParsedStatement, parameters: undefined, consumer: ResultConsumer): Promise<unknown>;
  cancel(reason: unknown): void;
  close(): Promise<void>;
}

export interface AutoRefreshParts {
  /** A session that no list of sessions shows. */
  readonly openSession: (database: string) => Promise<RefreshSession>;
  /** Whether a client's statement runs. */
  readonly isBusy: () => boolean;
}

/** In milliseconds: from the last change to the refresh; and from the first one, however many follow or wait. */
const pauses = { quiet: 1000, most: 30_000 };

const aborted = 'Auto refresh aborted due to excessive user workload';

const nobody: ResultConsumer = { columns() {}, async rows() {} };

interface View {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
}

export class AutoRefresh {
  readonly #parts: AutoRefreshParts;
  /** Databases where something has changed, and since when. */
  readonly #changed = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #refreshing = false;
  #running: { readonly session: RefreshSession; readonly database: string } | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: AutoRefreshParts) {
    this.#parts = parts;
  }

  /** Something was committed that views may stand on. */
  changed(database: string): void {
    if (!this.#changed.has(database)) this.#changed.set(database, Date.now());
    this.#schedule();
  }

  /** A client waits for what a session holds: if that is a refresh, it gives up, and comes again later. */
  yield(holder: number): void {
    const { session } = this.#running ?? {};
    if (session?.pid === holder) session.cancel(new SqlError(sqlStates.cancelled, aborted));
  }

  /** Lets go of a database that is about to be dropped or renamed. */
  async leave(database: string): Promise<void> {
    this.#changed.delete(database);
    if (this.#running?.database === database) {
      this.#running.session.cancel(new SqlError(sqlStates.cancelled, aborted));
      await this.#work;
    }
    this.#changed.delete(database);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), pauses.quiet);
    // Nothing is kept from ending by it.
    this.#timer.unref();
  }

  #begin(): void {
    const [first] = this.#changed.values();
    if (first === undefined || this.#refreshing) return;
    if (this.#parts.isBusy() && Date.now() - first < pauses.most) this.#schedule();
    else this.#work = this.#refreshAll();
  }

  async #refreshAll(): Promise<void> {
    this.#refreshing = true;
    const databases = [...this.#changed.keys()];
    this.#changed.clear();
    // A database that is gone has nothing to be refreshed.
    for (const database of databases) await this.#refreshDatabase(database).catch(() => {});
    this.#refreshing = false;
    if (this.#changed.size > 0) this.#schedule();
  }

  async #refreshDatabase(database: string): Promise<void> {
    const session = await this.#parts.openSession(database);
    this.#running = { session, database };
    const failed: number[] = [];
    try {
      for (;;) {
        const view = await nextStale(session, failed);
        if (!view) return;
        await session.execute(refreshOf(view), undefined, nobody).catch(async (error: unknown) => {
          failed.push(view.oid);
          await this.#keepFailure(session, view, error);
        });
      }
    } finally {
      this.#running = undefined;
      await session.close();
    }
  }

  async #keepFailure(session: RefreshSession, { oid }: View, error: unknown): Promise<void> {
    const gaveWay = error instanceof Error && error.message === aborted;
    // A view that failed by itself waits for the next change.
    if (gaveWay) this.#changed.set(session.database, Date.now());
    const status = gaveWay ? aborted : 'Refresh failed due to an internal error';
    await session.connection.run(
      `INSERT INTO ${quoteName(session.database)}.strata.refreshes VALUES (${oid}, 'Auto', '${status}', now()::TIMESTAMP, now()::TIMESTAMP)`,
    );
  }
}

/** The oldest one, so that what stands on others comes after them. */
async function nextStale(
  { connection, database }: RefreshSession,
  except: readonly number[],
): Promise<View | undefined> {
  const strata = `${quoteName(database)}.strata`;
  const [row] = await rowsOf(
    connection,
    `SELECT r.oid, s.name, r.name FROM ${strata}.relations r JOIN ${strata}.schemas s ON s.oid = r.schema_oid
     WHERE r.kind = 'materialized-view' AND ${refreshesItself} AND r.oid NOT IN (${[0, ...except].join(', ')})
       AND ${isStale(database)} ORDER BY r.oid LIMIT 1`,
  );
  return row && { oid: Number(row[0]), schema: String(row[1]), name: String(row[2]) };
}

function refreshOf({ schema, name }: View): ParsedStatement {
  return {
    sql: `REFRESH MATERIALIZED VIEW ${schema}.${name}`,
    range: { start: 0, end: 0 },
    statement: { kind: 'refresh-materialized-view', view: { schema, name, at: 0 }, cascade: false },
    parameters: { names: [], count: 0 },
  };
}
