import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PipelineMap } from '../../core/pipeline-map/pipelineMap.ts';
import { reach } from '../../core/pipeline-map/reach.ts';
import { readPipelineMap } from './readPipelineMap.ts';

const samples = path.resolve(import.meta.dirname, '../../../sample-workspace');
const place = { account: '000000000000', region: 'us-east-1' };
const never = new AbortController().signal;

function joined(map: PipelineMap, from: string, to: string): string {
  const edge = map.edges.find((each) => each.from === from && each.to === to);
  const [evidence] = edge?.evidence ?? [];
  return edge ? `${edge.kind} ${evidence?.kind === 'file' ? evidence.file : evidence?.kind}` : 'none';
}

describe('the map of the sample from OLTP to OLAP', () => {
  let map: PipelineMap;
  beforeAll(async () => {
    map = await readPipelineMap(path.join(samples, 'oltp-to-olap'), place, never);
  });
  const lake = 's3://oltp-olap-000000000000-us-east-1';

  it('leads from the source to the cube', () => {
    expect(map.faults).toEqual([]);
    const chain = [
      `${lake}/raw/orders/`,
      'glue-job:raw_to_silver',
      'glue://oltp_olap_silver.orders',
      'glue-job:silver_to_gold',
      'glue://oltp_olap_gold.orders',
      'glue-job:gold_to_redshift',
      'redshift://dev.lake.orders',
      'redshift://dev.analytics.stg_orders',
      'redshift://dev.analytics.fct_sales',
      'redshift://dev.analytics.cube_sales_summary',
      'cube://sales',
    ];
    expect(chain.slice(1).map((to, i) => joined(map, chain[i] ?? '', to))).toEqual([
      'data glue_jobs/raw_to_silver/job.py',
      'data glue_jobs/raw_to_silver/job.py',
      'data glue_jobs/silver_to_gold/job.py',
      'data glue_jobs/silver_to_gold/job.py',
      'data glue_jobs/gold_to_redshift/job.py',
      'data glue_jobs/gold_to_redshift/job.py',
      'data dbt_redshift/models/staging/stg_orders.sql',
      'data dbt_redshift/models/marts/fct_sales.sql',
      'data dbt_redshift/models/cubes/cube_sales_summary.sql',
      'data strata.yaml',
    ]);
    const source = 'postgres://oltp-olap-source/oltp_db.public.orders';
    const reached = reach(map, [source], 'downstream');
    expect(['dms-task:oltp-olap-cdc', ...chain.slice(1)].filter((id) => !reached.has(id))).toEqual([]);
  });

  it('has every thing in its layer, and knows it by the address that the workbench has', () => {
    const of = (id: string) => map.nodes.find((node) => node.id === id);
    const layers = ['source', 'raw', 'silver', 'gold', 'quarantine', 'warehouse', 'models', 'cubes', 'data-sets'];
    expect(map.layers.map(({ name }) => name)).toEqual(layers);
    expect(of('glue://oltp_olap_gold.orders')).toMatchObject({
      layer: 'gold',
      kind: 'catalog-table',
      place: `${lake}/gold/orders/`,
      address: { kind: 'glue-catalog.table', path: ['oltp_olap_gold', 'orders'] },
    });
    expect(of('redshift://dev.analytics.fct_sales')).toMatchObject({
      layer: 'models',
      kind: 'model',
      address: { kind: 'dbt.model', path: ['dbt_redshift', 'model.oltp_to_olap.fct_sales'] },
    });
    expect(of('glue-job:gold_to_redshift')).toMatchObject({ layer: 'warehouse' });
    expect(of('dbt-exposure:exposure.oltp_to_olap.sales_dashboard')).toMatchObject({ owner: 'Data team' });
  });

  it('leaves out what a job keeps for itself, and says so', () => {
    const ids = map.nodes.map(({ id }) => id);
    expect(ids.filter((id) => /lake_staging/.test(id))).toEqual([]);
    const load = map.nodes.find(({ id }) => id === 'glue-job:gold_to_redshift');
    expect(load?.description).toContain('lake_staging.orders');
  });

  it('says who starts what', () => {
    const machine = 'state-machine:oltp-olap-refresh';
    const started = map.edges.filter(({ from, kind }) => from === machine && kind === 'starts').map(({ to }) => to);
    expect(started).toEqual(expect.arrayContaining(['glue-job:raw_to_silver', 'glue-job:gold_to_redshift']));
    expect(joined(map, machine, 'glue-job:raw_to_silver')).toBe('starts orchestration/refresh.asl.json');
  });
});

describe('the map of the batch sample', () => {
  it('leads from the CSV files over job and crawler to view and cube', async () => {
    const map = await readPipelineMap(path.join(samples, 'batch-datalake'), place, never);
    const lake = 's3://ventas-lake-000000000000-us-east-1';
    const chain = [
      `${lake}/raw/ventas/`,
      'glue-job:ventas-lake-clean-sales',
      `${lake}/processed/ventas/`,
      'crawler:ventas-lake-processed',
      'glue://ventas_lake.ventas',
      'cube://ventas',
    ];
    expect(chain.slice(1).map((to, i) => joined(map, chain[i] ?? '', to))).toEqual([
      'data src/clean_sales.py',
      'data src/clean_sales.py',
      'data template.yaml',
      'data template.yaml',
      'data strata.yaml',
    ]);
    expect(joined(map, 'glue://ventas_lake.ventas', 'glue://ventas_lake.ventas_diarias')).toMatch(/^data/);
    const schedule = 'schedule:ventas-lake-nocturno';
    expect(joined(map, schedule, 'state-machine:ventas-lake-diario')).toBe('starts template.yaml');
    // Written in one step and read back in the next, by the job alone.
    expect(map.nodes.some(({ id }) => id.includes('/staging/'))).toBe(false);
    expect(map.layers.map(({ name }) => name)).toEqual(['raw', 'processed', 'cubes']);
  });
});

it('reads a workspace with both, each in its own layers', async () => {
  const map = await readPipelineMap(samples, place, never);
  const names = map.layers.map(({ name }) => name);
  expect(names.indexOf('raw')).toBeLessThan(names.indexOf('processed'));
  expect(map.nodes.filter(({ kind }) => kind === 'cube').map(({ id }) => id)).toEqual(
    expect.arrayContaining(['cube://ventas', 'cube://sales', 'cube://mv_sales_cube']),
  );
});
