import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Page, PageRequest } from '../../core/page.ts';
import { pageOf } from '../../core/page.ts';

/**
 * A durable set of JSON documents of one type in one region, in the order of their ids. Every change is on disk when
 * the call returns, and either whole or not at all.
 */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): void;
  /** False, and nothing changed, when the id is taken. */
  insert(id: string, value: T): boolean;
  /** False when there was none. */
  delete(id: string): boolean;
  /** By id, in binary order; `prefix` is one of ids. The token is the last id of the page before. */
  page(request: PageRequest): Page<{ readonly id: string; readonly value: T }>;
  all(prefix?: string): Generator<{ readonly id: string; readonly value: T }>;
  count(prefix?: string): number;
}

/**
 * The endpoint's database: collections of documents for most, and SQL for what needs an index of its own (objects,
 * log events). SQLite in WAL mode: a killed process loses no committed change.
 */
export class Store {
  readonly sql: DatabaseSync;
  /** By their text: compiling one takes longer than most of them run. */
  readonly #prepared = new Map<string, StatementSync>();

  constructor(file: string) {
    this.sql = new DatabaseSync(file);
    this.sql.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS document (
        collection TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (collection, region, id)
      ) WITHOUT ROWID;
    `);
  }

  /** `name` is `<service>.<thing>`; collections of different regions know nothing of each other. */
  collection<T>(name: string, region: string): Collection<T> {
    return new SqlCollection<T>((sql) => this.#prepare(sql), name, region);
  }

  /** The regions that hold anything in this collection, for services that must look at all when they start. */
  regionsOf(name: string): string[] {
    const rows = this.sql.prepare('SELECT DISTINCT region FROM document WHERE collection = ?').all(name);
    return rows.map((row) => String(row.region));
  }

  /** Runs `change` in one transaction: all of it happens or none. Not for async work. Transactions nest. */
  transaction<T>(change: () => T): T {
    if (this.sql.isTransaction) return change();
    this.sql.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.sql.exec('COMMIT');
      return result;
    } catch (error) {
      this.sql.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#prepared.clear();
    this.sql.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.sql.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

class SqlCollection<T> implements Collection<T> {
  readonly #prepare: (sql: string) => StatementSync;
  readonly #key: readonly [string, string];

  constructor(prepare: (sql: string) => StatementSync, name: string, region: string) {
    this.#prepare = prepare;
    this.#key = [name, region];
  }

  get(id: string): T | undefined {
    const row = this.#prepare('SELECT body FROM document WHERE collection = ? AND region = ? AND id = ?').get(
      ...this.#key,
      id,
    );
    return row ? (JSON.parse(String(row.body)) as T) : undefined;
  }

  put(id: string, value: T): void {
    this.#prepare('INSERT OR REPLACE INTO document (collection, region, id, body) VALUES (?, ?, ?, ?)').run(
      ...this.#key,
      id,
      JSON.stringify(value),
    );
  }

  insert(id: string, value: T): boolean {
    const result = this.#prepare(
      'INSERT OR IGNORE INTO document (collection, region, id, body) VALUES (?, ?, ?, ?)',
    ).run(...this.#key, id, JSON.stringify(value));
    return result.changes === 1;
  }

  delete(id: string): boolean {
    const result = this.#prepare('DELETE FROM document WHERE collection = ? AND region = ? AND id = ?').run(
      ...this.#key,
      id,
    );
    return result.changes === 1;
  }

  page(request: PageRequest): Page<{ readonly id: string; readonly value: T }> {
    const { where, values } = this.#range(request.prefix, request.token);
    const rows = this.#prepare(`SELECT id, body FROM document WHERE ${where} ORDER BY id LIMIT ?`).all(
      ...values,
      request.limit + 1,
    );
    const items = rows
      .slice(0, request.limit)
      .map((row) => ({ id: String(row.id), value: JSON.parse(String(row.body)) as T }));
    return pageOf(items, rows.length > request.limit ? items.at(-1)?.id : undefined);
  }

  *all(prefix?: string): Generator<{ readonly id: string; readonly value: T }> {
    let token: string | undefined;
    do {
      const page: Page<{ id: string; value: T }> = this.page({
        limit: 500,
        ...(prefix === undefined ? {} : { prefix }),
        ...(token === undefined ? {} : { token }),
      });
      yield* page.items;
      token = page.next;
    } while (token !== undefined);
  }

  count(prefix?: string): number {
    const { where, values } = this.#range(prefix);
    return Number(this.#prepare(`SELECT count(*) AS n FROM document WHERE ${where}`).get(...values)?.n);
  }

  #range(prefix?: string, after?: string): { where: string; values: SQLInputValue[] } {
    const conditions = ['collection = ?', 'region = ?'];
    const values: SQLInputValue[] = [...this.#key];
    if (after !== undefined) {
      conditions.push('id > ?');
      values.push(after);
    }
    if (prefix) {
      // U+10FFFF sorts after every other character, so this range is exactly the ids that begin with the prefix.
      conditions.push('id >= ? AND id < ?');
      values.push(prefix, `${prefix}\u{10FFFF}`);
    }
    return { where: conditions.join(' AND '), values };
  }
}
