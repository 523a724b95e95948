/**
 * The real dbt-redshift adapter on the local warehouse: a project with every incremental strategy, both kinds of
 * snapshot, hooks, an ephemeral model and a package of macros, built, built again after its sources and its columns have
 * changed, and once more. The lineage of its columns, and of the sample's.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnGraph } from '../../src/core/columnGraph.ts';
import { endpointStatus } from '../../src/platform/connections/localEndpoint.ts';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { makeWorkgroup, sqlRows } from '../support/redshift.ts';
import { copySamples } from '../support/sampleWorkspace.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

const source = path.resolve(import.meta.dirname, '../dbt/roastery');

let strata: StrataCli;
let rows: (sql: string) => Promise<unknown[][]>;
beforeAll(async () => {
  strata = strataCli();
  const filter = (file: string) => !/(^|[/\\])(target|logs|dbt_packages)$/.test(path.relative(source, file));
  await cp(source, path.join(strata.root, 'roastery'), { recursive: true, filter });
  await strata.run('up');
  const { file } = await endpointStatus(strata.root, new AbortController().signal);
  const client = { endpoint: file!.url, region: file!.region, credentials: file! };
  await makeWorkgroup(client);
  const data = new RedshiftDataClient(client);
  rows = (sql) => sqlRows(data, sql);
  await dbt('deps');
});
afterAll(async () => {
  if (!strata) return;
  await endResidents(strata.root);
  await strata[Symbol.asyncDispose]();
});

async function dbt(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await strata.run('dbt', ...args);
  if (code !== 0) throw new Error(`dbt ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

const lineage = async (column: string, project = 'roastery') =>
  await strata.json<ColumnGraph>('dbt', 'lineage', column, '--project-dir', project);

/** What a column comes from in the end, and what cannot be told. */
function sources({ start, nodes, edges }: ColumnGraph): string[] {
  const seen = new Set<string>();
  const waiting = [start.key];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    waiting.push(...edges.filter(({ to }) => to === key).map(({ from }) => from));
  }
  const ends = nodes.filter(({ key }) => seen.has(key) && !edges.some(({ to }) => to === key));
  return ends.map(({ name, column, untraced }) => `${name}.${column}${untraced.length > 0 ? '?' : ''}`).toSorted();
}

