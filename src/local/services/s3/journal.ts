/**
 * What is being done to files and index at this moment, so that an endpoint that is killed in the middle finishes it
 * when it starts: an object is then the old one whole or the new one whole. Entries live for one synchronous step.
 */
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../state/store.ts';
import type { ObjectIndex } from './objectIndex.ts';
import type { ObjectRow } from './objectRow.ts';
import { lstatOf, makeParents, pruneParents, statInside } from './placement.ts';

export type JournalEntry =
  /** The absolute path `temporary` becomes the row's file; with it ends the upload in parts that made it. */
  | { readonly kind: 'put'; readonly temporary: string; readonly row: ObjectRow; readonly upload?: string }
  /** The objects leave the index and their files the folder; `paths` as in ObjectRow. */
  | {
      readonly kind: 'delete';
      readonly bucket: string;
      readonly keys: readonly string[];
      readonly paths: readonly string[];
    };

export class Journal {
  readonly #store: Store;
  readonly #index: ObjectIndex;
  readonly #root: string;

  /** @param root the folder of all buckets */
  constructor(store: Store, index: ObjectIndex, root: string) {
    this.#store = store;
    this.#index = index;
    this.#root = root;
  }

  /** Carries an entry out. All of it is synchronous, so that nobody in this process sees a half of it. */
  run(entry: JournalEntry): void {
    this.runAll([entry], () => {});
  }

  /**
   * Carries entries out, one after the other: all of them, also when the process is killed in the middle.
   * @param alongside changes of the store that are kept from the moment that the entries are certain to be carried out
   */
  runAll(entries: readonly JournalEntry[], alongside: () => void): void {
    const left = this.#store.transaction(() => {
      alongside();
      return entries.map((entry) => ({ id: this.#note(entry), entry }));
    });
    const done: typeof left = [];
    try {
      for (const each of left) {
        if (each.entry.kind === 'put') this.#moveIn(each.entry.temporary, each.entry.row);
        else this.#removeFiles(each.entry.bucket, each.entry.paths);
        done.push(each);
      }
    } finally {
      this.#store.transaction(() => {
        for (const { id, entry } of done) this.#settle(id, entry);
        // The disk refused: what was not done is not to be finished later either.
        for (const { id } of left.slice(done.length)) this.#forget(id);
      });
    }
  }

  /** Finishes what an earlier process left. For the start, before anything else reads the index. */
  recover(): void {
    for (const { id, entry } of this.#store.sql.prepare('SELECT id, entry FROM s3_journal ORDER BY id').all()) {
      const left = JSON.parse(String(entry)) as JournalEntry;
      if (left.kind === 'put') {
        if (lstatOf(left.temporary)) this.#moveIn(left.temporary, left.row);
      } else {
        this.#removeFiles(left.bucket, left.paths);
      }
      this.#store.transaction(() => this.#settle(Number(id), left));
    }
  }

  #note(entry: JournalEntry): number | bigint {
    return this.#store.sql.prepare('INSERT INTO s3_journal (entry) VALUES (?)').run(JSON.stringify(entry))
      .lastInsertRowid;
  }

  #moveIn(temporary: string, row: ObjectRow): void {
    const folder = path.join(this.#root, row.bucket);
    makeParents(folder, row.path);
    renameSync(temporary, path.join(folder, row.path));
  }

  /** Only files that are reached without a link: a link that somebody planted leads out of the bucket. */
  #removeFiles(bucket: string, paths: readonly string[]): void {
    const folder = path.join(this.#root, bucket);
    for (const each of paths) {
      if (statInside(folder, each)) rmSync(path.join(folder, each), { force: true });
      pruneParents(folder, each);
    }
  }

  #settle(id: number | bigint, entry: JournalEntry): void {
    if (entry.kind === 'put') {
      this.#index.put(entry.row);
      if (entry.upload !== undefined) endUpload(this.#store.sql, entry.upload);
    } else {
      for (const key of entry.keys) this.#index.delete(entry.bucket, key);
    }
    this.#forget(id);
  }

  #forget(id: number | bigint): void {
    this.#store.sql.prepare('DELETE FROM s3_journal WHERE id = ?').run(id);
  }
}

/** Takes an upload in parts off the books; its files are removed by whoever owns them, or at the next start. */
export function endUpload(sql: DatabaseSync, upload: string): void {
  sql.prepare('DELETE FROM s3_part WHERE upload = ?').run(upload);
  sql.prepare('DELETE FROM s3_upload WHERE id = ?').run(upload);
}
