import { expect, it } from 'vitest';
import { toManifest } from './manifest.ts';
import { selectorOf } from './selection.ts';

const model = (name: string, file: string, pkg = 'shop') => ({
  unique_id: `model.${pkg}.${name}`,
  name,
  resource_type: 'model',
  package_name: pkg,
  original_file_path: file,
  fqn: [
    pkg,
    ...file
      .replace(/\.sql$/, '')
      .split('/')
      .slice(1),
  ],
});
const manifest = toManifest({
  metadata: { project_name: 'shop' },
  nodes: Object.fromEntries(
    [
      model('fct_sales', 'models/marts/fct_sales.sql'),
      model('dates', 'models/marts/dates.sql', 'calendar'),
      {
        ...model('ignored', 'models/schema.yml'),
        unique_id: 'test.shop.unique_id.1f',
        name: 'unique_id',
        resource_type: 'test',
      },
    ].map((node) => [node.unique_id, node]),
  ),
  sources: {},
  macros: {},
});
const select = (kind: string, name: string, around: 'alone' | 'both' = 'alone') =>
  selectorOf({ kind: `dbt.${kind}`, path: name ? ['.', name] : ['.'] }, manifest, around);

it('selects what a row of the tree stands for', () => {
  expect(select('project', '')).toBeUndefined();
  expect(select('folder', 'marts')).toBe('path:models/marts');
  expect(select('model', 'model.shop.fct_sales')).toBe('fct_sales');
  expect(select('model', 'model.shop.fct_sales', 'both')).toBe('+fct_sales+');
  expect(select('model', 'model.calendar.dates')).toBe('calendar.marts.dates');
  expect(select('source', 'source.shop.landing.raw_orders')).toBe('source:landing.raw_orders');
  expect(select('test', 'test.shop.unique_id.1f')).toBe('unique_id');
  expect(select('exposure', 'exposure.shop.board')).toBe('exposure:board');
});
