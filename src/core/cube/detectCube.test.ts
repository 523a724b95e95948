import { expect, it } from 'vitest';
import { comparePivots } from './comparePivots.ts';
import { detectCube } from './detectCube.ts';
import { compareDecimals, divideDecimals, formatDecimal, parseDecimal, roundDecimal } from './exactDecimal.ts';
import { nextPeriod, periodStart, periodText } from './timeParts.ts';

it('finds dimensions, measures and hierarchies by types, keys and names', () => {
  const { levels, hierarchies, measures } = detectCube([
    { name: 'order_id', type: 'bigint', key: true },
    { name: 'customer', type: 'varchar(100)' },
    { name: 'region', type: 'character varying(50)' },
    { name: 'order_date', type: 'timestamp(3)' },
    { name: 'month', type: 'date' },
    { name: 'amount', type: 'decimal(10,2)' },
    { name: 'unit_price', type: 'numeric(10,2)' },
    { name: 'max_discount', type: 'double' },
    { name: 'año', type: 'int' },
    { name: 'mes', type: 'int' },
    { name: 'tags', type: 'array<string>' },
  ]);
  expect(levels.map(({ name }) => name)).toEqual([
    'order_id',
    'customer',
    'region',
    ...['order_date.year', 'order_date.quarter', 'order_date.month', 'order_date.day'],
    ...['month.year', 'month.quarter', 'month.month'],
    'año',
    'mes',
  ]);
  expect(hierarchies.map((each) => [each.name, ...each.levels])).toEqual([
    ['order_date', 'order_date.year', 'order_date.quarter', 'order_date.month', 'order_date.day'],
    ['month', 'month.year', 'month.quarter', 'month.month'],
    ['geography', 'region', 'customer'],
    ['calendar', 'año', 'mes'],
  ]);
  expect(measures.map(({ name, aggregate }) => [name, aggregate])).toEqual([
    ['rows', 'count'],
    ['order_id_count', 'count-distinct'],
    ['amount', 'sum'],
    ['unit_price', 'avg'],
    ['max_discount', 'max'],
  ]);
});

it('reckons exactly, and rounds half away from zero', () => {
  const number = (text: string) => parseDecimal(text)!;
  expect(formatDecimal(divideDecimals(number('1'), number('3'), 4)!)).toBe('0.3333');
  expect(formatDecimal(divideDecimals(number('-1'), number('8'), 2)!)).toBe('-0.13');
  expect(divideDecimals(number('1'), number('0.00'), 2)).toBeUndefined();
  expect(formatDecimal(roundDecimal(number('99999999999999999999.995'), 2))).toBe('100000000000000000000.00');
  expect(formatDecimal(number('-1.5e-3'))).toBe('-0.0015');
  expect(compareDecimals(number('0.30'), number('0.3'))).toBe(0);
  expect([parseDecimal('NaN'), parseDecimal(''), parseDecimal('-'), parseDecimal('1e9999')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('knows periods by the words of people', () => {
  expect(periodStart('month', '2024-03')).toBe('2024-03-01');
  expect(periodStart('quarter', '2024-Q3')).toBe('2024-07-01');
  expect(periodStart('quarter', '2024-08-15')).toBe('2024-07-01');
  expect(periodStart('week', '2024-01-03')).toBe('2024-01-01');
  expect([periodStart('month', '2024-13'), periodStart('day', '2023-02-29'), periodStart('year', 'last')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([nextPeriod('quarter', '2024-10-01'), nextPeriod('week', '2024-12-30')]).toEqual(['2025-01-01', '2025-01-06']);
  expect([periodText('quarter', '2024-04-01'), periodText('week', '2024-12-30')]).toEqual(['2024-Q2', '2025-W01']);
});

it('tells what differs between two refreshes, and not how it is written', () => {
  const cell = (row: string, ...values: (string | null)[]) => ({ row: [row], column: [], values });
  const before = { at: 1, measures: ['sum'], cells: [cell('a', '1.50'), cell('b', '2'), cell('gone', '3')] };
  const now = { at: 2, measures: ['sum'], cells: [cell('a', '1.5'), cell('b', '2.25'), cell('new', null)] };
  expect(comparePivots(before, now)).toEqual([
    { row: ['b'], column: [], measure: 'sum', before: '2', now: '2.25', change: '0.25' },
    { row: ['gone'], column: [], measure: 'sum', before: '3', now: null, change: null },
  ]);
});
