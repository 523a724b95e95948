import path from 'node:path';
import type { Kernel } from '../kernel.ts';

/** The database that the warehouse has from the start, and that tools connect to which name none. */
export const firstDatabase = 'dev';

/**
 * Makes a database of this name where there is none yet.
 * @param name as the services have checked it: lower case letters, digits, `_` and `$`
 */
export async function ensureDatabase(kernel: Kernel, name: string, signal: AbortSignal): Promise<void> {
  if (name === firstDatabase) return;
  const { warehouse } = kernel;
  if ((await warehouse.call('listDatabases', {}, signal)).includes(name)) return;
  const applicationName = 'redshift';
  const { session } = await warehouse.call(
    'openSession',
    { database: firstDatabase, user: 'admin', applicationName },
    signal,
  );
  try {
    const rowsFile = path.join(kernel.folder.work, `create-database-${session}`);
    await warehouse.call('execute', { session, sql: `CREATE DATABASE "${name}"`, rowsFile }, signal);
  } finally {
    await warehouse.call('closeSession', { session }, signal);
  }
}
