import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Kernel } from '../../kernel.ts';
import { Buckets } from './buckets.ts';
import { FolderTimes } from './folderTimes.ts';
import { Journal } from './journal.ts';
import { pathOfKey } from './keyPath.ts';
import { checkKey } from './keyRules.ts';
import { ObjectIndex } from './objectIndex.ts';
import type { NewObject, ObjectDetail, ObjectRow } from './objectRow.ts';
import { doesFoldCase, isCode, isSpelledSo, lstatOf, placeOf, statInside } from './placement.ts';
import { createTables } from './schema.ts';

/** What the store needs of the kernel. */
export type StoreParts = Pick<Kernel, 'folder' | 'store'>;

/** An open object: its row and a file handle that goes on reading this object's bytes whatever replaces it. */
export interface OpenObject {
  readonly row: ObjectRow;
  /** A file descriptor; the caller closes it. */
  readonly descriptor: number;
}

/**
 * Objects as files and rows of the index. A change is one synchronous step (see journal.ts), so that requests never
 * meet a half of it. Nothing is kept in memory: everyone who needs the store makes one of his own.
 *
 * Files that a program wrote straight into a bucket's folder are objects too: a lookup that misses the index, or finds a
 * file of another size or time, takes the file as it is. Such an object's ETag is made of size and time (`…-1`, as of an
 * upload in parts, which no client takes for an MD5), so that nothing has to be read; its LastModified is the file's.
 */
export class ObjectStore {
  readonly buckets: Buckets;
  readonly index: ObjectIndex;
  readonly folders: FolderTimes;
  /** Beside the buckets, on their file system; no bucket can have this name. */
  readonly temporary: string;
  readonly #journal: Journal;
  readonly #foldsCase: boolean;

  constructor(parts: StoreParts) {
    createTables(parts.store.sql);
    this.buckets = new Buckets(parts.store, parts.folder.buckets);
    this.index = new ObjectIndex(parts.store);
    this.folders = new FolderTimes(parts.store, parts.folder.buckets);
    this.#journal = new Journal(parts.store, this.index, parts.folder.buckets);
    this.temporary = path.join(parts.folder.buckets, '.strata-tmp');
    mkdirSync(this.temporary, { recursive: true, mode: 0o700 });
    this.#foldsCase = doesFoldCase(this.temporary);
  }

  /** Finishes what a killed endpoint left half done. */
  recover(): void {
    this.#journal.recover();
  }

  temporaryFile(): string {
    return path.join(this.temporary, randomUUID());
  }

