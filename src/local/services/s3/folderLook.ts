/**
 * Finds what programs and people did straight in a bucket's folder: files they put there become objects, and objects whose
 * files they removed are dropped. Only folders whose modification time is not the one we left are read. A file that is
 * changed in place is noticed when its object is next asked for by name, not in lists.
 *
 * Not taken: links, hidden files (`.DS_Store`, `.part-0.crc`), `_temporary` folders of jobs that are still writing, and
 * names that are not the usual path of any key.
 */
import { opendir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../../core/log.ts';
import { keyOfPath, pathOfKey } from './keyPath.ts';
import { listPage } from './listing.ts';
import type { ObjectStore } from './objectStore.ts';
import { isCode, lstatOf } from './placement.ts';

const pageSize = 500;

export class FolderLook {
  readonly #store: ObjectStore;
  readonly #log: Log;
  readonly #running = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(store: ObjectStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Ends the looks that go on. */
  stop(): void {
    this.#stopping.abort();
  }

  /**
   * Looks at the folders that hold keys with this prefix: at one only when `shallow`, which is what a list with `/` as
   * delimiter shows. Resolves when all was seen, or after `patience` milliseconds while the look goes on.
   */
  async look(bucket: string, prefix: string, shallow: boolean, patience: number, signal: AbortSignal): Promise<void> {
    const folder = folderOfPrefix(prefix);
    const id = JSON.stringify([bucket, folder, shallow]);
    let running = this.#running.get(id);
    if (!running) {
      running = this.#lookAt(bucket, folder, shallow).finally(() => this.#running.delete(id));
      this.#running.set(id, running);
    }
    await withPatience(running, patience, signal, (error) => this.#log.error(`s3: reading ${bucket}/${folder}`, error));
  }

  async #lookAt(bucket: string, folder: string, shallow: boolean): Promise<void> {
    await this.#lookAtOne(bucket, folder);
    if (shallow) return;
    let after: string | undefined;
    for (;;) {
      const known = this.#store.folders.below(bucket, folder, after, pageSize);
      for (const each of known) await this.#lookAtOne(bucket, each);
      if (known.length < pageSize) return;
      after = known.at(-1);
      await this.#breathe();
    }
  }

  async #lookAtOne(bucket: string, folder: string): Promise<void> {
    const { folders } = this.#store;
    const known = folders.known(bucket, folder);
    const actual = this.#isReal(bucket, folder) ? folders.actual(bucket, folder) : undefined;
    if (known === actual) return;
    if (actual !== undefined) await this.#takeFiles(bucket, folder);
    await this.#dropMissing(bucket, folder, actual !== undefined);
    // The time from before the look: what changed meanwhile is seen next time.
    folders.note(bucket, folder, actual);
  }

  /** No folder on the way is a link. */
  #isReal(bucket: string, folder: string): boolean {
    let at = this.#store.buckets.folder(bucket);
    for (const name of folder === '' ? [] : folder.split('/')) {
      at = path.join(at, name);
      if (!lstatOf(at)?.isDirectory()) return false;
    }
    return true;
  }

  async #takeFiles(bucket: string, folder: string): Promise<void> {
    const newFolders: string[] = [];
    let keys: string[] = [];
    try {
      const directory = await opendir(path.join(this.#store.buckets.folder(bucket), folder), { bufferSize: 512 });
      for await (const entry of directory) {
        this.#stopping.signal.throwIfAborted();
        const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.name.startsWith('.') || entry.name === '_temporary') continue;
        if (entry.isDirectory()) {
          if (this.#store.folders.known(bucket, relative) === undefined) newFolders.push(relative);
        } else if (entry.isFile()) {
          const key = keyOfPath(relative);
          if (key === undefined || Buffer.byteLength(key) > 1024 || pathOfKey(key) !== relative) continue;
          keys.push(key);
          if (keys.length < pageSize) continue;
          this.#store.takeNew(bucket, folder, keys);
          keys = [];
          await this.#breathe();
        }
      }
    } catch (error) {
      // The folder went away while it was read: so did its files.
      if (!isCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    }
    this.#store.takeNew(bucket, folder, keys);
    for (const each of newFolders) await this.#lookAtOne(bucket, each);
  }

  /** Objects that the index has directly in a folder, and those of folders in it that are gone. */
  async #dropMissing(bucket: string, folder: string, isReal: boolean): Promise<void> {
    const { index } = this.#store;
    const name = folder === '' ? '' : keyOfPath(folder);
    if (name === undefined) return;
    const prefix = name === '' && folder === '' ? '' : `${name}/`;
    let after = '';
    for (;;) {
      const page = listPage({ prefix, delimiter: '/', after, limit: pageSize }, (start, exclusive, limit) =>
        index.range(bucket, prefix, start, exclusive, limit),
      );
      this.#store.recheck(bucket, isReal ? folder : undefined, page.items);
      for (const each of page.commonPrefixes) {
        const below = pathOfKey(each.slice(0, -1));
        if (this.#store.folders.actual(bucket, below) === undefined) await this.#dropBelow(bucket, each);
      }
      if (page.next === undefined) return;
      after = page.next;
      await this.#breathe();
    }
  }

  async #dropBelow(bucket: string, prefix: string): Promise<void> {
    let rows = this.#store.index.range(bucket, prefix, prefix, false, pageSize);
    while (rows.length > 0) {
      this.#store.recheck(bucket, undefined, rows);
      await this.#breathe();
      rows = this.#store.index.range(bucket, prefix, rows.at(-1)?.key ?? '', true, pageSize);
    }
  }

  /** Lets requests in between. */
  async #breathe(): Promise<void> {
    await nextTurn();
    this.#stopping.signal.throwIfAborted();
  }
}

/** The folder of all keys with that prefix: `raw/orders` and `raw/` are in `raw`. */
function folderOfPrefix(prefix: string): string {
  const at = prefix.lastIndexOf('/');
  return at < 0 ? '' : pathOfKey(prefix.slice(0, at));
}

async function withPatience(
  work: Promise<void>,
  patience: number,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  signal.throwIfAborted();
  const enough = Promise.withResolvers<void>();
  const stop = () => enough.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer = patience === Number.POSITIVE_INFINITY ? undefined : setTimeout(enough.resolve, patience);
  let isOver = false;
  work.catch((error: unknown) => {
    // Nobody waits any more: the failure is told in the log.
    if (isOver) failed(error);
  });
  try {
    await Promise.race([work, enough.promise]);
  } finally {
    isOver = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
