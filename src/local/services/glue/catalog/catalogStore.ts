import type { SQLInputValue } from 'node:sqlite';
import type { Store } from '../../../state/store.ts';
import { createCatalogTables } from './schema.ts';
import type { Database, Partition, Table } from './shapes.ts';

/** Where a table is. Names are in lower case. */
export interface TablePlace {
  readonly region: string;
  readonly database: string;
  readonly name: string;
}

/** Readers take this many rows at a time, so that a list of any length needs constant memory. */
const chunk = 500;

/** The key of a partition: the JSON text of its values. */
export function partitionKey(values: readonly string[]): string {
  return JSON.stringify(values);
}

/** Databases, tables, their versions, partitions and statistics on disk. Knows no rules of Glue. */
export class CatalogStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    createCatalogTables(store);
  }

  /** All of `change` or nothing. */
  transaction<T>(change: () => T): T {
    return this.#store.transaction(change);
  }

  database(region: string, name: string): Database | undefined {
    return this.#one('SELECT body FROM glue_database WHERE region = ? AND name = ?', [region, name]);
  }

  /** False when there is one of this name. */
  insertDatabase(region: string, database: Database): boolean {
    const sql = 'INSERT OR IGNORE INTO glue_database (region, name, body) VALUES (?, ?, ?)';
    return this.#run(sql, [region, database.Name, JSON.stringify(database)]) === 1;
  }

  updateDatabase(region: string, database: Database): void {
    const sql = 'UPDATE glue_database SET body = ? WHERE region = ? AND name = ?';
    this.#run(sql, [JSON.stringify(database), region, database.Name]);
  }

  /** With everything in it. */
  deleteDatabase(region: string, name: string): boolean {
    return this.#run('DELETE FROM glue_database WHERE region = ? AND name = ?', [region, name]) === 1;
  }

  databases(region: string, after = ''): Generator<Database> {
    return this.#scan('glue_database', 'name', 'region = ?', [region], after);
  }

  table(place: TablePlace): Table | undefined {
    return this.#one('SELECT body FROM glue_table WHERE region = ? AND database = ? AND name = ?', values(place));
  }

  insertTable(place: TablePlace, table: Table): boolean {
    const sql = 'INSERT OR IGNORE INTO glue_table (region, database, name, body) VALUES (?, ?, ?, ?)';
    return this.#run(sql, [...values(place), JSON.stringify(table)]) === 1;
  }

  updateTable(place: TablePlace, table: Table): void {
    const sql = 'UPDATE glue_table SET body = ? WHERE region = ? AND database = ? AND name = ?';
    this.#run(sql, [JSON.stringify(table), ...values(place)]);
  }

  /** With its versions, partitions and statistics. */
  deleteTable(place: TablePlace): boolean {
    return this.#run('DELETE FROM glue_table WHERE region = ? AND database = ? AND name = ?', values(place)) === 1;
  }

  tables(region: string, database: string, after = ''): Generator<Table> {
    return this.#scan('glue_table', 'name', 'region = ? AND database = ?', [region, database], after);
  }

  archiveVersion(place: TablePlace, table: Table): void {
    const sql =
      'INSERT OR REPLACE INTO glue_table_version (region, database, name, version, body) VALUES (?, ?, ?, ?, ?)';
    this.#run(sql, [...values(place), table.VersionId, JSON.stringify(table)]);
  }

  version(place: TablePlace, version: number): Table | undefined {
    const sql = 'SELECT body FROM glue_table_version WHERE region = ? AND database = ? AND name = ? AND version = ?';
    return this.#one(sql, [...values(place), version]);
  }

  /** Newest first; those older than `before`. */
  *versions(place: TablePlace, before = Number.MAX_SAFE_INTEGER): Generator<Table> {
    const sql = `SELECT body FROM glue_table_version WHERE region = ? AND database = ? AND name = ? AND version < ?
      ORDER BY version DESC LIMIT ?`;
    for (let from = before; ; ) {
      const rows = this.#all<Table>(sql, [...values(place), from, chunk]);
      yield* rows;
      const last = rows.at(-1);
      if (rows.length < chunk || !last) return;
      from = last.VersionId;
    }
  }

  deleteVersion(place: TablePlace, version: number): boolean {
    const sql = 'DELETE FROM glue_table_version WHERE region = ? AND database = ? AND name = ? AND version = ?';
    return this.#run(sql, [...values(place), version]) === 1;
  }

  partition(place: TablePlace, key: string): Partition | undefined {
    const sql = 'SELECT body FROM glue_partition WHERE region = ? AND database = ? AND name = ? AND key = ?';
    return this.#one(sql, [...values(place), key]);
  }

  insertPartition(place: TablePlace, partition: Partition): boolean {
    const sql = 'INSERT OR IGNORE INTO glue_partition (region, database, name, key, body) VALUES (?, ?, ?, ?, ?)';
    return this.#run(sql, [...values(place), partitionKey(partition.Values), JSON.stringify(partition)]) === 1;
  }

  updatePartition(place: TablePlace, key: string, partition: Partition): void {
    const sql =
      'UPDATE glue_partition SET key = ?, body = ? WHERE region = ? AND database = ? AND name = ? AND key = ?';
    this.#run(sql, [partitionKey(partition.Values), JSON.stringify(partition), ...values(place), key]);
  }

  deletePartition(place: TablePlace, key: string): boolean {
    const at = [...values(place), key];
    this.#run('DELETE FROM glue_column_statistics WHERE region = ? AND database = ? AND name = ? AND key = ?', at);
    const sql = 'DELETE FROM glue_partition WHERE region = ? AND database = ? AND name = ? AND key = ?';
    return this.#run(sql, at) === 1;
  }

  /** In the order of their keys, after a key; `leading`: only those whose first values are these. */
  partitions(place: TablePlace, leading: readonly string[] = [], after = ''): Generator<Partition> {
    const where = 'region = ? AND database = ? AND name = ?';
    if (leading.length === 0) return this.#scan('glue_partition', 'key', where, values(place), after);
    const begin = partitionKey(leading).slice(0, -1);
    const range = [begin, `${begin}\u{10FFFF}`];
    const both = `${where} AND key >= ? AND key < ?`;
    return this.#scan('glue_partition', 'key', both, [...values(place), ...range], after);
  }

  statistics(place: TablePlace, key: string, column: string): unknown {
    const sql = `SELECT body FROM glue_column_statistics
      WHERE region = ? AND database = ? AND name = ? AND key = ? AND column_name = ?`;
    return this.#one(sql, [...values(place), key, column]);
  }

  putStatistics(place: TablePlace, key: string, column: string, body: unknown): void {
    const sql = `INSERT OR REPLACE INTO glue_column_statistics (region, database, name, key, column_name, body)
      VALUES (?, ?, ?, ?, ?, ?)`;
    this.#run(sql, [...values(place), key, column, JSON.stringify(body)]);
  }

  deleteStatistics(place: TablePlace, key: string, column: string): boolean {
    const sql = `DELETE FROM glue_column_statistics
      WHERE region = ? AND database = ? AND name = ? AND key = ? AND column_name = ?`;
    return this.#run(sql, [...values(place), key, column]) === 1;
  }

  #one<T>(sql: string, parameters: SQLInputValue[]): T | undefined {
    const row = this.#store.sql.prepare(sql).get(...parameters);
    return row ? (JSON.parse(String(row.body)) as T) : undefined;
  }

  #all<T>(sql: string, parameters: SQLInputValue[]): T[] {
    return this.#store.sql
      .prepare(sql)
      .all(...parameters)
      .map((row) => JSON.parse(String(row.body)) as T);
  }

  #run(sql: string, parameters: SQLInputValue[]): number {
    return Number(this.#store.sql.prepare(sql).run(...parameters).changes);
  }

  *#scan<T>(table: string, order: string, where: string, parameters: SQLInputValue[], after: string): Generator<T> {
    const sql = `SELECT ${order} AS place, body FROM ${table} WHERE ${where} AND ${order} > ? ORDER BY ${order} LIMIT ?`;
    const statement = this.#store.sql.prepare(sql);
    for (let from = after; ; ) {
      const rows = statement.all(...parameters, from, chunk);
      for (const row of rows) yield JSON.parse(String(row.body)) as T;
      if (rows.length < chunk) return;
      from = String(rows.at(-1)?.place);
    }
  }
}

function values(place: TablePlace): [string, string, string] {
  return [place.region, place.database, place.name];
}
