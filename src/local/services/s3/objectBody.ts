import { close, read } from 'node:fs';
import { promisify } from 'node:util';
import { Fault } from '../../server/fault.ts';
import type { ByteRange } from './ranges.ts';

const readAt = promisify(read);
const closeFile = promisify(close);

const pieceBytes = 1 << 18;

/** What may be handed to another local service in one piece. */
const largestInMemory = 256 * 1024 * 1024;

/** The bytes of an open object, or a range of them. Whoever gets one reads it to its end or closes it. */
export class ObjectBody {
  readonly #descriptor: number;
  readonly #range: ByteRange;
  readonly #owner: ObjectBody | undefined;
  #open = true;

  /** @param owner who closes the file, where it is not this one */
  constructor(descriptor: number, range: ByteRange, owner?: ObjectBody) {
    this.#descriptor = descriptor;
    this.#range = range;
    this.#owner = owner;
  }

  get length(): number {
    return this.#range.end - this.#range.start;
  }

  /** A range of it, over the same open file. */
  slice(range: ByteRange): ObjectBody {
    return new ObjectBody(this.#descriptor, range, this);
  }

  /** Each piece is a buffer of its own. @throws Error when the file was cut short behind the endpoint's back */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (let at = this.#range.start; at < this.#range.end; ) {
        const size = Math.min(pieceBytes, this.#range.end - at);
        const { bytesRead, buffer } = await readAt(this.#descriptor, Buffer.allocUnsafe(size), 0, size, at);
        if (bytesRead === 0) throw new Error('The file of an object became shorter while it was read.');
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await this.close();
    }
  }

  /** @throws Fault for an object that is too large to be held in memory */
  async bytes(): Promise<Buffer> {
    if (this.length > largestInMemory) {
      await this.close();
      throw new Fault('EntityTooLarge', `An object of ${this.length} bytes is too large to be handed over in memory.`);
    }
    return Buffer.concat(await Array.fromAsync(this));
  }

  async close(): Promise<void> {
    if (!this.#open || this.#owner) return;
    this.#open = false;
    await closeFile(this.#descriptor);
  }
}
