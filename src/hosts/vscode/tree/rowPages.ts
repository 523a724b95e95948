import type { Page } from '../../../core/page.ts';
import { isAtOrBelow, type Row, rowId } from './rows.ts';

/** Reads one page of a row's children, or of the roots; undefined when there is no connection to read from. */
export type ReadPage = (
  parent: Row | undefined,
  token: string | undefined,
  signal: AbortSignal,
) => Promise<Page<Row> | undefined>;

/** What has been read of one list. */
export interface LoadedRows {
  readonly rows: Row[];
  next: string | undefined;
  /** While its next page is being read: a second click asks for it no second time. */
  reading: boolean;
}

/**
 * The pages of a tree's lists that were read so far. An answer that comes after its list was forgotten is not kept, so
 * that it never replaces a newer one.
 */
export class RowPages {
  readonly #read: ReadPage;
  readonly #loaded = new Map<string, LoadedRows>();
  /** How often a row was forgotten, by its id. */
  readonly #rounds = new Map<string, number>();
  #reading = new AbortController();

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** What is read now is read until this aborts. */
  get signal(): AbortSignal {
    return this.#reading.signal;
  }

  /** The first page of a list, and those that were read after it; undefined without a connection. */
  async of(parent: Row | undefined): Promise<LoadedRows | undefined> {
    const key = rowId(parent);
    const known = this.#loaded.get(key);
    if (known) return known;
    const { signal } = this;
    const round = this.#rounds.get(key);
    const page = await this.#read(parent, undefined, signal);
    if (!page) return undefined;
    const loaded: LoadedRows = { rows: [...page.items], next: page.next, reading: false };
    if (!signal.aborted && round === this.#rounds.get(key)) this.#loaded.set(key, loaded);
    return loaded;
  }

  /** Reads on from a `Load more` row; false when that is under way already, or the list is another by now. */
  async readOn(row: Row & { readonly kind: 'more' }): Promise<boolean> {
    const loaded = this.#loaded.get(rowId(row.parent));
    if (!loaded || loaded.reading || loaded.next !== row.token) return false;
    loaded.reading = true;
    try {
      const page = await this.#read(row.parent, row.token, this.signal);
      if (!page) return false;
      loaded.rows.push(...page.items);
      loaded.next = page.next;
      return true;
    } finally {
      loaded.reading = false;
    }
  }

  /** Forgets a row's list and those below it, or all of them. */
  forget(row?: Row): void {
    if (!row) {
      this.#reading.abort();
      this.#reading = new AbortController();
    }
    const key = rowId(row);
    this.#rounds.set(key, (this.#rounds.get(key) ?? 0) + 1);
    for (const known of this.#loaded.keys()) if (isAtOrBelow(known, key)) this.#loaded.delete(known);
  }

  /** Ends all reading for good. */
  close(): void {
    this.#reading.abort();
  }
}
