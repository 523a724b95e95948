import { describe, expect, test } from 'vitest';
import { csvSchema } from '../formats/csvSchema.ts';
import { jsonSchema } from '../formats/jsonSchema.ts';
import { findTables, type GroupingOptions } from './findTables.ts';
import { addFile, emptyFolder, folderAt } from './folders.ts';
import { tableName, tableNameBy } from './tableName.ts';

const orders = 'id,customer,total\n1,Ana,2.5\n2,Eva,3\n';
const widerOrders = 'id,customer,total,channel,note\n1,Ana,2.5,web,x\n2,Eva,3,shop,y\n';
const ordersWithChannel = 'id,customer,total,channel\n1,Ana,2.5,web\n2,Eva,3,shop\n';
const stock = 'product,place,amount,since\nx,y,5,2\nz,w,6,3\n';
const events = '{"type":"click","at":1}\n';

/** Tables as `path keys`, their partitions as values, and what was left over. */
function find(files: Readonly<Record<string, string>>, options: Partial<GroupingOptions> = {}) {
  const root = emptyFolder('', '');
  for (const [key, text] of Object.entries(files).sort()) {
    const found = csvSchema(text, true) ?? jsonSchema(text, true);
    if (!found) throw new Error(`${key} is neither`);
    const at = key.lastIndexOf('/') + 1;
    addFile(folderAt(root, key.slice(0, at)), key.slice(at), text.length, found);
  }
  const tables = findTables(root, { combine: false, ...options });
  return tables.map(({ path, keys, partitions, strays, totals, schema }) => ({
    path,
    keys: keys.map((key) => key ?? '-'),
    partitions: partitions.map((partition) => partition.values.join('/')),
    strays,
    files: totals.files,
    columns: schema.columns.length,
  }));
}

describe('one table', () => {
  test('files alike in one folder', () => {
    expect(find({ 'a.csv': orders, 'b.csv': orders })).toEqual([
      { path: '', keys: [], partitions: [], strays: [], files: 2, columns: 3 },
    ]);
  });

  test('a stray among files that are mostly alike is left out and told', () => {
    expect(find({ 'a.csv': orders, 'b.csv': orders, 'c.json': events })).toMatchObject([
      { path: '', files: 2, strays: ['c.json'] },
    ]);
  });

  test('folders named by key and value', () => {
    const found = find({
      'year=2024/month=12/a.csv': orders,
      'year=2025/month=01/a.csv': orders,
      'year=2025/month=01/b.csv': orders,
    });
    expect(found).toMatchObject([{ path: '', keys: ['year', 'month'], partitions: ['2024/12', '2025/01'], files: 3 }]);
  });

  test('one such folder alone', () => {
    expect(find({ 'day=2025-06-01/a.csv': orders })).toMatchObject([{ path: '', keys: ['day'] }]);
  });

  test('values that Hive has escaped', () => {
    expect(find({ 'At=10%3A30/a.csv': orders, 'At=%C3%B1/a.csv': orders })).toMatchObject([
      { keys: ['at'], partitions: ['ñ', '10:30'] },
    ]);
  });

  test('folders without names for their values', () => {
    expect(find({ '2025/01/a.csv': orders, '2025/02/a.csv': orders })).toMatchObject([
      { path: '', keys: ['-', '-'], partitions: ['2025/01', '2025/02'] },
    ]);
  });

  test('a column more in later files', () => {
    expect(find({ 'd=1/a.csv': orders, 'd=2/a.csv': ordersWithChannel })).toMatchObject([
      { partitions: ['1', '2'], columns: 4 },
    ]);
  });

  test('a partition that does not go with the others is left out and told', () => {
    expect(find({ 'd=1/a.csv': orders, 'd=2/a.csv': orders, 'd=3/a.json': events, 'x.csv': stock })).toMatchObject([
      { path: '', partitions: ['1', '2'], strays: ['d=3/', 'x.csv'] },
    ]);
  });
});

describe('several tables', () => {
  test('folders that are unlike each other', () => {
    expect(find({ 'orders/a.csv': orders, 'stock/a.csv': stock, 'events/day=1/a.json': events })).toMatchObject([
      { path: 'events/', keys: ['day'] },
      { path: 'orders/', keys: [] },
      { path: 'stock/', keys: [] },
    ]);
  });

  test('files that are unlike each other, each by itself', () => {
    expect(find({ 'orders.csv': orders, 'stock.csv': stock })).toMatchObject([
      { path: 'orders.csv', files: 1 },
      { path: 'stock.csv', files: 1 },
    ]);
  });

  test('files beside folders', () => {
    expect(find({ 'readme.json': events, 'orders/a.csv': orders, 'stock/a.csv': stock })).toMatchObject([
      { path: 'readme.json' },
      { path: 'orders/' },
      { path: 'stock/' },
    ]);
  });

  test('folders of different depth', () => {
    expect(find({ 'a/a.csv': orders, 'b/x/a.csv': orders })).toMatchObject([
      { path: 'a/', keys: [] },
      { path: 'b/', keys: ['-'] },
    ]);
  });

  test('too few columns in common', () => {
    expect(find({ 'a/a.csv': orders, 'b/a.csv': widerOrders })).toHaveLength(2);
  });
});

describe('as the configuration has it', () => {
  test('compatible schemas combined', () => {
    expect(find({ 'a/a.csv': orders, 'b/a.csv': widerOrders }, { combine: true })).toMatchObject([
      { path: '', keys: ['-'], partitions: ['a', 'b'], columns: 5 },
    ]);
  });

  test('tables at a level', () => {
    const files = { 'eu/orders/2024/a.csv': orders, 'eu/orders/2025/a.csv': orders, 'us/orders/2025/a.csv': orders };
    expect(find(files, { tableLevel: 2 })).toMatchObject([
      { path: 'eu/orders/', keys: ['-'], partitions: ['2024', '2025'] },
      { path: 'us/orders/', keys: ['-'], partitions: ['2025'] },
    ]);
  });
});

test('names of tables', () => {
  expect(tableName('lake', 'raw/Ventas 2025/', '')).toBe('ventas_2025');
  expect(tableName('lake', 'raw/orders.csv', 'raw_')).toBe('raw_orders_csv');
  expect(tableName('my-lake', '', '')).toBe('my_lake');
  expect(tableName('lake', 'year=2025/', '')).toBe('year_2025');
  expect(tableNameBy('orders', 's3://lake/a/orders/')).toMatch(/^orders_[0-9a-f]{32}$/);
  expect(tableNameBy('x'.repeat(255), 's3://a/')).toHaveLength(255);
});