  /** The object as it is now; undefined when there is none. */
  find(bucket: string, key: string): ObjectRow | undefined {
    const row = this.index.get(bucket, key);
    const folder = this.buckets.folder(bucket);
    const relative = row?.path ?? pathOfKey(key);
    const stats = key === '' ? undefined : statInside(folder, relative);
    if (!stats) {
      // Its file was removed by hand: the index follows.
      if (row) this.index.delete(bucket, key);
      return undefined;
    }
    if (row && row.size === stats.size && row.fileTime === stats.mtimeMs) return row;
    if (!row && !this.buckets.find(bucket)) return undefined;
    if (!row && this.#foldsCase && !isSpelledSo(folder, relative)) return undefined;
    return this.adopt(bucket, key, relative, stats);
  }

  /**
   * Takes files that the index may not have yet, in one transaction.
   * @param folder relative to the bucket's own, in which the usual paths of these keys are; no link, and reached through none
   */
  takeNew(bucket: string, folder: string, keys: readonly string[]): void {
    const absolute = path.join(this.buckets.folder(bucket), folder);
    this.index.transaction(() => {
      if (!this.buckets.find(bucket)) return;
      for (const key of keys) {
        if (this.index.get(bucket, key)) continue;
        const relative = pathOfKey(key);
        if (this.#foldsCase && !isSpelledSo(this.buckets.folder(bucket), relative)) continue;
        const stats = lstatOf(path.join(absolute, path.posix.basename(relative)));
        if (stats?.isFile()) this.adopt(bucket, key, relative, stats);
      }
    });
  }

  /**
   * Brings rows of the index in step with their files, in one transaction.
   * @param folder relative to the bucket's own; one that is no link and is reached through none, if there is such
   */
  recheck(bucket: string, folder: string | undefined, rows: readonly ObjectRow[]): void {
    const root = this.buckets.folder(bucket);
    this.index.transaction(() => {
      for (const row of rows) {
        const isDirect = folder !== undefined && path.posix.dirname(row.path) === (folder || '.');
        const stats = isDirect ? lstatOf(path.join(root, row.path)) : statInside(root, row.path);
        if (!stats?.isFile()) this.index.delete(bucket, row.key);
        else if (stats.size !== row.size || stats.mtimeMs !== row.fileTime) {
          this.adopt(bucket, row.key, row.path, stats);
        }
      }
    });
  }

  /** Takes a file as it lies in the bucket's folder for the object; what was known of another content is dropped. */
  adopt(bucket: string, key: string, relative: string, stats: { size: number; mtimeMs: number }): ObjectRow {
    const row: ObjectRow = {
      bucket,
      key,
      path: relative,
      size: stats.size,
      etag: etagOfFile(stats),
      modified: Math.floor(stats.mtimeMs),
      fileTime: stats.mtimeMs,
      detail: {},
    };
    this.index.put(row);
    return row;
  }

  /** The object and its open file, of the same moment. */
  open(bucket: string, key: string): OpenObject | undefined {
    const row = this.find(bucket, key);
    if (!row) return undefined;
    try {
      const descriptor = openSync(this.fileOf(row), 'r');
      const stats = fstatSync(descriptor);
      if (stats.size === row.size && stats.mtimeMs === row.fileTime) return { row, descriptor };
      closeSync(descriptor);
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error;
    }
    // Somebody outside changed it between the two looks.
    return this.open(bucket, key);
  }

  /** The absolute path of an object's file. */
  fileOf(row: Pick<ObjectRow, 'bucket' | 'path'>): string {
    return path.join(this.buckets.folder(row.bucket), row.path);
  }

  /** The absolute path that an object has or would have. */
  localFile(bucket: string, key: string): string {
    const path = this.index.get(bucket, key)?.path ?? pathOfKey(key);
    return this.fileOf({ bucket, path });
  }

  /**
   * Makes the finished, synced file `temporary` the object of that key.
   * @param options.allow called with the object that is there at this moment; throws to refuse
   * @param options.upload the upload in parts that ends with it
   * @throws Fault NoSuchBucket, KeyTooLongError and what `allow` throws; the file is then left where it is
   */
  commit(
    temporary: string,
    object: NewObject,
    options: { readonly allow?: (current: ObjectRow | undefined) => void; readonly upload?: string } = {},
  ): ObjectRow {
    checkKey(object.key);
    this.buckets.get(object.bucket);
    const current = this.find(object.bucket, object.key);
    options.allow?.(current);
    const folder = this.buckets.folder(object.bucket);
    const row: ObjectRow = {
      ...object,
      path: current?.path ?? placeOf(folder, object.key, this.#foldsCase),
      modified: Date.now(),
      fileTime: statSync(temporary).mtimeMs,
    };
    const { upload } = options;
    this.folders.during(object.bucket, [row.path], () =>
      this.#journal.run({ kind: 'put', temporary, row, ...(upload !== undefined && { upload }) }),
    );
    return row;
  }

  /**
   * Makes finished, synced files objects and deletes others, as one step that a kill does not cut in two.
   * @param deleted keys that are not among the new objects
   * @throws Fault NoSuchBucket, KeyTooLongError; nothing has then changed
   */
  commitAll(
    bucket: string,
    added: readonly { readonly temporary: string; readonly object: NewObject }[],
    deleted: readonly string[],
    alongside: () => void,
  ): { readonly added: readonly ObjectRow[]; readonly deleted: readonly ObjectRow[] } {
    this.buckets.get(bucket);
    for (const { object } of added) checkKey(object.key);
    const folder = this.buckets.folder(bucket);
    const gone = deleted.flatMap((key) => this.find(bucket, key) ?? []);
    const puts = added.map(({ temporary, object }) => {
      const place = this.find(bucket, object.key)?.path ?? placeOf(folder, object.key, this.#foldsCase);
      const row: ObjectRow = { ...object, path: place, modified: Date.now(), fileTime: statSync(temporary).mtimeMs };
      return { kind: 'put', temporary, row } as const;
    });
    const paths = gone.map((row) => row.path);
    const removal = { kind: 'delete', bucket, keys: gone.map((row) => row.key), paths } as const;
    this.folders.during(bucket, [...paths, ...puts.map(({ row }) => row.path)], () =>
      this.#journal.runAll(gone.length > 0 ? [removal, ...puts] : puts, alongside),
    );
    return { added: puts.map(({ row }) => row), deleted: gone };
  }

  /** Deletes objects; answers with those that were there. */
  delete(bucket: string, keys: readonly string[]): ObjectRow[] {
    const rows = keys.flatMap((key) => this.find(bucket, key) ?? []);
    if (rows.length > 0) {
      const paths = rows.map((row) => row.path);
      this.folders.during(bucket, paths, () =>
        this.#journal.run({ kind: 'delete', bucket, keys: rows.map((row) => row.key), paths }),
      );
    }
    return rows;
  }

  /** Changes what is known of an object without its content, such as its tags. */
  describe(row: ObjectRow, detail: ObjectDetail): ObjectRow {
    const changed = { ...row, detail };
    this.index.put(changed);
    return changed;
  }
}

function etagOfFile(stats: { readonly size: number; readonly mtimeMs: number }): string {
  return `${createHash('md5').update(`${stats.size}:${stats.mtimeMs}`).digest('hex')}-1`;
}
