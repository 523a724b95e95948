import { Fault } from '../../server/fault.ts';
import type { Store } from '../../state/store.ts';
import { hasEnded, keptMs, type Part, type Statement, type StatementStatus } from './statement.ts';

export interface Listing {
  readonly region: string;
  /** Only those that were started before the one of this sequence number. */
  readonly before: number;
  readonly limit: number;
  readonly status?: StatementStatus | undefined;
  /** How the name begins. */
  readonly name?: string | undefined;
  readonly database?: string | undefined;
  /** A cluster or a workgroup. */
  readonly place?: string | undefined;
}

/** Statements on disk. */
export class StatementStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS redshift_statement (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT NOT NULL, id TEXT NOT NULL UNIQUE, token TEXT NOT NULL,
        created INTEGER NOT NULL, status TEXT NOT NULL, name TEXT, database TEXT NOT NULL, place TEXT,
        body TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS redshift_statement_by_region ON redshift_statement (region, seq);
      CREATE UNIQUE INDEX IF NOT EXISTS redshift_statement_token ON redshift_statement (region, token);
    `);
  }

  insert(statement: Statement, token: string): void {
    const { region, id, created, status, name, target } = statement;
    this.#store.sql
      .prepare(
        'INSERT INTO redshift_statement (region, id, token, created, status, name, database, place, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        region,
        id,
        token,
        created,
        status,
        name ?? null,
        target.database,
        target.cluster ?? target.workgroup ?? null,
        JSON.stringify(statement),
      );
  }

  /** @throws Fault ResourceNotFoundException */
  need(region: string, id: string): Statement {
    const found = this.#one('SELECT body FROM redshift_statement WHERE region = ? AND id = ?', [region, id]);
    if (!found) throw new Fault('ResourceNotFoundException', 'Query does not exist.', 400, { ResourceId: id });
    return found;
  }

  byToken(region: string, token: string): Statement | undefined {
    return this.#one('SELECT body FROM redshift_statement WHERE region = ? AND token = ?', [region, token]);
  }

  /** What the statement is after the change; undefined when it is forgotten. */
  update({ region, id }: Pick<Statement, 'region' | 'id'>, change: (now: Statement) => Partial<Statement>) {
    return this.#store.transaction(() => {
      const now = this.#one('SELECT body FROM redshift_statement WHERE region = ? AND id = ?', [region, id]);
      if (!now) return undefined;
      const changed: Statement = { ...now, updated: Date.now(), ...change(now) };
      this.#store.sql
        .prepare('UPDATE redshift_statement SET status = ?, body = ? WHERE region = ? AND id = ?')
        .run(changed.status, JSON.stringify(changed), region, id);
      return changed;
    });
  }

  updatePart(statement: Pick<Statement, 'region' | 'id'>, index: number, change: Partial<Part>): void {
    this.update(statement, ({ parts }) => ({
      parts: parts.map((part, i) => (i === index ? { ...part, updated: Date.now(), ...change } : part)),
    }));
  }

  /** Newest first. */
  page({ region, before, limit, status, name, database, place }: Listing): { seq: number; statement: Statement }[] {
    const where = ['region = ?', 'seq < ?'];
    const values: (string | number)[] = [region, before];
    const also = (condition: string, ...given: readonly (string | undefined)[]) => {
      const known = given.filter((each) => each !== undefined);
      if (known.length === 0) return;
      where.push(condition);
      values.push(...known);
    };
    also('status = ?', status);
    also('substr(name, 1, length(?)) = ?', name, name);
    also('database = ?', database);
    also('place = ?', place);
    return this.#store.sql
      .prepare(`SELECT seq, body FROM redshift_statement WHERE ${where.join(' AND ')} ORDER BY seq DESC LIMIT ?`)
      .all(...values, limit)
      .map((row) => ({ seq: Number(row.seq), statement: JSON.parse(String(row.body)) as Statement }));
  }

  /** Statements that have not ended, of all regions. */
  unfinished(): Statement[] {
    return this.#store.sql
      .prepare(`SELECT body FROM redshift_statement WHERE status IN ('SUBMITTED', 'PICKED', 'STARTED') ORDER BY seq`)
      .all()
      .map((row) => JSON.parse(String(row.body)) as Statement);
  }

  /** How many have not ended. */
  active(): number {
    return this.unfinished().length;
  }

  /** Deletes what the Data API would not remember any more. @returns the ids of what is still known */
  forgetOld(now: number): ReadonlySet<string> {
    const rows = this.#store.sql.prepare('SELECT id, created, body FROM redshift_statement').all();
    const kept = new Set<string>();
    for (const row of rows) {
      const { status, updated } = JSON.parse(String(row.body)) as Statement;
      if (!hasEnded(status) || updated >= now - keptMs) kept.add(String(row.id));
      else this.#store.sql.prepare('DELETE FROM redshift_statement WHERE id = ?').run(String(row.id));
    }
    return kept;
  }

  #one(sql: string, values: string[]): Statement | undefined {
    const row = this.#store.sql.prepare(sql).get(...values);
    return row ? (JSON.parse(String(row.body)) as Statement) : undefined;
  }
}
