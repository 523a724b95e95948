/**
 * The modification times of a bucket's folders as this endpoint left them, by which it sees that somebody else added or
 * removed files. Its own changes are noted as they happen, so that they cause no look. File systems tell times in ticks of
 * a few milliseconds: an outsider's change in the same tick as one of ours is seen with the folder's next change, or when
 * its object is asked for by name.
 */
import path from 'node:path';
import type { StatementSync } from 'node:sqlite';
import type { Store } from '../../state/store.ts';
import { lstatOf } from './placement.ts';

export class FolderTimes {
  readonly #root: string;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #below: StatementSync;
  readonly #deleteAll: StatementSync;

  /** @param root the folder of all buckets */
  constructor(store: Store, root: string) {
    this.#root = root;
    this.#get = store.sql.prepare('SELECT file_time FROM s3_folder WHERE bucket = ? AND path = ?');
    this.#put = store.sql.prepare('INSERT OR REPLACE INTO s3_folder (bucket, path, file_time) VALUES (?, ?, ?)');
    this.#delete = store.sql.prepare('DELETE FROM s3_folder WHERE bucket = ? AND path = ?');
    this.#deleteAll = store.sql.prepare('DELETE FROM s3_folder WHERE bucket = ?');
    this.#below = store.sql.prepare(
      'SELECT path FROM s3_folder WHERE bucket = ? AND path > ? AND path < ? ORDER BY path LIMIT ?',
    );
  }

  /** Undefined for a folder that was never looked at. The bucket's own folder is the empty path. */
  known(bucket: string, folder: string): number | undefined {
    const row = this.#get.get(bucket, folder);
    return row && Number(row.file_time);
  }

  /** As it is on disk; undefined when there is no such folder. */
  actual(bucket: string, folder: string): number | undefined {
    const stats = lstatOf(path.join(this.#root, bucket, folder));
    return stats?.isDirectory() ? stats.mtimeMs : undefined;
  }

  note(bucket: string, folder: string, time: number | undefined): void {
    if (time === undefined) this.#delete.run(bucket, folder);
    else this.#put.run(bucket, folder, time);
  }

  /** Known folders below one, in pages; `after` is the last path of the page before. */
  below(bucket: string, folder: string, after: string | undefined, limit: number): string[] {
    const [first, end] = folder === '' ? ['', '\u{10FFFF}'] : [`${folder}/`, `${folder}0`];
    return this.#below.all(bucket, after ?? first, end, limit).map((row) => String(row.path));
  }

  forget(bucket: string): void {
    this.#deleteAll.run(bucket);
  }

  /** Makes a change of files of ours, and notes what it did to the folders that nobody else has touched since. */
  during(bucket: string, files: readonly string[], change: () => void): void {
    const folders = new Set(files.flatMap(foldersAbove));
    const ours = [...folders].filter((folder) => {
      const before = this.actual(bucket, folder);
      return before === undefined || before === this.known(bucket, folder);
    });
    change();
    for (const folder of ours) this.note(bucket, folder, this.actual(bucket, folder));
  }
}

function foldersAbove(file: string): string[] {
  const folders = [''];
  for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) folders.push(file.slice(0, at));
  return folders;
}
