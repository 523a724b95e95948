/**
 * Messages of PostgreSQL's own logical decoding, version 1. Values stay the text that they are sent as, so that no digit
 * and no microsecond is lost on the way.
 * https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
 */

export interface RelationColumn {
  readonly name: string;
  /** Whether it belongs to what identifies a row. */
  readonly key: boolean;
  readonly type: number;
  /** The type's modifier, -1 for none. */
  readonly modifier: number;
}

export interface Relation {
  readonly id: number;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly RelationColumn[];
}

/** A value: its text, NULL, or undefined where an update left a long value as it was and it was not sent. */
export type Value = string | null | undefined;

export type Change =
  | { readonly kind: 'begin'; readonly commitLsn: bigint; readonly commitMicros: bigint }
  | { readonly kind: 'commit'; readonly endLsn: bigint }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'insert'; readonly relation: number; readonly row: readonly Value[] }
  | {
      readonly kind: 'update';
      readonly relation: number;
      readonly row: readonly Value[];
      /** What identified the row before: its key alone, or all of it. Absent when the key has not changed. */
      readonly old?: { readonly row: readonly Value[]; readonly whole: boolean };
    }
  | {
      readonly kind: 'delete';
      readonly relation: number;
      readonly old: { readonly row: readonly Value[]; readonly whole: boolean };
    }
  | { readonly kind: 'truncate'; readonly relations: readonly number[] }
  /** Origins, types and messages of plugins, which change no row. */
  | { readonly kind: 'other' };

/** Microseconds from 1970 to 2000, from when PostgreSQL counts. */
const epochMicros = 946_684_800_000_000n;

/** @throws Error for bytes that are no such message */
export function readChange(bytes: Buffer): Change {
  const reader = new Reader(bytes);
  const tag = String.fromCharCode(reader.byte());
  switch (tag) {
    case 'B': {
      const commitLsn = reader.long();
      return { kind: 'begin', commitLsn, commitMicros: reader.long() + epochMicros };
    }
    case 'C':
      reader.skip(1 + 8);
      return { kind: 'commit', endLsn: reader.long() };
    case 'R':
      return { kind: 'relation', relation: reader.relation() };
    case 'I': {
      const relation = reader.int();
      reader.skip(1);
      return { kind: 'insert', relation, row: reader.row() };
    }
    case 'U':
      return readUpdate(reader);
    case 'D': {
      const relation = reader.int();
      const whole = reader.byte() === letter('O');
      return { kind: 'delete', relation, old: { row: reader.row(), whole } };
    }
    case 'T': {
      const count = reader.int();
      reader.skip(1);
      return { kind: 'truncate', relations: Array.from({ length: count }, () => reader.int()) };
    }
    case 'O':
    case 'Y':
    case 'M':
      return { kind: 'other' };
    default:
      throw new Error(`pgoutput sent a message of the unknown kind ${JSON.stringify(tag)}.`);
  }
}

function readUpdate(reader: Reader): Change {
  const relation = reader.int();
  const mark = reader.byte();
  if (mark === letter('N')) return { kind: 'update', relation, row: reader.row() };
  const old = { row: reader.row(), whole: mark === letter('O') };
  reader.skip(1);
  const row = reader.row();
  // A whole old row has the long values that the new one only refers to.
  const filled = old.whole ? row.map((value, at) => (value === undefined ? old.row[at] : value)) : row;
  return { kind: 'update', relation, row: filled, old };
}

const letter = (text: string) => text.charCodeAt(0);

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    this.#at += count;
  }

  byte(): number {
    const value = this.#bytes.readUInt8(this.#at);
    this.#at += 1;
    return value;
  }

  short(): number {
    const value = this.#bytes.readInt16BE(this.#at);
    this.#at += 2;
    return value;
  }

  int(): number {
    const value = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  long(): bigint {
    const value = this.#bytes.readBigInt64BE(this.#at);
    this.#at += 8;
    return value;
  }

  text(length: number): string {
    const value = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  /** Ended by a zero byte. */
  name(): string {
    const value = this.text(this.#bytes.indexOf(0, this.#at) - this.#at);
    this.skip(1);
    return value;
  }

  relation(): Relation {
    const id = this.int();
    const schema = this.name();
    const table = this.name();
    this.skip(1);
    const columns = Array.from({ length: this.short() }, () => {
      const key = (this.byte() & 1) === 1;
      const name = this.name();
      const type = this.int();
      return { name, key, type, modifier: this.int() | 0 };
    });
    return { id, schema, table, columns };
  }

  row(): Value[] {
    return Array.from({ length: this.short() }, () => {
      const kind = this.byte();
      if (kind === letter('n')) return null;
      if (kind === letter('u')) return undefined;
      if (kind === letter('t')) return this.text(this.int());
      throw new Error(`pgoutput sent a value of the unknown kind ${kind}.`);
    });
  }
}
