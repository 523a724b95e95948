import { expect, test } from 'vitest';
import { ObservedTypes, shortTypeName, textsOf } from './resultTypes.ts';

const field = (name: string, dataTypeID: number) => ({ name, dataTypeID, dataTypeModifier: -1 });

test('a number without declared digits gets those of its values, as far as they can be kept exactly', () => {
  const observed = new ObservedTypes([
    field('sum', 1700),
    field('odd', 1700),
    field('long', 1700),
    field('money', 1700),
  ]);
  observed.add([
    ['-1234.5', '1.5', '1'.repeat(39), '1.10'],
    ['0.125', null, null, null],
  ]);
  observed.add([['7', 'NaN', '2', null]]);
  const types = observed.columns(['numeric', 'numeric', 'numeric', 'numeric(10,2)']).map(({ type }) => type);
  expect(types).toEqual(['numeric(7,3)', 'numeric', 'numeric', 'numeric(10,2)']);
});

test('a moment that a calendar of four digits does not have leaves its column as text', () => {
  const observed = new ObservedTypes([field('at', 1114), field('day', 1082)]);
  observed.add([['2025-01-31 10:00:00.5', '0044-03-15 BC']]);
  expect(observed.columns(['timestamp without time zone', 'date'])).toEqual([
    { name: 'at', type: 'timestamp' },
    { name: 'day', type: 'date (text)' },
  ]);
});

test('types have the names that people write', () => {
  expect(
    ['character varying(50)', 'timestamp(3) with time zone', 'double precision', 'integer[]'].map(shortTypeName),
  ).toEqual(['varchar(50)', 'timestamptz', 'double', 'integer[]']);
});

test('booleans are words, and nothing else is touched', () => {
  expect(textsOf(['t', 't', null], [field('a', 16), field('b', 25), field('c', 16)])).toEqual(['true', 't', null]);
});
