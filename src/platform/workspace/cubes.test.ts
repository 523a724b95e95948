import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tempFolder } from '../../../test/support/tempFolder.ts';
import { levelsNamed, resolveCube } from '../../core/cube/declaredCube.ts';
import { workspaceCubes } from './cubes.ts';
import { strataYamlFaults } from './strataYaml.ts';

const folder = tempFolder('strata-cubes');
afterAll(() => folder[Symbol.asyncDispose]());

const yaml = `version: 1
stack: shop
athena:
  database: \${DatabaseName}
  workgroup: shop
cubes:
  - name: sales
    relation: sales
    dimensions:
      - name: region
      - name: day
        sql: CAST(order_day AS date)
        type: date
        periods: [month, year]
    hierarchies:
      - { name: place, levels: [region, day.month] }
    measures:
      - { name: total, column: Amount, digits: 2 }
      - { name: ticket, aggregate: avg, column: amount }
      - { name: margin, sql: sum(amount) - sum(cost) }
  - name: local_sales
    files: data/*.parquet
`;

async function put(name: string, text: string): Promise<void> {
  const file = path.join(folder.path, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

beforeAll(async () => {
  await put('shop/strata.yaml', yaml);
  await put('warehouse/dbt_project.yml', 'name: shop\nprofile: shop\n');
  await put(
    'warehouse/profiles.yml',
    'shop: {target: dev, outputs: {dev: {type: redshift, dbname: "{{ env_var(\'DB\') }}", schema: analytics}}}\n',
  );
  await put(
    'warehouse/models/cubes/cube_sales.sql',
    `{{ config(materialized='table') }}
SELECT region, DATE_TRUNC('month', o.order_date) AS month, -- by month
  SUM(amount) AS total_sales, COUNT(DISTINCT order_id) AS num_orders, MAX(amount) largest
FROM {{ ref('fct_sales') }} o GROUP BY 1, 2`,
  );
  await put('warehouse/models/cubes/odd.sql', "with a as (select 1) select * from a, {{ ref('x') }}, {{ ref('y') }}");
  await put('warehouse/models/marts/fct_sales.sql', 'select 1');
  await put('broken/strata.yaml', 'version: 1\ncubes:\n  - name: x\n');
});

const noFaults = (fault: Error) => {
  throw fault;
};

it('are those of strata.yaml and the models under cubes/', async () => {
  const faults: string[] = [];
  const cubes = await workspaceCubes(folder.path, ({ message }) => faults.push(message));
  expect(cubes.map(({ name, engine, relation }) => [name, engine, relation])).toEqual([
    ['sales', 'athena', { kind: 'table', path: ['sales'] }],
    ['local_sales', 'files', { kind: 'files', format: 'parquet', pattern: `${folder.path}/shop/data/*.parquet` }],
    ['cube_sales', 'redshift', { kind: 'table', path: ['analytics', 'cube_sales'] }],
    ['odd', 'redshift', { kind: 'table', path: ['analytics', 'odd'] }],
  ]);
  expect(cubes[0]).toMatchObject({
    place: { database: '${DatabaseName}', workgroup: 'shop' },
    source: { stack: 'shop' },
  });
  expect(faults).toEqual([expect.stringContaining('needs either a relation or files')]);
});

it('take what they are made of from the SQL of a model, and what cannot be added up from its facts', async () => {
  const cubes = await workspaceCubes(path.join(folder.path, 'warehouse'), noFaults);
  const declared = cubes.find(({ name }) => name === 'cube_sales')!;
  expect(declared).toMatchObject({
    facts: { path: ['analytics', 'fct_sales'] },
    refresh: { kind: 'dbt', model: 'cube_sales' },
  });
  const cube = resolveCube(declared, [
    { name: 'region', type: 'varchar(10)' },
    { name: 'month', type: 'timestamp' },
    { name: 'total_sales', type: 'numeric(38,2)' },
    { name: 'num_orders', type: 'bigint' },
    { name: 'largest', type: 'numeric(10,2)' },
  ]);
  expect(cube.levels.map(({ name, sql, factSql }) => [name, sql, factSql])).toEqual([
    ['region', '"region"', 'region'],
    ...['year', 'quarter', 'month'].map((part) => [`month.${part}`, '"month"', 'order_date']),
  ]);
  expect(cube.measures).toMatchObject([
    { name: 'total_sales', aggregate: 'sum', of: '"total_sales"' },
    { name: 'num_orders', aggregate: 'count-distinct', of: 'order_id', from: 'facts' },
    { name: 'largest', aggregate: 'max', of: '"largest"' },
  ]);
  expect(levelsNamed(cube, 'month')).toEqual(['month.month']);
});

it('say which column or level is not there', async () => {
  const [sales] = await workspaceCubes(path.join(folder.path, 'shop'), noFaults);
  const cube = resolveCube(sales!, [
    { name: 'region', type: 'string' },
    { name: 'amount', type: 'decimal(10,2)' },
  ]);
  expect(cube.levels.map(({ name }) => name)).toEqual(['region', 'day.year', 'day.month']);
  expect(cube.hierarchies.map(({ name }) => name)).toEqual(['day', 'place']);
  expect(cube.measures[0]).toMatchObject({ name: 'total', of: '"amount"', kind: 'decimal', digits: 2 });
  expect(levelsNamed(cube, 'day')).toEqual(['day.year', 'day.month']);
  expect(() => levelsNamed(cube, 'colour')).toThrow('has no dimension colour');
  expect(() => resolveCube(sales!, [{ name: 'region', type: 'string' }])).toThrow('names the column Amount');
});

it('are marked at the line where strata.yaml is wrong', () => {
  const text = yaml.replace('aggregate: avg', 'aggregate: average');
  const [fault] = strataYamlFaults(text);
  expect(text.slice(0, fault!.start).split('\n').length).toBe(19);
  expect(fault!.message).toContain('cubes.0.measures.1.aggregate');
});
