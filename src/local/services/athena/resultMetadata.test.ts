import { expect, test } from 'vitest';
import { columnInfo } from './resultColumns.ts';
import { resultMetadata } from './resultMetadata.ts';

test('is a protocol buffer with the id and the columns', () => {
  const bytes = Buffer.from(
    resultMetadata('id-1', [columnInfo('total', 'varchar', 2_147_483_647), columnInfo('n', 'bigint', 19)]),
  );
  // Field 1, four bytes of text; then field 4, a column.
  expect(bytes.subarray(0, 6)).toEqual(Buffer.from('\x0a\x04id-1'));
  expect(bytes[6]).toBe((4 << 3) | 2);
  const column = bytes.subarray(8, 8 + bytes[7]!);
  const text = (field: number, value: string) =>
    Buffer.concat([Buffer.from([(field << 3) | 2, value.length]), Buffer.from(value)]);
  for (const part of [text(1, 'hive'), text(4, 'total'), text(5, 'total'), text(6, 'varchar')]) {
    expect(column.includes(part)).toBe(true);
  }
  // 2,147,483,647 in seven bits a byte.
  expect(column.includes(Buffer.from([7 << 3, 0xff, 0xff, 0xff, 0xff, 0x07]))).toBe(true);
  expect(column.includes(Buffer.from([10 << 3, 1]))).toBe(true);
});
