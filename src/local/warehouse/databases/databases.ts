/** The databases of the warehouse: one DuckDB file each, all open in one instance. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName } from '../../../core/sqlQuoting.ts';
import { catalogStart, catalogTables, highestOid } from '../catalog/catalogTables.ts';
import { SqlError, sqlStates } from '../sqlError.ts';
import { firstValue, literal } from './duckDb.ts';

export interface DatabasesOptions {
  /** Where the files lie: `<database>.duckdb`. */
  readonly folder: string;
  /** Where what does not fit into memory goes. */
  readonly spill: string;
  /** Folders whose files statements may read and write. */
  readonly folders: readonly string[];
  /** Statements that every connection relies on, run once. */
  readonly setup: readonly string[];
}

const extension = '.duckdb';

/** How long a file that another process still holds is waited for, in milliseconds. */
const patienceMs = 10_000;

/** Names that DuckDB keeps for itself, and those that Redshift does. */
const reserved = /^(memory|system|temp|template[01]|padb_harvest|sys:internal)$/;

export class Databases {
  readonly #instance: DuckDBInstance;
  /** For what belongs to no session; sees what is committed. */
  readonly #own: DuckDBConnection;
  readonly #folder: string;
  readonly #oids = new Map<string, number>();

  private constructor(instance: DuckDBInstance, own: DuckDBConnection, folder: string) {
    this.#instance = instance;
    this.#own = own;
    this.#folder = folder;
  }

  /** Opens all that there are, and makes `dev` where it is missing. */
  static async open(options: DatabasesOptions): Promise<Databases> {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    mkdirSync(options.spill, { recursive: true, mode: 0o700 });
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${Math.max(512, Math.round((os.totalmem() * 0.4) / 2 ** 20))}MB`,
      temp_directory: options.spill,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const own = await instance.connect();
    const folders = [options.folder, ...options.folders].map((folder) => `${folder}${path.sep}`);
    await own.run(`SET allowed_directories = [${folders.map(literal).join(', ')}]`);
    await own.run('SET enable_external_access = false');
    for (const sql of options.setup) await own.run(sql);
    const databases = new Databases(instance, own, options.folder);
    for (const name of databases.#files()) await databases.#attach(name);
    if (!databases.has('dev')) await databases.#attach('dev');
    return databases;
  }

  /** Sorted. */
  get names(): string[] {
    return [...this.#oids.keys()].sort();
  }

  has(name: string): boolean {
    return this.#oids.has(name);
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  /** A number that no schema, relation or user of the database has. */
  nextOid(database: string): number {
    const oid = (this.#oids.get(database) ?? 100_000) + 1;
    this.#oids.set(database, oid);
    return oid;
  }

  /** The connection that sees what is committed, whatever a session's transaction sees. */
  get committed(): DuckDBConnection {
    return this.#own;
  }

  /** @throws SqlError 42P04 */
  async create(name: string): Promise<void> {
    if (this.has(name)) throw new SqlError(sqlStates.duplicateDatabase, `database "${name}" already exists`);
    if (reserved.test(name) || !/^[\w$-]+$/.test(name)) {
      throw new SqlError('42602', `"${name}" cannot be the name of a database`);
    }
    await this.#attach(name);
  }

  /** @throws SqlError 3D000 */
  async drop(name: string): Promise<void> {
    if (!this.has(name)) throw new SqlError(sqlStates.noDatabase, `database "${name}" does not exist`);
    await this.#own.run(`DETACH ${quoteName(name)}`);
    this.#oids.delete(name);
    for (const end of ['', '.wal']) rmSync(this.#file(name) + end, { force: true });
  }

  /** @throws SqlError 3D000, 42P04 */
  async rename(name: string, to: string): Promise<void> {
    if (!this.has(name)) throw new SqlError(sqlStates.noDatabase, `database "${name}" does not exist`);
    if (this.has(to)) throw new SqlError(sqlStates.duplicateDatabase, `database "${to}" already exists`);
    await this.#own.run(`CHECKPOINT ${quoteName(name)}`);
    await this.#own.run(`DETACH ${quoteName(name)}`);
    this.#oids.delete(name);
    renameSync(this.#file(name), this.#file(to));
    await this.#attach(to);
  }

  /** Writes all that is in the logs into the files. */
  async checkpoint(): Promise<void> {
    for (const name of this.names) await this.#own.run(`CHECKPOINT ${quoteName(name)}`);
  }

  #files(): string[] {
    const files = readdirSync(this.#folder).filter((file) => file.endsWith(extension));
    return files.map((file) => file.slice(0, -extension.length)).sort();
  }

  #file(name: string): string {
    return path.join(this.#folder, name + extension);
  }

  /** The process of a killed endpoint may need a moment to end. */
  async #open(name: string): Promise<void> {
    for (const until = Date.now() + patienceMs; ; ) {
      try {
        await this.#own.run(`ATTACH ${literal(this.#file(name))} AS ${quoteName(name)}`);
        return;
      } catch (error) {
        if (!/lock on file/i.test(String(error)) || Date.now() > until) throw error;
        await setTimeout(50);
      }
    }
  }

  async #attach(name: string): Promise<void> {
    await this.#open(name);
    await this.#own.run(`USE ${quoteName(name)}`);
    try {
      for (const sql of [...catalogTables, ...catalogStart]) await this.#own.run(sql);
      this.#oids.set(name, Number(await firstValue(this.#own, highestOid)));
    } finally {
      await this.#own.run('USE memory');
    }
  }
}
