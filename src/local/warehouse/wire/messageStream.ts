import type { Duplex } from 'node:stream';
import { type FrontendMessage, MessageReader } from './messageReader.ts';
import { MessageWriter } from './messageWriter.ts';

/** How many bytes may wait to be worked on before the client is told to wait. */
const mostWaiting = 1024 * 1024;

/** The messages of one connection, asked for one at a time. */
export class MessageStream {
  readonly writer: MessageWriter;
  #socket: Duplex;
  readonly #reader = new MessageReader();
  #wake: (() => void) | undefined;
  #ended = false;
  readonly #onData = (chunk: Buffer) => {
    this.#reader.push(chunk);
    if (this.#reader.waiting > mostWaiting) this.#socket.pause();
    this.#wake?.();
  };
  readonly #onEnd = () => {
    this.#ended = true;
    this.#wake?.();
    this.onEnd();
  };
  /** Called when the client is gone. */
  onEnd: () => void = () => {};

  constructor(socket: Duplex) {
    this.#socket = socket;
    this.writer = new MessageWriter(socket);
    this.#listen();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** From here on messages have letters. */
  started(): void {
    this.#reader.typed = true;
  }

  /** From here on messages may be large. */
  trusted(): void {
    this.#reader.trusted = true;
  }

  /** The next message; undefined when the client is gone. */
  async next(): Promise<FrontendMessage | undefined> {
    for (;;) {
      const message = this.#reader.next();
      if (message) return message;
      if (this.#ended) return undefined;
      this.#socket.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  raw(text: string): void {
    this.#socket.write(text);
  }

  /** Answers that TLS is spoken from here on, and speaks it. */
  async secure(wrap: (socket: Duplex) => Duplex): Promise<void> {
    const plain = this.#socket;
    // What came along with the request was not protected: it is not read as if it were.
    this.#reader.drain();
    plain.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    plain.pause();
    plain.write('S');
    this.#socket = wrap(plain);
    this.writer.redirect(this.#socket);
    this.#listen();
  }

  async end(): Promise<void> {
    await this.writer.flush();
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd);
    // A client that goes away in the middle is an end like any other.
    this.#socket.on('error', () => {});
  }
}
