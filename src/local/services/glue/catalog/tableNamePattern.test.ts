import { expect, it } from 'vitest';
import { tableNamePattern } from './tableNamePattern.ts';

it.each([
  ['sales*', ['sales', 'sales_daily'], ['my_sales']],
  ['*daily*', ['sales_daily', 'daily'], ['sales']],
  ['sales.*', ['sales', 'sales_daily'], ['my_sales']],
  ['sales_[0-9]*', ['sales_1', 'sales_23'], ['sales_x']],
  ['a|b', ['a', 'b'], ['ab']],
  ['SALES', ['sales'], ['sales2']],
])('%s', (expression, matching, others) => {
  const matches = tableNamePattern(expression);
  expect(matching.filter(matches)).toEqual(matching);
  expect(others.filter(matches)).toEqual([]);
});

it('refuses what is no pattern', () => {
  expect(() => tableNamePattern('(')).toThrow(/not a valid pattern/);
});
