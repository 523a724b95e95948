import { expect, test } from 'vitest';
import { namesLike, valuesOf } from './names.ts';

test('patterns of SHOW take a star for any text and a bar for alternatives', () => {
  const names = ['sales', 'sales_2024', 'orders', 'a.b'];
  const like = (pattern?: string) => names.filter(namesLike(pattern));
  expect(like()).toEqual(names);
  expect(like('sales*')).toEqual(['sales', 'sales_2024']);
  expect(like('*2024|ORDERS')).toEqual(['sales_2024', 'orders']);
  expect(like('sales.*')).toEqual(['sales', 'sales_2024']);
  expect(like('sales')).toEqual(['sales']);
  expect(like('(')).toEqual([]);
});

test('a partition needs a value for each key and for nothing else', () => {
  const table = { Name: 't', DatabaseName: 'd', PartitionKeys: [{ Name: 'year' }, { Name: 'day' }] };
  const spec = (...pairs: [string, string][]) => new Map(pairs);
  expect(valuesOf(table, spec(['DAY', '2'], ['year', '2024']))).toEqual(['2024', '2']);
  expect(() => valuesOf(table, spec(['year', '2024']))).toThrow('Non-Partition column');
  expect(() => valuesOf(table, spec(['year', '2024'], ['month', '1']))).toThrow('{year=2024, month=1}');
});
