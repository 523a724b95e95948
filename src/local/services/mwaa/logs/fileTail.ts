/** What is appended to a file, as log lines of CloudWatch's. */
import { open } from 'node:fs/promises';
import { LineSplitter } from '../../../lineSplitter.ts';
import type { LineFilter } from './lineFilter.ts';

export interface LineSink {
  line(text: string): void;
  flush(): Promise<void>;
}

const mostLineBytes = 250_000;
const chunkBytes = 256 * 1024;

export class FileTail {
  readonly file: string;
  readonly #sink: LineSink;
  readonly #passes: LineFilter;
  readonly #splitter = new LineSplitter(mostLineBytes);
  #offset: number;

  /** @param offset in bytes: what was taken before */
  constructor(file: string, sink: LineSink, passes: LineFilter, offset: number) {
    this.file = file;
    this.#sink = sink;
    this.#passes = passes;
    this.#offset = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Takes what has come since. @returns whether there was anything; it is in the log by then */
  async read(): Promise<boolean> {
    await using handle = await open(this.file).catch(() => undefined);
    if (!handle) return false;
    const { size } = await handle.stat();
    // It was begun anew.
    if (size < this.#offset) this.#offset = 0;
    if (size === this.#offset) return false;
    const buffer = Buffer.alloc(Math.min(size - this.#offset, chunkBytes));
    while (this.#offset < size) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#offset);
      if (bytesRead === 0) break;
      this.#offset += bytesRead;
      for (const line of this.#splitter.push(Buffer.from(buffer.subarray(0, bytesRead)))) this.#take(line);
      await this.#sink.flush();
    }
    return true;
  }

  /** The last line, where nothing ends it. */
  async end(): Promise<void> {
    for (const line of this.#splitter.end()) this.#take(line);
    await this.#sink.flush();
  }

  #take(line: string): void {
    if (this.#passes(line)) this.#sink.line(line);
  }
}
