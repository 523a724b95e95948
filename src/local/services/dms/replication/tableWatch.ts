import type { Client } from 'pg';
import type { RunCtx } from './runCtx.ts';
import { type SourceTable, sourceTables } from './sourceTables.ts';

const everyMs = 5000;

/** Looks now and then whether the source has tables that the rules take and that are not published yet. */
export class TableWatch implements Disposable {
  readonly #ctx: RunCtx;
  readonly #client: Client;
  readonly #timer: NodeJS.Timeout;
  #known: ReadonlySet<number>;
  /** Whether there is one. */
  found = false;

  /** @param tables that are published */
  constructor(ctx: RunCtx, client: Client, tables: readonly SourceTable[]) {
    this.#ctx = ctx;
    this.#client = client;
    this.#known = new Set(tables.map(({ id }) => id));
    this.#timer = setInterval(() => {
      // A source that is gone is told by the stream of changes.
      this.#look().catch(() => {});
    }, everyMs);
  }

  isNew({ id }: SourceTable): boolean {
    return !this.#known.has(id);
  }

  /** These are published now. */
  saw(tables: readonly SourceTable[]): void {
    this.#known = new Set(tables.map(({ id }) => id));
    this.found = false;
  }

  async #look(): Promise<void> {
    const tables = await sourceTables(this.#client, this.#ctx.task.mappings);
    this.found ||= tables.some((table) => this.isNew(table));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
