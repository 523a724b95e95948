/** What the endpoint answers to the warehouse's process. */
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import type { WarehouseLogin } from '../../runtimes/warehouseLogin.ts';
import type { Kernel } from '../kernel.ts';
import { GlueCatalog } from '../services/athena/catalog/glueCatalog.ts';
import { loadTable } from '../services/athena/catalog/tableSource.ts';
import { passwordOf } from './logins.ts';
import type { WarehouseHostApi, WarehouseObject } from './warehouseApi.ts';

export function hostCalls(
  kernel: Omit<Kernel, 'warehouse'>,
  login: () => WarehouseLogin,
): Omit<WarehouseHostApi, 'idle'> {
  const { objects, store } = kernel;
  return {
    async passwords({ user }) {
      const { user: own, password } = login();
      // A namespace's admin may have the name of the workspace's own login, and a password in a secret.
      const known = passwordOf(store, user);
      return [...(user === own ? [password] : []), ...(known === undefined ? [] : [known])];
    },
    async bucketExists({ bucket }) {
      return objects.bucketExists(bucket);
    },
    async listObjects({ bucket, prefix }, signal) {
      const found: WarehouseObject[] = [];
      for await (const { key, size, etag, file } of objects.list(bucket, prefix, signal)) {
        found.push({ bucket, key, size, etag, file });
      }
      return found;
    },
    async temporaryFolder() {
      const { dir } = path.parse(objects.temporaryFile());
      return mkdtempSync(path.join(dir, 'unload-'));
    },
    async commitObjects({ bucket, files, deleted }, signal) {
      for (const { key, file } of files) await objects.commitFile(bucket, key, file, {}, signal);
      if (deleted.length > 0) objects.delete(bucket, deleted);
    },
    async glue({ operation, input, region }, signal) {
      return await kernel.call('glue', operation, input, { region, signal });
    },
    async externalTable({ database, table, region }, signal) {
      const glue = new GlueCatalog(kernel as Kernel, region, signal);
      const found = await glue.table(database, table);
      if (!found) return null;
      return await loadTable({ objects, glue, signal, engine: undefined }, found, undefined);
    },
  };
}
