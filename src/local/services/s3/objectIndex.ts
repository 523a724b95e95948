/** The index of all objects: a row each in the order of its key, so that a page of a list is one short range read. */
import type { StatementSync } from 'node:sqlite';
import type { Store } from '../../state/store.ts';
import { pathOfKey } from './keyPath.ts';
import { afterPrefix } from './keyRange.ts';
import type { ObjectDetail, ObjectRow } from './objectRow.ts';

export class ObjectIndex {
  readonly #store: Store;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #from: StatementSync;
  readonly #after: StatementSync;

  constructor(store: Store) {
    this.#store = store;
    const columns = 'bucket, key, path, size, etag, modified, file_time, detail';
    this.#get = store.sql.prepare(`SELECT ${columns} FROM s3_object WHERE bucket = ? AND key = ?`);
    this.#put = store.sql.prepare(`INSERT OR REPLACE INTO s3_object (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#delete = store.sql.prepare('DELETE FROM s3_object WHERE bucket = ? AND key = ?');
    // The end is given always, so that SQLite seeks to both ends of the range: U+10FFFF is above every other character.
    const range = (above: string) =>
      store.sql.prepare(
        `SELECT ${columns} FROM s3_object WHERE bucket = ? AND key ${above} ? AND key < ? ORDER BY key LIMIT ?`,
      );
    this.#from = range('>=');
    this.#after = range('>');
  }

  get(bucket: string, key: string): ObjectRow | undefined {
    const row = this.#get.get(bucket, key);
    return row ? rowOf(row) : undefined;
  }

  put(row: ObjectRow): void {
    this.#put.run(
      row.bucket,
      row.key,
      row.path === pathOfKey(row.key) ? null : row.path,
      row.size,
      row.etag,
      row.modified,
      row.fileTime,
      Object.keys(row.detail).length === 0 ? null : JSON.stringify(row.detail),
    );
  }

  delete(bucket: string, key: string): void {
    this.#delete.run(bucket, key);
  }

  /** At most `limit` objects whose keys begin with `prefix`, from the key `start` on, or after it when `exclusive`. */
  range(bucket: string, prefix: string, start: string, exclusive: boolean, limit: number): ObjectRow[] {
    const end = afterPrefix(prefix) ?? '\u{10FFFF}'.repeat(300);
    return (exclusive ? this.#after : this.#from).all(bucket, start, end, limit).map(rowOf);
  }

  isEmpty(bucket: string): boolean {
    return this.range(bucket, '', '', false, 1).length === 0;
  }

  transaction<T>(change: () => T): T {
    return this.#store.transaction(change);
  }
}

function rowOf(row: Record<string, unknown>): ObjectRow {
  const key = String(row.key);
  return {
    bucket: String(row.bucket),
    key,
    path: row.path === null ? pathOfKey(key) : String(row.path),
    size: Number(row.size),
    etag: String(row.etag),
    modified: Number(row.modified),
    fileTime: Number(row.file_time),
    detail: row.detail === null ? {} : (JSON.parse(String(row.detail)) as ObjectDetail),
  };
}
