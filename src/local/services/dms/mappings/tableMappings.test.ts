import { describe, expect, test } from 'vitest';
import { loadOrder, readTableMappings, takes } from './tableMappings.ts';
import { targetOf } from './targetNames.ts';

let rules = 0;
const select = (schema: string, table: string, action = 'include', more = {}) => ({
  'rule-type': 'selection',
  'rule-id': String(++rules),
  'rule-name': 'any',
  'object-locator': { 'schema-name': schema, 'table-name': table },
  'rule-action': action,
  ...more,
});
const transform = (target: string, action: string, value?: string, locator = {}, more = {}) => ({
  'rule-type': 'transformation',
  'rule-id': String(++rules),
  'rule-target': target,
  'object-locator': { 'schema-name': '%', ...locator },
  'rule-action': action,
  ...(value === undefined ? {} : { value }),
  ...more,
});
const read = (...all: unknown[]) => readTableMappings(JSON.stringify({ rules: all }));
const taken = (mappings: ReturnType<typeof read>, ...names: string[]) =>
  names.filter((name) => {
    const [schema = '', table = ''] = name.split('.');
    return takes(mappings, { schema, table });
  });

describe('selection', () => {
  test('includes by wildcards, and what is excluded stays out', () => {
    const mappings = read(select('public', '%'), select('public', 'tmp%', 'exclude'), select('sales', 'order_'));
    expect(taken(mappings, 'public.orders', 'public.tmp1', 'sales.orders', 'sales.order', 'crm.x')).toEqual([
      'public.orders',
      'sales.orders',
    ]);
  });

  test.each([
    ['a[_]b', ['public.a_b']],
    ['a_b', ['public.a_b', 'public.axb']],
    ['a[x-z]b', ['public.axb']],
    ['A_B', []],
    ['a.b', []],
  ])('%s means what DMS says', (table, expected) => {
    expect(taken(read(select('public', table)), 'public.a_b', 'public.axb')).toEqual(expected);
  });

  test('an explicit rule takes the very name', () => {
    expect(taken(read(select('public', 'a_b', 'explicit')), 'public.a_b', 'public.axb')).toEqual(['public.a_b']);
  });

  test('orders loads by what includes the table', () => {
    const mappings = read(select('public', '%'), select('public', 'big', 'include', { 'load-order': 5 }));
    expect(loadOrder(mappings, { schema: 'public', table: 'big' })).toBe(5);
    expect(loadOrder(mappings, { schema: 'public', table: 'small' })).toBe(0);
  });
});

describe('transformation', () => {
  const orders = { schema: 'public', table: 'Orders' };

  test('renames schema, table and columns, one rule after the other', () => {
    const mappings = read(
      select('%', '%'),
      transform('schema', 'rename', 'bronze'),
      transform('table', 'convert-lowercase'),
      transform('table', 'add-prefix', 'src_'),
      transform('column', 'remove-column', undefined, { 'column-name': 'secret%' }),
      transform('column', 'replace-suffix', '_key', { 'column-name': '%Id' }, { 'old-value': 'Id' }),
    );
    expect(targetOf(mappings, orders, ['orderId', 'secretA', 'note'])).toEqual({
      schema: 'bronze',
      table: 'src_orders',
      columns: [
        { from: 0, name: 'order_key' },
        { from: 2, name: 'note' },
      ],
    });
  });

  test('keeps only the columns that are included, when any are', () => {
    const mappings = read(select('%', '%'), transform('column', 'include-column', undefined, { 'column-name': 'id' }));
    expect(targetOf(mappings, orders, ['id', 'note']).columns).toEqual([{ from: 0, name: 'id' }]);
  });

  test.each([
    ['add-suffix', 'X', 'OrdersX'],
    ['remove-prefix', 'Ord', 'ers'],
    ['remove-prefix', 'no', 'Orders'],
    ['remove-suffix', 'ers', 'Ord'],
    ['convert-uppercase', undefined, 'ORDERS'],
  ])('%s %s makes %s', (action, value, expected) => {
    expect(targetOf(read(select('%', '%'), transform('table', action, value)), orders, []).table).toBe(expected);
  });
});

test.each([
  ['{', 'The parameter TableMappings is not valid JSON.'],
  ['{}', 'The parameter TableMappings must have a list of rules.'],
  [JSON.stringify({ rules: [select('a', 'b', 'exclude')] }), 'at least one selection rule that includes tables'],
  [JSON.stringify({ rules: [select('a', 'b', 'include', { filters: [{}] })] }), 'does not do source filters'],
  [JSON.stringify({ rules: [transform('column', 'change-data-type')] }), 'the rule-action change-data-type'],
  [JSON.stringify({ rules: [transform('table', 'rename')] }), 'rename needs a value'],
  [JSON.stringify({ rules: [transform('table', 'rename', '${table-name}')] }), 'does not do variables'],
])('%s is refused', (text, message) => {
  expect(() => readTableMappings(text)).toThrow(message);
});
