import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteList } from './sqlText.ts';

export interface DatabaseOptions {
  /** The folders whose files may be read and written; nothing else on the machine may. */
  readonly folders: readonly string[];
  /** Where sorts and joins that do not fit into memory go. */
  readonly spill: string;
  readonly memoryMb: number;
  /** Statements that are run before the database is closed off. */
  readonly setup: readonly string[];
}

/**
 * A database in memory for one query, which can reach nothing but its folders: no other file, no network, no
 * extension, no setting. The order matters: once access is off, no folder can be added.
 */
export async function openLockedDatabase(
  options: DatabaseOptions,
): Promise<Disposable & { connection: DuckDBConnection }> {
  const database = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryMb}MB`,
    temp_directory: options.spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  try {
    const connection = await database.connect();
    for (const sql of options.setup) await connection.run(sql);
    // A folder's name is compared as a prefix.
    const folders = options.folders.map((folder) => (folder.endsWith('/') ? folder : `${folder}/`));
    await connection.run(`SET allowed_directories = ${quoteList(folders)}`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return {
      connection,
      [Symbol.dispose]() {
        connection.closeSync();
        database.closeSync();
      },
    };
  } catch (error) {
    database.closeSync();
    throw error;
  }
}
