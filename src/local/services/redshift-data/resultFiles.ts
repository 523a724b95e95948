/** The rows of results: a file a statement, a line a row, each a JSON array of texts; they outlive the warehouse's process. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TextValue } from '../../warehouse/warehouseApi.ts';

/** About how many bytes of a result's file one page holds. */
const pageBytes = 1 << 20;
const newline = 0x0a;
const passing = 'passing-';

export class ResultFiles {
  readonly #folder: string;

  /** @param folder its own, below the endpoint's state */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param part from 0 */
  fileOf(id: string, part: number): string {
    return path.join(this.#folder, `${id}.${part + 1}.rows`);
  }

  /** Rows of the catalog, which are gone again when their call is answered. */
  passingId(): string {
    return `${passing}${randomUUID()}`;
  }

  /** Makes the folder, and removes what calls of an earlier process have left in it. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#removeWhere((id) => id.startsWith(passing));
  }

  /** Removes the rows of one statement. */
  async remove(id: string, parts: number): Promise<void> {
    for (let i = 0; i < parts; i++) await rm(this.fileOf(id, i), { force: true });
  }

  /** Removes all that belongs to none of these statements. */
  async keepOnly(ids: ReadonlySet<string>): Promise<void> {
    await this.#removeWhere((id) => !ids.has(id) && !id.startsWith(passing));
  }

  async #removeWhere(goes: (id: string) => boolean): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names) {
      if (goes(name.split('.')[0] ?? '')) await rm(path.join(this.#folder, name), { force: true });
    }
  }

  /**
   * Rows from a byte on at which a line begins, about a megabyte of them.
   * @returns where the next page begins, undefined behind the last row
   */
  async readPage(id: string, part: number, from: number): Promise<{ rows: TextValue[][]; next: number | undefined }> {
    await using file = await open(this.fileOf(id, part), 'r');
    const { size } = await file.stat();
    let wanted = pageBytes;
    for (;;) {
      const buffer = Buffer.alloc(Math.min(wanted, Math.max(size - from, 0)));
      await file.read(buffer, 0, buffer.length, from);
      const end = buffer.lastIndexOf(newline) + 1;
      // A row may be longer than a page.
      if (end === 0 && from + buffer.length < size) {
        wanted *= 4;
        continue;
      }
      const lines = buffer.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
      const rows = lines.map((line) => JSON.parse(line) as TextValue[]);
      return { rows, next: from + end < size ? from + end : undefined };
    }
  }
}
