/** `strata cube` over a table of Athena's and over Parquet files; every figure against a computation row by row. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyAxis, emptyPivot } from '../../src/core/cube/pivotRequest.ts';
import { measured, randomFrom, randomSales, rowsOf } from '../../src/core/cube/testCube.ts';
import { sqlText } from '../../src/core/sqlDialect.ts';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

const sales = randomSales(randomFrom(3), 120);
const definition = `
    dimensions:
      - { name: region }
      - { name: customer }
      - { name: day, periods: [year, month] }
    hierarchies:
      - { name: place, levels: [region, customer] }
    measures:
      - { name: amount }
      - { name: customers, column: customer, aggregate: count-distinct }
      - { name: ticket, column: amount, aggregate: avg }
`;
const cubes = `
cubes:
  # kept as it is
  - name: sales
    relation: shop.sales${definition}  - name: local
    files: data/*.parquet${definition}  - { name: gone, relation: shop.gone }
`;

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
  const folder = await writeSmallPipeline(strata.root);
  const { code, stderr } = await strata.run('deploy', folder);
  if (code !== 0) throw new Error(stderr);
  await writeFile(
    path.join(folder, 'strata.yaml'),
    `${await readFile(path.join(folder, 'strata.yaml'), 'utf8')}${cubes}`,
  );
  const rows = sales.map(({ region, customer, day, amount, items }) => {
    const [a, b] = [region, customer].map((text) => (text === null ? 'NULL' : sqlText('trino', text)));
    return `(${a}, ${b}, ${day === null ? 'NULL' : `DATE '${day}'`}, CAST(${amount ?? 'NULL'} AS decimal(12,2)), CAST(${items ?? 'NULL'} AS integer))`;
  });
  const select = `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(region, customer, day, amount, items)`;
  for (const sql of ['CREATE DATABASE shop', `CREATE TABLE shop.sales WITH (format = 'PARQUET') AS ${select}`]) {
    await strata.json('do', 'athena.execute', '--input', JSON.stringify({ sql }));
    // What makes a table leaves no rows, so that it is waited for by what comes after it.
    const check = sql.includes('TABLE') ? 'SELECT count(*) FROM shop.sales' : 'SHOW TABLES IN shop';
    await vi.waitFor(async () => expect((await strata.run('query', check)).code).toBe(0), { timeout: 60_000 });
  }
  await mkdir(path.join(folder, 'data'));
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`COPY (${select}) TO '${path.join(folder, 'data', 'sales.parquet')}' (FORMAT parquet)`);
  duckdb.disconnectSync();
});
afterAll(() => strata?.[Symbol.asyncDispose]());

interface Shown {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const nulls = (text: string | null | undefined) => (text === 'NULL' ? null : (text ?? null));

describe.each(['sales', 'local'])('the cube %s', (name) => {
  test('is shown by members, months and totals', async () => {
    const shown = await strata.json<Shown>(
      ...['cube', name, '--rows', 'region', '--columns', 'month', '--measure', 'amount'],
    );
    const request = {
      ...emptyPivot,
      rows: { ...emptyAxis, levels: ['region'] },
      columns: { ...emptyAxis, levels: ['day.month'] },
    };
    expect(shown.headers[0]).toBe('region');
    expect(shown.headers).toContain('2024-02');
    expect(shown.headers.slice(-2)).toEqual(['NULL', 'Total']);
    expect(shown.rows.map(([member]) => member).sort()).toEqual(
      [...new Set(sales.map(({ region }) => region ?? 'NULL')), 'Total'].sort(),
    );
    for (const [member, ...values] of shown.rows) {
      for (const [i, value] of values.entries()) {
        const header = shown.headers[i + 1]!;
        const column = header === 'Total' ? [] : [header === 'NULL' ? null : `${header}-01`];
        const mine = rowsOf(sales, request, member === 'Total' ? [] : [nulls(member)], column);
        expect(value, `${member} ${header}`).toBe(mine.length === 0 ? null : measured(mine, 'amount'));
      }
    }
  });

  test('takes slices, a hierarchy, several measures and the first members', async () => {
    const shown = await strata.json<Shown>(
      ...['cube', name, '--rows', 'place', '--measure', 'ticket,customers:share-of-total'],
      ...['--slice', "region=Lima|O'Higgins|NULL", '--slice', 'day.year!=2023', '--top', '2'],
    );
    expect(shown.headers).toEqual(['region', 'customer', 'ticket', 'customers share-of-total']);
    const kept = sales.filter(
      ({ region, day }) => ['Lima', "O'Higgins", null].includes(region) && !day?.startsWith('2023'),
    );
    expect(shown.rows.at(-1)?.slice(0, 3)).toEqual(['Total', null, measured(kept, 'ticket')]);
    const regions = shown.rows.filter(([member, customer]) => member !== 'Total' && customer === null);
    expect(regions).toHaveLength(2);
    for (const [region, , ticket] of regions) {
      expect(ticket).toBe(
        measured(
          kept.filter((sale) => sale.region === nulls(region)),
          'ticket',
        ),
      );
    }
  });

  test('prints a table, CSV and its SQL', async () => {
    const table = await strata.run('cube', name, '--rows', 'region', '--measure', 'customers');
    expect(table.stdout).toMatch(/^region\s+customers\n/);
    expect(table.stdout).toMatch(/\nTotal\s+5\n$/);
    const csv = await strata.run('cube', name, '--rows', 'region', '--measure', 'customers', '--format', 'csv');
    expect(csv.stdout).toContain('\n"",');
    const sql = await strata.run('cube', name, '--rows', 'region', '--sql');
    expect(sql.stdout).toContain('GROUPING SETS ((), (strata_r1))');
  });
});

test('all cubes are listed', async () => {
  expect(await strata.json('cube')).toMatchObject([
    { name: 'sales', engine: 'athena', relation: 'shop.sales' },
    { name: 'local', engine: 'files' },
    { name: 'gone' },
  ]);
});

test('what is not there is said, with what there is', async () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [
      ['cube', 'other'],
      ['There is no cube other', 'sales, local, gone'],
    ],
    [
      ['cube', 'sales', '--rows', 'colour'],
      ['has no dimension colour', 'region, customer, day.year'],
    ],
    [
      ['cube', 'sales', '--measure', 'profit'],
      ['has no measure profit', 'amount, customers, ticket'],
    ],
    [
      ['cube', 'sales', '--slice', 'month=spring'],
      ['spring names no month', '2024-Q3'],
    ],
    [['cube', 'sales', '--measure', 'amount:share'], ['share-of-parent']],
    [['cube', 'gone'], ['gone']],
    [['cube', 'sales', '--format', 'xml'], ['table, csv, json']],
  ];
  for (const [args, texts] of cases) {
    const { code, stdout, stderr } = await strata.run(...args);
    expect([code, stdout]).toEqual([1, '']);
    for (const text of texts) expect(stderr).toContain(text);
  }
});

test('a table that nobody declared is a cube, too, and becomes one of strata.yaml', async () => {
  const shown = await strata.json<Shown>('cube', 'athena:shop.sales', '--rows', 'region', '--measure', 'rows');
  expect(shown.rows.at(-1)).toEqual(['Total', '120']);
  const id = 'glue-catalog.table/shop/sales';
  const { code, stderr } = await strata.run('do', 'cubes.define', id, '--input', '{"name": "again"}');
  expect([code, stderr]).toEqual([0, '']);
  const text = await readFile(path.join(strata.root, 'small', 'strata.yaml'), 'utf8');
  expect(text).toContain('# kept as it is');
  const again = await strata.json<Shown>(
    'cube',
    'again',
    '--rows',
    'day.year',
    '--measure',
    'items',
    '--columns',
    'customer',
  );
  expect(again.rows.at(-1)?.at(-1)).toBe(String(sales.reduce((sum, { items }) => sum + (items ?? 0), 0)));
  expect(await strata.run('do', 'cubes.define', id, '--input', '{"name": "again"}')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has a cube again already'),
  });
});
