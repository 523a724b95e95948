/** What a task knows while it runs; the same as what the endpoint has kept, as everything is told to it first. */
import type { SourceName } from '../mappings/tableMappings.ts';
import type { KnownTable, TaskInput } from './replicationApi.ts';

const keyOf = ({ schema, table }: SourceName) => JSON.stringify([schema, table]);

export class TaskState {
  position: string | null;
  readonly #tables: Map<string, KnownTable>;
  readonly #failed = new Set<string>();
  readonly #reloads = new Map<string, SourceName>();

  constructor(task: TaskInput) {
    this.position = task.position;
    this.#tables = new Map(task.tables.map((table) => [keyOf(table), table]));
  }

  isLoaded(name: SourceName): boolean {
    return this.#tables.get(keyOf(name))?.loaded ?? false;
  }

  isKnown(name: SourceName): boolean {
    return this.#tables.has(keyOf(name));
  }

  /** Changes of commits before are in the table's load. */
  from(name: SourceName): string | undefined {
    return this.#tables.get(keyOf(name))?.from;
  }

  loaded(name: SourceName, from: string | undefined): void {
    this.#tables.set(keyOf(name), { schema: name.schema, table: name.table, loaded: true, from });
    this.#failed.delete(keyOf(name));
  }

  failed(name: SourceName): void {
    this.#failed.add(keyOf(name));
  }

  hasFailed(name: SourceName): boolean {
    return this.#failed.has(keyOf(name));
  }

  askReload(tables: readonly SourceName[]): void {
    for (const table of tables) this.#reloads.set(keyOf(table), table);
  }

  get wantsReload(): boolean {
    return this.#reloads.size > 0;
  }

  isToReload(name: SourceName): boolean {
    return this.#reloads.has(keyOf(name));
  }

  reloaded(name: SourceName): void {
    this.#reloads.delete(keyOf(name));
  }

  /** Those that are left are of tables that the source no longer has. */
  forgetReloads(): void {
    this.#reloads.clear();
  }
}
