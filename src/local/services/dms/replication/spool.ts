/** Rows on their way into a file: CSV on disk, so that neither a table nor a transaction of any size fills the memory. */
import { type FileHandle, open, rm } from 'node:fs/promises';

const chunkBytes = 1 << 20;

export class Spool implements AsyncDisposable {
  readonly file: string;
  readonly #handle: FileHandle;
  #chunks: Buffer[] = [];
  #pending = 0;
  #written = 0;
  rows = 0;

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  static async create(file: string): Promise<Spool> {
    return new Spool(file, await open(file, 'w', 0o600));
  }

  get bytes(): number {
    return this.#written + this.#pending;
  }

  /** Whether enough waits in memory that `flush` is due. */
  get full(): boolean {
    return this.#pending >= chunkBytes;
  }

  /** Takes a row with its line's end; the bytes are the spool's from now on. */
  append(row: Buffer): void {
    this.#chunks.push(row);
    this.#pending += row.length;
    this.rows += 1;
  }

  async flush(): Promise<void> {
    const chunk = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#pending = 0;
    await this.#handle.writeFile(chunk);
    this.#written += chunk.length;
  }

  /** Drops what came after a moment of which `bytes` and `rows` are known. */
  async cut(bytes: number, rows: number): Promise<void> {
    await this.flush();
    await this.#handle.truncate(bytes);
    this.#written = bytes;
    this.rows = rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.file, { force: true });
  }
}

/** A line of one value would be empty for a NULL, which is no line to a reader of CSV: it gets a second one. */
export function spooled<T>(values: readonly T[], filler: T): readonly T[] {
  return values.length === 1 ? [...values, filler] : values;
}

/** A row as COPY writes CSV: every value quoted, NULL empty. */
export function csvLine(values: readonly (string | null | undefined)[]): Buffer {
  const cells = spooled(values, '1').map((value) =>
    value === null || value === undefined ? '' : `"${value.includes('"') ? value.replaceAll('"', '""') : value}"`,
  );
  return Buffer.from(`${cells.join(',')}\n`);
}
