/** The backend's messages: https://www.postgresql.org/docs/current/protocol-message-formats.html */
import type { Duplex } from 'node:stream';
import type { SqlFailureShape } from '../warehouseApi.ts';

export interface FieldDescription {
  readonly name: string;
  readonly typeOid: number;
  /** Bytes of a fixed width; -1 of others. */
  readonly typeSize: number;
  readonly typeModifier: number;
  /** 0 for text, 1 for binary. */
  readonly format: number;
}

/** How much is gathered before it is written. */
const bufferBytes = 64 * 1024;

/** Builds messages and writes them in large pieces; `flush` waits for a client that reads slowly. */
export class MessageWriter {
  #socket: Duplex;
  #buffer = Buffer.allocUnsafe(bufferBytes);
  #length = 0;
  #start = 0;
  #full = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Goes on over another stream: after the client asked for TLS. */
  redirect(socket: Duplex): void {
    this.#socket = socket;
  }

  /** Whether enough is gathered that a flush is due. */
  get due(): boolean {
    return this.#full || this.#length >= bufferBytes / 2;
  }

  authentication(kind: number, data: Buffer = Buffer.alloc(0)): void {
    this.#begin('R').#int32(kind).#bytes(data).#end();
  }

  parameterStatus(name: string, value: string): void {
    this.#begin('S').#text(name).#text(value).#end();
  }

  backendKey(pid: number, secret: number): void {
    this.#begin('K').#int32(pid).#int32(secret).#end();
  }

  readyForQuery(state: 'I' | 'T' | 'E'): void {
    this.#begin('Z').#byte(state.charCodeAt(0)).#end();
  }

  rowDescription(fields: readonly FieldDescription[]): void {
    this.#begin('T').#int16(fields.length);
    for (const field of fields) {
      this.#text(field.name).#int32(0).#int16(0).#int32(field.typeOid).#int16(field.typeSize);
      this.#int32(field.typeModifier).#int16(field.format);
    }
    this.#end();
  }

  dataRow(values: readonly (string | Buffer | null)[]): void {
    this.#begin('D').#int16(values.length);
    for (const value of values) {
      if (value === null) this.#int32(-1);
      else if (typeof value === 'string') this.#sizedText(value);
      else this.#int32(value.length).#bytes(value);
    }
    this.#end();
  }

  parameterDescription(oids: readonly number[]): void {
    this.#begin('t').#int16(oids.length);
    for (const oid of oids) this.#int32(oid);
    this.#end();
  }

  commandComplete(tag: string): void {
    this.#begin('C').#text(tag).#end();
  }

  /** `1` ParseComplete, `2` BindComplete, `3` CloseComplete, `n` NoData, `s` PortalSuspended, `I` EmptyQueryResponse. */
  plain(type: '1' | '2' | '3' | 'n' | 's' | 'I'): void {
    this.#begin(type).#end();
  }

  error(severity: 'ERROR' | 'FATAL', message: string, failure: SqlFailureShape): void {
    this.#notice('E', severity, failure.sqlState, message, failure);
  }

  notice(severity: 'NOTICE' | 'INFO' | 'WARNING', message: string): void {
    this.#notice('N', severity, '00000', message, undefined);
  }

  /** Writes what is gathered; resolves when the client has room for more. */
  async flush(): Promise<void> {
    this.#full = false;
    if (this.#length === 0) return;
    const piece = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(bufferBytes);
    this.#length = 0;
    const socket = this.#socket;
    if (socket.destroyed || socket.write(piece)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
  }

  #notice(type: 'E' | 'N', severity: string, code: string, message: string, failure?: SqlFailureShape): void {
    this.#begin(type);
    const field = (letter: string, value: string | undefined) => {
      if (value !== undefined) this.#byte(letter.charCodeAt(0)).#text(value);
    };
    field('S', severity);
    field('V', severity);
    field('C', code);
    field('M', message);
    field('D', failure?.detail);
    field('H', failure?.hint);
    field('P', failure?.position === undefined ? undefined : String(failure.position));
    this.#byte(0).#end();
  }

  #begin(type: string): this {
    this.#start = this.#length;
    return this.#byte(type.charCodeAt(0)).#int32(0);
  }

  #end(): void {
    this.#buffer.writeInt32BE(this.#length - this.#start - 1, this.#start + 1);
    this.#full = this.#length >= bufferBytes / 2;
  }

  #room(length: number): void {
    if (this.#length + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  #byte(value: number): this {
    this.#room(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  #int16(value: number): this {
    this.#room(2);
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
    return this;
  }

  #int32(value: number): this {
    this.#room(4);
    this.#length = this.#buffer.writeInt32BE(value | 0, this.#length);
    return this;
  }

  #bytes(value: Buffer): this {
    this.#room(value.length);
    this.#length += value.copy(this.#buffer, this.#length);
    return this;
  }

  /** Zero bytes would end the text for the client. */
  #text(value: string): this {
    this.#bytes(Buffer.from(value.replaceAll('\0', ''), 'utf8'));
    return this.#byte(0);
  }

  #sizedText(value: string): this {
    // A character of UTF-16 takes at most three bytes of UTF-8.
    this.#room(4 + value.length * 3);
    const written = this.#buffer.write(value, this.#length + 4, 'utf8');
    this.#buffer.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
    return this;
  }
}
