/** The frontend's messages: https://www.postgresql.org/docs/current/protocol-message-formats.html */
import { SqlError } from '../sqlError.ts';

export interface FrontendMessage {
  /** The message's letter; empty for the first ones of a connection, which have none. */
  readonly type: string;
  readonly body: Buffer;
}

/** Longer messages end the connection: a statement of Redshift's has at most 16 MB. */
const mostBytes = 64 * 2 ** 20;

/** Before a client has shown its password it may send no more than this. */
const mostStartupBytes = 10_000;

/** Cuts a stream of bytes into messages. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #length = 0;
  /** Whether what comes next has a letter. */
  typed = false;
  /** Whether the client may send large messages. */
  trusted = false;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** Bytes that arrived and were not taken. */
  get waiting(): number {
    return this.#length;
  }

  /** Takes all bytes that are there, for what comes after the plain connection. */
  drain(): Buffer {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    return all;
  }

  /**
   * The next whole message; undefined when more bytes are wanted.
   * @throws SqlError 08P01
   */
  next(): FrontendMessage | undefined {
    const header = this.typed ? 5 : 4;
    if (this.#length < header) return undefined;
    const head = this.#peek(header);
    const length = head.readInt32BE(header - 4);
    const most = this.trusted ? mostBytes : mostStartupBytes;
    if (length < 4 || length > most) throw new SqlError('08P01', `invalid length of message: ${length}`);
    const total = length + header - 4;
    if (this.#length < total) return undefined;
    const message = this.#take(total);
    return { type: this.typed ? String.fromCharCode(message[0] ?? 0) : '', body: message.subarray(header) };
  }

  #peek(length: number): Buffer {
    const first = this.#chunks[0];
    if (first && first.length >= length) return first;
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }

  #take(length: number): Buffer {
    const first = this.#chunks[0] as Buffer;
    const whole = first.length >= length ? first : Buffer.concat(this.#chunks);
    if (whole !== first) this.#chunks = [whole];
    if (whole.length === length) this.#chunks.shift();
    else this.#chunks[0] = whole.subarray(length);
    this.#length -= length;
    return whole.subarray(0, length);
  }
}

/** Reads the parts of one message in their order. */
export class BodyReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get rest(): number {
    return this.#body.length - this.#at;
  }

  byte(): string {
    return String.fromCharCode(this.#slice(1)[0] ?? 0);
  }

  int16(): number {
    return this.#slice(2).readInt16BE();
  }

  int32(): number {
    return this.#slice(4).readInt32BE();
  }

  /** Text up to a zero byte. */
  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) throw new SqlError('08P01', 'invalid string in message');
    const text = this.#body.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  /** A value with its length before it; null for -1. */
  value(): Buffer | null {
    const length = this.int32();
    return length < 0 ? null : this.#slice(length);
  }

  bytes(): Buffer {
    return this.#slice(this.rest);
  }

  #slice(length: number): Buffer {
    if (this.rest < length) throw new SqlError('08P01', 'insufficient data left in message');
    this.#at += length;
    return this.#body.subarray(this.#at - length, this.#at);
  }
}
