/** What the endpoint does for the process of a running task: it keeps what was done, and makes files objects. */
import type { Kernel } from '../../../kernel.ts';
import type { FinishedFile } from '../../../objects.ts';
import { changeFileName } from '../replication/fileNames.ts';
import type {
  ChangesCommit,
  LoadCommit,
  MigrationType,
  ReplicationHostApi,
  TableProgress,
} from '../replication/replicationApi.ts';
import { changeTable, putTable, tableOf, tablesOf } from './tableRecord.ts';
import { changeTask, tasksIn } from './task.ts';

interface HostOptions {
  readonly region: string;
  readonly resourceId: string;
  readonly migrationType: MigrationType;
  readonly bucket: string;
  readonly log: (line: string) => void;
}

/** A commit is finished even when the endpoint is about to stop. */
const unstoppable = () => new AbortController().signal;

export function taskHost(kernel: Kernel, options: HostOptions): ReplicationHostApi {
  const { region, resourceId, bucket } = options;
  const taskNow = () => tasksIn(kernel, region).get(resourceId);

  /** Objects and what is kept of them change in one step; a disk that refuses leaves both as they were. */
  const commit = async (
    added: readonly FinishedFile[],
    deleted: readonly string[],
    keep: () => void,
    undo: () => void,
  ) => {
    try {
      await kernel.objects.commitFiles(bucket, added, deleted, keep, unstoppable());
    } catch (error) {
      undo();
      if (kernel.objects.bucketExists(bucket)) {
        kernel.objects.delete(
          bucket,
          added.map(({ key }) => key),
        );
      }
      throw error;
    }
  };

  const keysBelow = async (prefixes: readonly string[]) => {
    const keys: string[] = [];
    for (const prefix of prefixes) {
      for await (const { key } of kernel.objects.list(bucket, prefix, unstoppable())) keys.push(key);
    }
    return keys;
  };

  return {
    async log({ level, text }: { level: string; text: string }) {
      options.log(
        `${new Date().toISOString().slice(0, 19)} ${text.replace(/^\[(\w+)\]/, (_, part: string) => `[${part.padEnd(16)}]${level}:`)}`,
      );
      return null;
    },

    async found({ tables }) {
      const names = new Set(tables.map((each) => JSON.stringify([each.schema, each.table])));
      const withoutLoad = options.migrationType === 'cdc';
      kernel.store.transaction(() => {
        for (const name of tables) {
          const known = tableOf(kernel, region, resourceId, name);
          if (known && known.state !== 'Table does not exist') continue;
          changeTable(kernel, region, resourceId, name, () =>
            withoutLoad ? { state: 'Table completed', loaded: true } : { state: 'Before load', loaded: false },
          );
        }
        for (const table of [...tablesOf(kernel, region, resourceId)]) {
          if (names.has(JSON.stringify([table.schema, table.table]))) continue;
          changeTable(kernel, region, resourceId, table, () => ({ state: 'Table does not exist', loaded: false }));
        }
      });
      return null;
    },

    async progress(input: TableProgress) {
      changeTable(kernel, region, resourceId, input, (record) => {
        if (input.state === 'error') return { state: 'Table error', loadEnded: Date.now() };
        const begins = input.rows === 0 ? { loadStarted: Date.now(), loadEnded: undefined } : {};
        return {
          ...begins,
          state: input.reload ? 'Table is being reloaded' : 'Full load',
          loadedRows: input.rows,
          reloaded: record.reloaded || input.reload,
        };
      });
      if (taskNow()?.loadStarted === undefined) changeTask(kernel, region, resourceId, { loadStarted: Date.now() });
      return null;
    },

    async positioned({ position }) {
      changeTask(kernel, region, resourceId, { position });
      return null;
    },

    async loaded({ table, files, replaces, rows, from }: LoadCommit) {
      const old = await keysBelow(replaces === null ? [] : [replaces]);
      const before = tableOf(kernel, region, resourceId, table);
      const keep = () => {
        changeTable(kernel, region, resourceId, table, () => ({
          ...{ state: 'Table completed', loaded: true, loadedRows: rows, loadEnded: Date.now(), from },
        }));
        const all = [...tablesOf(kernel, region, resourceId)];
        if (all.every(({ loaded }) => loaded)) changeTask(kernel, region, resourceId, { loadFinished: Date.now() });
      };
      await commit(files, old, keep, () => before && putTable(kernel, region, resourceId, before));
      return null;
    },

    async changed({ files, replaces, counts, position }: ChangesCommit) {
      const before = taskNow();
      if (!before) return null;
      let last = before.lastFile ?? 0;
      const added = files.map(({ folder, at, ending, file }) => {
        // Names sort as the commits do, whatever the source's clock did in between.
        last = Math.max(at, last + 1);
        return { key: `${folder}${changeFileName(new Date(last))}.${ending}`, file };
      });
      const old = await keysBelow(replaces);
      const records = counts.map((each) => tableOf(kernel, region, resourceId, each));
      const keep = () => {
        changeTask(kernel, region, resourceId, { position, lastFile: last });
        for (const each of counts) {
          changeTable(kernel, region, resourceId, each, (record) => ({
            inserts: record.inserts + each.inserts,
            updates: record.updates + each.updates,
            deletes: record.deletes + each.deletes,
            ddls: record.ddls + each.ddls,
          }));
        }
      };
      const undo = () => {
        changeTask(kernel, region, resourceId, { position: before.position, lastFile: before.lastFile });
        for (const record of records) if (record) putTable(kernel, region, resourceId, record);
      };
      if (added.length === 0 && old.length === 0) kernel.store.transaction(keep);
      else await commit(added, old, keep, undo);
      return null;
    },
  };
}
