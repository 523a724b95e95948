import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateFolder, type StateFolder } from '../../state/stateFolder.ts';
import { Store } from '../../state/store.ts';
import type { JournalEntry } from './journal.ts';
import type { ObjectRow } from './objectRow.ts';
import { ObjectStore } from './objectStore.ts';

let folder: StateFolder;
let store: Store;
let objects: ObjectStore;
beforeEach(() => {
  folder = openStateFolder(mkdtempSync(path.join(os.tmpdir(), 'strata-journal-')));
  store = new Store(folder.databaseFile);
  objects = new ObjectStore({ folder, store });
  objects.buckets.create('lake', 'us-east-1');
  commit('raw/a', 'old');
});
afterEach(() => {
  store.close();
  rmSync(folder.root, { recursive: true, force: true });
});

function temporaryOf(text: string): string {
  const file = objects.temporaryFile();
  writeFileSync(file, text);
  return file;
}

function commit(key: string, text: string): ObjectRow {
  return objects.commit(temporaryOf(text), {
    bucket: 'lake',
    key,
    size: text.length,
    etag: `etag of ${text}`,
    detail: {},
  });
}

/** A process that was killed after it wrote this entry; what it did then is up to the test. */
function killedWith(entry: JournalEntry): void {
  store.sql.prepare('INSERT INTO s3_journal (entry) VALUES (?)').run(JSON.stringify(entry));
}

/** The next process: nothing of the first one's memory is left. */
function restart(): void {
  store.close();
  store = new Store(folder.databaseFile);
  objects = new ObjectStore({ folder, store });
  objects.recover();
}

const contentOf = (key: string) => {
  const row = objects.find('lake', key);
  return row && { text: readFileSync(objects.fileOf(row), 'utf8'), etag: row.etag, size: row.size };
};
const entries = () => Number(store.sql.prepare('SELECT count(*) AS n FROM s3_journal').get()?.n);

function putEntry(text: string): Extract<JournalEntry, { kind: 'put' }> {
  const temporary = temporaryOf(text);
  const row = {
    bucket: 'lake',
    key: 'raw/a',
    path: 'raw/a',
    size: text.length,
    etag: `etag of ${text}`,
    modified: 1,
    fileTime: statSync(temporary).mtimeMs,
    detail: { metadata: { is: 'new' } },
  };
  return { kind: 'put', temporary, row };
}

describe('after a kill', () => {
  it('before the file is moved, the put is finished', () => {
    killedWith(putEntry('new text'));
    restart();
    expect(contentOf('raw/a')).toEqual({ text: 'new text', etag: 'etag of new text', size: 8 });
    expect(objects.find('lake', 'raw/a')?.detail.metadata).toEqual({ is: 'new' });
    expect(entries()).toBe(0);
  });

  it('after the file is moved and before the index knows, the index follows', () => {
    const entry = putEntry('new text');
    killedWith(entry);
    renameSync(entry.temporary, path.join(folder.buckets, 'lake/raw/a'));
    restart();
    expect(contentOf('raw/a')).toEqual({ text: 'new text', etag: 'etag of new text', size: 8 });
    expect(entries()).toBe(0);
  });

  it('before the journal knows of a put, the old object stands', () => {
    temporaryOf('half of it');
    restart();
    expect(contentOf('raw/a')).toEqual({ text: 'old', etag: 'etag of old', size: 3 });
  });

  it.each([true, false])('in a delete, the object is gone (file removed before: %s)', (isRemoved) => {
    commit('raw/deep/b', 'b');
    killedWith({ kind: 'delete', bucket: 'lake', keys: ['raw/a', 'raw/deep/b'], paths: ['raw/a', 'raw/deep/b'] });
    if (isRemoved) rmSync(path.join(folder.buckets, 'lake/raw/a'));
    restart();
    expect(contentOf('raw/a')).toBeUndefined();
    expect(objects.index.get('lake', 'raw/deep/b')).toBeUndefined();
    expect(readdirSync(path.join(folder.buckets, 'lake'))).toEqual([]);
    expect(entries()).toBe(0);
  });
});

describe('a disk that refuses', () => {
  it('leaves the old object and nothing to finish', () => {
    const missing = path.join(objects.temporary, 'never-written');
    mkdirSync(missing);
    // A folder cannot replace a file: the rename fails.
    expect(() => objects.commit(missing, { bucket: 'lake', key: 'raw/a', size: 0, etag: 'x', detail: {} })).toThrow(
      /ENOTDIR|EPERM|EISDIR/,
    );
    expect(contentOf('raw/a')).toEqual({ text: 'old', etag: 'etag of old', size: 3 });
    expect(entries()).toBe(0);
  });
});

describe('the folder of a bucket', () => {
  it('keeps no empty folders and no second copies', () => {
    commit('a/b/c', '1');
    commit('a', '2');
    commit('a/b', '3');
    expect(['a/b/c', 'a', 'a/b'].map((key) => contentOf(key)?.text)).toEqual(['1', '2', '3']);
    objects.delete('lake', ['a/b/c', 'a', 'a/b', 'raw/a']);
    expect(readdirSync(path.join(folder.buckets, 'lake'))).toEqual([]);
    expect(existsSync(objects.temporary)).toBe(true);
  });
});