describe('dbt-redshift', () => {
  test('builds it all', async () => {
    expect(await dbt('build', '--project-dir', 'roastery')).toMatch(/PASS=\d+ WARN=0 ERROR=0 SKIP=0/);
    expect(await rows('SELECT batch_id, note FROM roastery.batches_merged ORDER BY 1')).toEqual([
      [1, 'fine'],
      [2, 'smoky'],
      [3, null],
      [4, 'big lot'],
    ]);
    expect(await rows('SELECT * FROM roastery.kilos_by_kind ORDER BY farm_id')).toEqual([
      [10, '20.00', '12.50', '0.00'],
      [11, '0.00', '7.25', '0.00'],
      [12, '0.00', '0.00', '31.00'],
    ]);
    expect(
      await rows('SELECT count(*), sum(batches), min(day)::varchar, max(day)::varchar FROM roastery.calendar'),
    ).toEqual([[59, 4, '2026-01-01', '2026-02-28']]);
    expect(await rows("SELECT quarter, price FROM roastery.prices WHERE kind = 'dark' ORDER BY 1")).toEqual([
      ['first_quarter', '7.10'],
      ['second_quarter', '7.00'],
    ]);
    expect(await rows('SELECT came_from, sale_id, shop, site FROM roastery.all_sales ORDER BY 2')).toEqual([
      ['shop_sales', 1, 'Centro', null],
      ['shop_sales', 2, 'Norte', null],
      ['web_sales', 7, null, 'example.org'],
    ]);
  });

  test('builds it again with other rows, other columns and longer texts', async () => {
    await cp(path.join(source, 'later'), path.join(strata.root, 'roastery/seeds'), { recursive: true });
    const phase = ['--vars', '{phase: 2}', '--project-dir', 'roastery'];
    for (let times = 0; times < 2; times++) {
      expect(await dbt('build', ...phase)).toMatch(/PASS=\d+ WARN=0 ERROR=0 SKIP=0/);
      expect(await rows('SELECT batch_id, kilos, note, size FROM roastery.batches_merged ORDER BY 1')).toEqual([
        [1, '12.50', 'fine', null],
        [2, '19.50', 'weighed again, a little less than was first written down', 'large'],
        [3, '7.25', null, null],
        [4, '31.00', 'big lot', null],
        [5, '4.75', 'first of its kind from there', 'small'],
      ]);
      expect(await rows('SELECT batch_id, kind, note, grams FROM roastery.batches_replaced ORDER BY 1')).toMatchObject([
        [1, 'light', 'fine', expect.stringMatching(/^12500/)],
        [2, 'dark', expect.stringContaining('a little less'), expect.stringMatching(/^19500/)],
        [3, 'light', null, expect.stringMatching(/^7250/)],
        [4, 'medium', 'big lot', expect.stringMatching(/^31000/)],
        [5, 'dark', 'first of its kind from there', expect.stringMatching(/^4750/)],
      ]);
      expect(await rows('SELECT batch_id, kilos FROM roastery.batches_logged ORDER BY changed_at, 1')).toEqual([
        [1, '12.50'],
        [2, '20.00'],
        [3, '7.25'],
        [4, '31.00'],
        [2, '19.50'],
        [5, '4.75'],
      ]);
    }
    const history = (table: string, columns: string) =>
      rows(`SELECT ${columns}, dbt_valid_to IS NULL FROM roastery.${table} ORDER BY farm_id, dbt_valid_from, 2`);
    expect(await history('farms_by_time', 'farm_id, rating')).toEqual([
      [10, 4, false],
      [10, 5, true],
      [11, 5, true],
      [12, 3, false],
      [13, 4, true],
    ]);
    expect(await history('farms_by_value', 'farm_id, rating')).toEqual([
      [10, 4, false],
      [10, 5, true],
      [11, 5, true],
      [12, 3, true],
      [13, 4, true],
    ]);
    expect(await rows('SELECT what FROM roastery.hooked ORDER BY 1')).toEqual([['rows 4'], ['rows 5'], ['rows 5']]);
    expect(await rows('SELECT count(*) FROM roastery_runs')).toEqual([[3]]);
  });

  test('says how fresh its sources are, and what its documentation is made of', async () => {
    expect(await dbt('source', 'freshness', '--project-dir', 'roastery')).toMatch(
      /PASS freshness of scales\.raw_batches/,
    );
    await dbt('docs', 'generate', '--project-dir', 'roastery');
  });
});

describe('the lineage of columns', () => {
  test('goes through macros, ephemeral models and incremental ones', async () => {
    expect(sources(await lineage('batches_merged.kilos'))).toEqual(['raw_batches.kilos']);
    expect(sources(await lineage('kilos_by_kind.kilos_dark'))).toEqual(['raw_batches.kilos', 'raw_batches.kind']);
    expect(sources(await lineage('batch_keys.batch_key'))).toEqual(['raw_batches.batch_id', 'raw_batches.note']);
    expect(sources(await lineage('prices.price'))).toEqual(['raw_prices.first_quarter', 'raw_prices.second_quarter']);
    expect(sources(await lineage('all_sales.kilos'))).toEqual(['shop_sales.kilos', 'web_sales.kilos']);
    expect(sources(await lineage('farms_by_time.rating'))).toEqual(['raw_farms.rating']);
    expect(sources(await lineage('farms_by_value.dbt_valid_to'))).toEqual(['farms_by_value.dbt_valid_to?']);
    expect(sources(await lineage('calendar.day'))).toEqual(['calendar.day']);
  });

  test('of the sample goes from the cube up to the lake, and from the lake down to the cube', async () => {
    await copySamples(strata.root, ['oltp-to-olap']);
    const project = 'oltp-to-olap/dbt_redshift';
    const total = await lineage('cube_sales_summary.total_sales', project);
    expect(total.edges.map(({ from, to, asIs }) => [from, to, asIs])).toEqual([
      ['model.oltp_to_olap.fct_sales.amount', 'model.oltp_to_olap.cube_sales_summary.total_sales', false],
      ['model.oltp_to_olap.stg_orders.amount', 'model.oltp_to_olap.fct_sales.amount', true],
      ['source.oltp_to_olap.lake.orders.amount', 'model.oltp_to_olap.stg_orders.amount', true],
    ]);
    const region = await lineage('lake.customers.region', project);
    const reached = region.nodes.map(({ name, column }) => `${name}.${column}`);
    expect(reached).toEqual(
      expect.arrayContaining([
        'dim_customer.region',
        'fct_sales.region',
        'cube_sales_summary.region',
        'mv_sales_cube.region',
      ]),
    );
    expect(region.unclear).toEqual([]);
  });
});
