/** Changes that are not in the target yet, spooled in the order of their commits, a spool for each file to be. */
import path from 'node:path';
import type { ChangeTable } from './changeTable.ts';
import { type FileWriter, fileEnding } from './dataFile.ts';
import { datePartition } from './fileNames.ts';
import type { Value } from './pgoutput.ts';
import type { ChangeCounts, ChangesCommit, TaskInput } from './replicationApi.ts';
import { csvLine, Spool } from './spool.ts';
import { typeOptions } from './typeOptions.ts';

interface Part {
  readonly table: ChangeTable;
  readonly folder: string;
  readonly spool: Spool;
  /** Of the first commit in it, in milliseconds. */
  readonly at: number;
  /** How far it went when the last transaction ended. */
  ended: { bytes: number; rows: number };
}

type MutableCounts = { -readonly [K in keyof ChangeCounts]: number };

const noCounts: ChangeCounts = { inserts: 0, updates: 0, deletes: 0, ddls: 0 };

export class ChangeBatch {
  readonly #task: TaskInput;
  readonly #writer: FileWriter;
  readonly #parts = new Map<string, Part>();
  readonly #counts = new Map<string, MutableCounts>();
  #running = new Map<string, MutableCounts>();
  /** Prefixes that whole transactions have emptied, and those of the one that goes on with what they make void. */
  readonly #replaced = new Set<string>();
  #truncations: { readonly folder: string; readonly parts: readonly string[] }[] = [];
  readonly #void: Part[] = [];
  #made = 0;
  /** When the first change came, in milliseconds; undefined when there is none. */
  begun: number | undefined;

  constructor(task: TaskInput, writer: FileWriter) {
    this.#task = task;
    this.#writer = writer;
  }

  get empty(): boolean {
    return this.#parts.size === 0 && this.#counts.size === 0 && this.#running.size === 0;
  }

  get bytes(): number {
    return [...this.#parts.values()].reduce((sum, { spool }) => sum + spool.bytes, 0);
  }

  count(table: { readonly schema: string; readonly table: string }, kind: keyof ChangeCounts): void {
    const key = JSON.stringify([table.schema, table.table]);
    const counts = this.#running.get(key) ?? { ...noCounts };
    counts[kind] += 1;
    this.#running.set(key, counts);
    this.begun ??= Date.now();
  }

  /** @param at of its commit, in milliseconds */
  async add(table: ChangeTable, values: readonly Value[], at: number): Promise<void> {
    const folder = table.folder + datePartition(this.#task.target, new Date(at));
    const key = `${table.relation.id} ${folder}`;
    const part = this.#parts.get(key) ?? (await this.#create(key, table, folder, at));
    part.spool.append(csvLine(values));
    if (part.spool.full) await part.spool.flush();
  }

  /** What comes for this table from now on has other columns, and goes into files of its own. */
  separate(relation: number): void {
    for (const [key, part] of [...this.#parts]) {
      if (part.table.relation.id !== relation) continue;
      this.#parts.delete(key);
      this.#parts.set(`${key} ${this.#made++}`, part);
    }
  }

  /** The table was emptied: once the transaction is whole, what its files hold, and what was to come into them, is void. */
  truncate(table: ChangeTable): void {
    this.separate(table.relation.id);
    const parts = [...this.#parts].filter(([, part]) => part.table.relation.id === table.relation.id);
    this.#truncations.push({ folder: table.folder, parts: parts.map(([key]) => key) });
  }

  /** The transaction is whole. */
  endTransaction(): void {
    for (const { folder, parts } of this.#truncations) {
      this.#replaced.add(folder);
      for (const key of parts) {
        const part = this.#parts.get(key);
        if (part) this.#void.push(part);
        this.#parts.delete(key);
      }
    }
    this.#truncations = [];
    for (const part of this.#parts.values()) part.ended = { bytes: part.spool.bytes, rows: part.spool.rows };
    for (const [key, counts] of this.#running) {
      const all = this.#counts.get(key) ?? { ...noCounts };
      for (const kind of Object.keys(counts) as (keyof ChangeCounts)[]) all[kind] += counts[kind];
      this.#counts.set(key, all);
    }
    this.#running = new Map();
  }

  /** Drops what belongs to a transaction that did not end. */
  async cut(): Promise<void> {
    for (const { spool, ended } of this.#parts.values()) await spool.cut(ended.bytes, ended.rows);
    this.#running = new Map();
    this.#truncations = [];
  }

  /** Files of all whole transactions. @throws Error DuckDB's own */
  async files(position: string): Promise<ChangesCommit> {
    const { target, folder } = this.#task;
    const ending = fileEnding(target);
    const files: ChangesCommit['files'][number][] = [];
    for (const { table, folder: under, spool, at } of this.#parts.values()) {
      if (spool.rows === 0) continue;
      await spool.flush();
      const file = path.join(folder, `changes-${this.#made++}.${ending}`);
      await this.#writer.write(spool.file, file, table.columns, target, typeOptions(this.#task));
      files.push({ folder: under, at, ending, file });
    }
    const counts = [...this.#counts].map(([key, each]) => {
      const [schema, table] = JSON.parse(key) as [string, string];
      return { schema, table, ...each };
    });
    return { files, replaces: [...this.#replaced], counts, position };
  }

  /** After its files have been committed, or when they never will be. */
  async clear(): Promise<void> {
    for (const { spool } of [...this.#parts.values(), ...this.#void]) await spool[Symbol.asyncDispose]();
    this.#parts.clear();
    this.#void.length = 0;
    this.#replaced.clear();
    this.#truncations = [];
    this.#counts.clear();
    this.#running = new Map();
    this.begun = undefined;
  }

  async #create(key: string, table: ChangeTable, folder: string, at: number): Promise<Part> {
    const spool = await Spool.create(path.join(this.#task.folder, `spool-${this.#made++}.csv`));
    const part: Part = { table, folder, spool, at, ended: { bytes: 0, rows: 0 } };
    this.#parts.set(key, part);
    this.begun ??= Date.now();
    return part;
  }
}
