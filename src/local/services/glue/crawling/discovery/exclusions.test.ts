import { expect, test } from 'vitest';
import { exclusions } from './exclusions.ts';

test.each([
  ['*.csv', 'a.csv', true],
  ['*.csv', 'x/a.csv', false],
  ['**.csv', 'x/a.csv', true],
  ['*.*', 'a.b', true],
  ['*.{csv,avro}', 'a.avro', true],
  ['*.{csv,avro}', 'a.json', false],
  ['foo.?', 'foo.b', true],
  ['foo.?', 'foo.bb', false],
  ['*/*', 'foo/bar', true],
  ['*/*', 'foo/bar/x', false],
  ['**/x', 'a/b/x', true],
  ['departments/**', 'departments/a/b.json', true],
  ['departments/**', 'staff/a.json', false],
  ['2015/0[1-3]/**', '2015/02/a', true],
  ['2015/0[1-3]/**', '2015/04/a', false],
  ['[!a-c]x', 'dx', true],
  ['[!a-c]x', 'bx', false],
  ['[!a]x', '/x', false],
  ['a\\{b\\}', 'a{b}', true],
  ['a.b', 'axb', false],
  ['ñ?', 'ña', true],
  ['{a', '{a', true],
])('%s on %s: %s', (pattern, key, excluded) => {
  expect(exclusions([pattern])(key)).toBe(excluded);
});

test('any of several, none of none', () => {
  expect(exclusions(['a', 'b'])('b')).toBe(true);
  expect(exclusions([])('b')).toBe(false);
});
