import { describe, expect, test } from 'vitest';
import { readChange } from './pgoutput.ts';

const byte = (value: number | string) => Buffer.from([typeof value === 'string' ? value.charCodeAt(0) : value]);
const short = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const long = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};
const name = (text: string) => Buffer.from(`${text}\0`);
const row = (...values: (string | null | undefined)[]) =>
  Buffer.concat([
    short(values.length),
    ...values.map((value) => {
      if (value === null) return byte('n');
      if (value === undefined) return byte('u');
      const text = Buffer.from(value);
      return Buffer.concat([byte('t'), int(text.length), text]);
    }),
  ]);
const message = (...parts: Buffer[]) => readChange(Buffer.concat(parts));

test('a transaction tells where and when it was committed', () => {
  expect(message(byte('B'), long(0x1_0000_0010n), long(1_000_001n), int(7))).toEqual({
    kind: 'begin',
    commitLsn: 0x1_0000_0010n,
    commitMicros: 946_684_801_000_001n,
  });
  expect(message(byte('C'), byte(0), long(16n), long(32n), long(0n))).toEqual({ kind: 'commit', endLsn: 32n });
});

test('a relation has its columns with types and keys', () => {
  const column = (key: number, column: string, type: number, modifier: number) =>
    Buffer.concat([byte(key), name(column), int(type), int(modifier)]);
  const columns = [column(1, 'id', 23, -1), column(0, 'price', 1700, 655_366)];
  expect(message(byte('R'), int(5), name('public'), name('ñandú'), byte('d'), short(2), ...columns)).toEqual({
    kind: 'relation',
    relation: {
      id: 5,
      schema: 'public',
      table: 'ñandú',
      columns: [
        { name: 'id', key: true, type: 23, modifier: -1 },
        { name: 'price', key: false, type: 1700, modifier: 655_366 },
      ],
    },
  });
});

describe('rows', () => {
  test('are texts and nulls', () => {
    expect(message(byte('I'), int(5), byte('N'), row('1', null, 'ñ', ''))).toEqual({
      kind: 'insert',
      relation: 5,
      row: ['1', null, 'ñ', ''],
    });
  });

  test('of an update leave out long values that were not touched', () => {
    expect(message(byte('U'), int(5), byte('N'), row('1', undefined))).toEqual({
      kind: 'update',
      relation: 5,
      row: ['1', undefined],
    });
  });

  test('of an update have them from the old row where that is sent whole', () => {
    expect(message(byte('U'), int(5), byte('O'), row('1', 'long'), byte('N'), row('2', undefined))).toEqual({
      kind: 'update',
      relation: 5,
      row: ['2', 'long'],
      old: { row: ['1', 'long'], whole: true },
    });
  });

  test('of an update tell of the key before', () => {
    expect(message(byte('U'), int(5), byte('K'), row('1', null), byte('N'), row('2', 'x'))).toMatchObject({
      row: ['2', 'x'],
      old: { row: ['1', null], whole: false },
    });
  });

  test('of a delete are what identified it', () => {
    expect(message(byte('D'), int(5), byte('K'), row('1', null))).toEqual({
      kind: 'delete',
      relation: 5,
      old: { row: ['1', null], whole: false },
    });
  });
});

test('a truncate names its tables', () => {
  expect(message(byte('T'), int(2), byte(0), int(5), int(6))).toEqual({ kind: 'truncate', relations: [5, 6] });
});

test('what is no message of it is an error', () => {
  expect(() => message(byte('?'))).toThrow('unknown kind "?"');
});
