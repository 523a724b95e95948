import { expect, test } from 'vitest';
import { readCsv } from './readCsv.ts';

test('tells NULL from an empty text, and takes quotes, commas and line breaks within values', () => {
  expect(readCsv('1,,""\r\n"a ""b"", c","x\r\ny",z\r\n')).toEqual([
    ['1', null, ''],
    ['a "b", c', 'x\r\ny', 'z'],
  ]);
  expect(readCsv('a,')).toEqual([['a', null]]);
  expect(readCsv('\r\nx\n')).toEqual([[null], ['x']]);
  expect(readCsv('')).toEqual([]);
});
