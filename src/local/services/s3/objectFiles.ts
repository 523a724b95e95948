/** `kernel.objects`: the objects as files, for the parts of the endpoint that read and write data in bulk. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, createReadStream, renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { Kernel } from '../../kernel.ts';
import type { CommitOptions, Objects, StoredObject } from '../../objects.ts';
import { announce } from './announce.ts';
import { FolderLook } from './folderLook.ts';
import type { NewObject, ObjectDetail, ObjectRow } from './objectRow.ts';
import { ObjectStore } from './objectStore.ts';
import { isCode } from './placement.ts';

const pageSize = 1000;

export function createObjectFiles(kernel: Omit<Kernel, 'objects' | 'warehouse'>): Objects {
  const store = new ObjectStore(kernel);
  store.recover();
  const look = new FolderLook(store, kernel.log);

  const toStored = (row: ObjectRow): StoredObject => ({
    bucket: row.bucket,
    key: row.key,
    size: row.size,
    etag: row.etag,
    lastModified: new Date(row.modified),
    file: store.fileOf(row),
  });

  const internalCall = (bucket: string) => ({
    region: store.buckets.get(bucket).region,
    requestId: randomUUID(),
  });

  return {
    bucketExists: (bucket) => store.buckets.find(bucket) !== undefined,
    bucketFolder: (bucket) => store.buckets.folder(bucket),
    localFile: (bucket, key) => store.localFile(bucket, key),
    temporaryFile: () => store.temporaryFile(),

    stat(bucket, key) {
      const row = store.find(bucket, key);
      return row && toStored(row);
    },

    async *list(bucket, prefix, signal) {
      store.buckets.get(bucket);
      await look.look(bucket, prefix, false, Number.POSITIVE_INFINITY, signal);
      let rows = store.index.range(bucket, prefix, prefix, false, pageSize);
      while (rows.length > 0) {
        for (const row of rows) {
          signal.throwIfAborted();
          yield toStored(row);
        }
        if (rows.length < pageSize) return;
        rows = store.index.range(bucket, prefix, rows.at(-1)?.key ?? '', true, pageSize);
      }
    },

    async commitFile(bucket, key, file, options, signal) {
      store.buckets.get(bucket);
      const temporary = await takeOver(file, store.temporaryFile());
      try {
        const { size, etag } = await seal(temporary, signal);
        const row = store.commit(temporary, { bucket, key, size, etag, detail: detailOf(options) });
        announce({ kernel }, 'ObjectCreated:Put', row, internalCall(bucket));
        return toStored(row);
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async commitFiles(bucket, added, deleted, alongside, signal) {
      store.buckets.get(bucket);
      const taken: { temporary: string; object: NewObject }[] = [];
      try {
        for (const { key, file, md5 } of added) {
          const temporary = await takeOver(file, store.temporaryFile());
          taken.push({ temporary, object: { bucket, key, ...(await seal(temporary, signal, md5)), detail: {} } });
        }
        const keys = new Set(added.map(({ key }) => key));
        const rest = deleted.filter((key) => !keys.has(key));
        const change = store.commitAll(bucket, taken, rest, alongside);
        const call = internalCall(bucket);
        for (const row of change.deleted) announce({ kernel }, 'ObjectRemoved:Delete', row, call);
        for (const row of change.added) announce({ kernel }, 'ObjectCreated:Put', row, call);
      } finally {
        for (const { temporary } of taken) await rm(temporary, { force: true });
      }
    },

    delete(bucket, keys) {
      for (const row of store.delete(bucket, keys)) {
        announce({ kernel }, 'ObjectRemoved:Delete', row, internalCall(bucket));
      }
    },

    async refresh(bucket, prefix, signal) {
      store.buckets.get(bucket);
      await look.look(bucket, prefix, false, Number.POSITIVE_INFINITY, signal);
    },
  };
}

/** Moves the file to the buckets' file system; from another one it is copied. */
async function takeOver(file: string, temporary: string): Promise<string> {
  try {
    renameSync(file, temporary);
  } catch (error) {
    if (!isCode(error, 'EXDEV')) throw error;
    copyFileSync(file, temporary);
    await rm(file, { force: true });
  }
  return temporary;
}

/** Syncs a finished file; its MD5 is read from it when it is not known. */
async function seal(file: string, signal: AbortSignal, md5?: string): Promise<{ size: number; etag: string }> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    if (md5 !== undefined) return { size: (await handle.stat()).size, etag: md5 };
  } finally {
    await handle.close();
  }
  const hash = createHash('md5');
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, etag: hash.digest('hex') };
}

function detailOf(options: CommitOptions): ObjectDetail {
  return {
    ...(options.contentType === undefined ? {} : { headers: { ContentType: options.contentType } }),
    ...(options.metadata === undefined ? {} : { metadata: options.metadata }),
  };
}
