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

it.each([
  ['aggregate: avg', 'aggregate: average', 19, 'cubes.0.measures.1.aggregate'],
  [
    'levels: [region, day.month]',
    'levels: [region, day.week]',
    16,
    'cubes.0.hierarchies.0.levels.1: day.week is no dim',
  ],
  ['name: margin', 'name: ticket', 20, 'cubes.0.measures.2.name: the name ticket is there twice'],
  ['column: amount }', 'column: amount, from: facts }', 19, 'cubes.0.measures.1.from: the cube names no facts'],
  ['column: amount }', 'column: amount, sql: amount }', 19, 'either a column or SQL'],
  ['type: date', 'type: text', 14, 'only dates have periods'],
  ['relation: sales', 'files: sales.xlsx', 8, 'must be Parquet, CSV or JSON files'],
  ['relation: sales', 'relation: sales\n    engine: files', 9, 'needs files instead of a relation'],
  ['files: data/*.parquet', 'files: data/*.parquet\n    engine: redshift', 23, 'no engine but files'],
  ['files: data/*.parquet', 'files: data/*.parquet\n    refresh: materialized-view', 23, 'no materialized view'],
  ['name: local_sales', 'name: sales', 21, 'cubes.1.name: the name sales is there twice'],
])('are marked at the line where strata.yaml says %s wrongly', (right, wrong, line, message) => {
  expect(strataYamlFaults(yaml)).toEqual([]);
  const text = yaml.replace(right, wrong);
  const [fault, ...more] = strataYamlFaults(text);
  expect(more).toEqual([]);
  expect(fault?.message).toContain(message);
  expect(text.slice(0, fault?.start).split('\n').length).toBe(line);
});

it('may be of tables that are called as files are', async () => {
  await put('named/strata.yaml', 'version: 1\ncubes:\n  - { name: odd, relation: raw.json, facts: raw.csv }\n');
  const [odd] = await workspaceCubes(path.join(folder.path, 'named'), noFaults);
  expect(odd).toMatchObject({ relation: { path: ['raw', 'json'] }, facts: { path: ['raw', 'csv'] } });
});

it('have periods of dates only', async () => {
  await put(
    'texts/strata.yaml',
    'version: 1\ncubes:\n  - { name: c, relation: r, dimensions: [{ name: day, periods: [year] }] }\n',
  );
  const [cube] = await workspaceCubes(path.join(folder.path, 'texts'), noFaults);
  expect(() => resolveCube(cube!, [{ name: 'day', type: 'varchar' }])).toThrow('day is no date');
});
