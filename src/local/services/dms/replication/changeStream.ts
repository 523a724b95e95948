/**
 * The changes of a slot as they come, no faster than they are taken.
 * https://www.postgresql.org/docs/current/protocol-replication.html#PROTOCOL-REPLICATION-START-REPLICATION
 */
import type { Client } from 'pg';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { connectionOf, type DriverConnection } from './driverConnection.ts';
import { writeLsn } from './lsn.ts';
import { type Change, readChange } from './pgoutput.ts';
import { publicationsOf } from './slot.ts';

export type StreamMessage =
  | { readonly kind: 'change'; readonly change: Change; readonly bytes: number }
  /** Everything up to here has been sent. */
  | { readonly kind: 'alive'; readonly position: bigint };

const mostWaitingBytes = 8 << 20;
const statusMs = 5000;
/** Milliseconds from 1970 to 2000, from when PostgreSQL counts. */
const epochMs = 946_684_800_000;

export class ChangeStream implements AsyncDisposable {
  readonly #client: Client;
  readonly #connection: DriverConnection;
  #waiting: Buffer[] = [];
  #next = 0;
  #bytes = 0;
  #wake = () => {};
  #failure: { readonly error: unknown } | undefined;
  #confirmed: bigint;
  #timer: NodeJS.Timeout | undefined;
  readonly #take = ({ chunk }: { readonly chunk: Buffer }) => this.#keep(chunk);

  /** @param client a session of the replication protocol, ended with the stream */
  constructor(client: Client, name: string, from: bigint) {
    this.#client = client;
    this.#connection = connectionOf(client);
    this.#confirmed = from;
    this.#connection.on('copyData', this.#take);
    const publications = publicationsOf(name).map(quoteName).join(',');
    client
      .query(
        `START_REPLICATION SLOT ${quoteName(name)} LOGICAL ${writeLsn(from)}
         (proto_version '1', publication_names ${quoteText(publications)})`,
      )
      .then(
        () => this.#fail(new Error('The source has ended the stream of changes.')),
        (error: unknown) => this.#fail(error),
      );
    client.once('end', () => this.#fail(new Error('The connection to the source has ended.')));
    // The source takes a reader that is silent for a minute for gone, also one that is writing a large file.
    this.#timer = setInterval(() => this.#status(), statusMs);
  }

  /** Lets the source forget what came before. */
  confirm(position: bigint): void {
    if (position <= this.#confirmed) return;
    this.#confirmed = position;
    this.#status();
  }

  /** The next message, or undefined when none comes in time. @throws Error the driver's own when the stream has ended */
  async take(waitMs: number, signal: AbortSignal): Promise<StreamMessage | undefined> {
    if (this.#next === this.#waiting.length && !this.#failure && !signal.aborted) await this.#wait(waitMs, signal);
    signal.throwIfAborted();
    const message = this.#waiting[this.#next];
    if (!message) {
      if (this.#failure) throw this.#failure.error;
      return undefined;
    }
    this.#next += 1;
    this.#bytes -= message.length;
    if (this.#next === this.#waiting.length) {
      [this.#waiting, this.#next] = [[], 0];
      this.#connection.stream.resume();
    }
    return this.#read(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#connection.removeListener('copyData', this.#take);
    this.#connection.stream.resume();
    await this.#client.end().catch(() => {});
  }

  #read(message: Buffer): StreamMessage {
    if (message[0] === 0x77) {
      const bytes = message.subarray(25);
      return { kind: 'change', change: readChange(bytes), bytes: bytes.length };
    }
    // It asks for an answer before it takes the reader for gone.
    if (message[17] === 1) this.#status();
    return { kind: 'alive', position: message.readBigUInt64BE(1) };
  }

  #keep(chunk: Buffer): void {
    // The driver uses its buffer again.
    this.#waiting.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes > mostWaitingBytes) this.#connection.stream.pause();
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = () => {};
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }

  /** Standby status update: written, flushed and applied are one here. */
  #status(): void {
    if (this.#failure) return;
    const message = Buffer.alloc(34);
    message.write('r', 0, 'latin1');
    for (const at of [1, 9, 17]) message.writeBigUInt64BE(this.#confirmed, at);
    message.writeBigInt64BE(BigInt(Date.now() - epochMs) * 1000n, 25);
    this.#connection.sendCopyFromChunk(message);
  }
}
