import { describe, expect, it } from 'vitest';
import { hitNodes } from './hits.ts';
import { mapMermaid } from './mapMermaid.ts';
import { mapOpenLineage } from './mapOpenLineage.ts';
import { mapSvg } from './mapSvg.ts';
import { mapText } from './mapText.ts';
import { folderId } from './names.ts';
import { datasetOfEvent, openLineageName } from './openLineageNames.ts';
import type { NodeState, PipelineMap } from './pipelineMap.ts';
import { partOf, reach } from './reach.ts';
import { testMap } from './testMap.ts';

const chain = testMap(10);
const map: PipelineMap = { ...chain, edges: chain.edges.slice(0, 9) };
const failed = (at: number): ReadonlyMap<string, NodeState> => new Map([['refine_0', { state: 'failed', at }]]);

describe('what a failure hits', () => {
  it('is everything downstream of it, with what failed', () => {
    const hits = hitNodes(map, failed(1000));
    expect([...hits.keys()]).toEqual(['silver_0', 'load_0', 'lake_0', 'stg_0', 'fct_0', 'cube_0']);
    expect(hits.get('cube_0')).toEqual({ by: 'refine_0', through: 'fct_0' });
  });

  it('ends where data was made anew since', () => {
    const states = new Map([...failed(1000), ['lake_0', { at: 2000 }] as const]);
    expect([...hitNodes(map, states).keys()]).toEqual(['silver_0', 'load_0']);
  });

  it('is not who starts what failed', () => {
    const starts = { from: 'machine', to: 'refine_0', kind: 'starts', evidence: [] } as const;
    expect(hitNodes({ ...map, edges: [...map.edges, starts] }, failed(1)).has('machine')).toBe(false);
  });
});

it('a part of a map is what data reaches, both ends included', () => {
  expect([...reach(map, ['stg_0'], 'downstream')].toSorted()).toEqual(['cube_0', 'fct_0', 'stg_0']);
  const above = partOf(map, reach(map, ['raw_0'], 'upstream'));
  expect(above.nodes.map(({ id }) => id)).toEqual(['source_0', 'replicate_0', 'raw_0']);
  expect(above.layers.map(({ name }) => name)).toEqual(['source', 'raw']);
  expect(above.edges).toHaveLength(2);
});

describe('places in S3', () => {
  it.each([
    ['s3://b/raw/orders/dt=2025-06-01/a.parquet', 's3://b/raw/orders/'],
    ['s3a://b/raw/orders', 's3://b/raw/orders/'],
    ['s3://b/silver/orders/\ue000/', 's3://b/silver/orders/'],
    ['s3://b/raw/*.csv', 's3://b/raw/'],
    ['s3://b/report.json', 's3://b/'],
    ['s3://\ue000/raw/', undefined],
    ['/local/file', undefined],
  ])('%s is told apart as %s', (uri, id) => expect(folderId(uri)).toBe(id));
});

describe('names in OpenLineage', () => {
  const place = { account: '123456789012', region: 'eu-west-1', warehouse: 'shop' };
  const ids = [
    's3://lake/raw/orders/',
    'glue://shop.orders',
    'redshift://dev.analytics.fct_sales',
    'postgres://source/oltp_db.public.orders',
  ];

  it('are those of its specification', () => {
    expect(ids.map((id) => openLineageName(id, place))).toEqual([
      { namespace: 's3://lake', name: 'raw/orders' },
      { namespace: 'arn:aws:glue:eu-west-1:123456789012', name: 'table/shop/orders' },
      { namespace: 'redshift://shop.eu-west-1:5439', name: 'dev.analytics.fct_sales' },
      { namespace: 'postgres://source:5432', name: 'oltp_db.public.orders' },
    ]);
  });

  it('come back as what they were', () => {
    expect(ids.map((id) => datasetOfEvent(openLineageName(id, place), ids))).toEqual(ids);
    const byHost = { namespace: 'postgres://127.0.0.1:39011', name: 'oltp_db.public.orders' };
    expect(datasetOfEvent(byHost, ids)).toBe('postgres://source/oltp_db.public.orders');
    expect(datasetOfEvent({ namespace: 'bigquery', name: 'a.b.c' }, ids)).toBeUndefined();
  });
});

describe('a map in other forms', () => {
  const states = failed(1000);
  const now = { states, hits: hitNodes(map, states), now: 61_000 };

  it('is a tree of text that says each thing once', () => {
    const text = mapText(map, now);
    expect(text).toMatch(/^source_0 · Source table\n└─ replicate_0 · DMS task\n/);
    expect(text).toContain('refine_0 · Glue job · Failed · 1 min. ago');
    expect(text).toContain('cube_0 · Cube · HIT by refine_0');
    expect(text.match(/cube_0/g)).toHaveLength(1);
  });

  it('is Mermaid, whatever names hold', () => {
    const [first, ...others] = map.nodes;
    const mermaid = mapMermaid({ ...map, nodes: [{ ...first!, label: 'a"b;c' }, ...others] }, now);
    expect(mermaid).toMatch(/^flowchart LR\n {2}subgraph l0\["source"\]\n {4}n0\[\("a#34;b#59;c"\)\]\n/);
    expect(mermaid).toContain('n0 --> n1');
    expect(mermaid).toMatch(/class n3 failed/);
  });

  it('is a picture without markup of its names', () => {
    const [first, ...others] = map.nodes;
    const svg = mapSvg({ ...map, nodes: [{ ...first!, label: '<script>&' }, ...others] }, now);
    expect(svg).toContain('&lt;script&gt;&amp;');
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<g transform/g)).toHaveLength(10);
  });

  it('is events of OpenLineage, one for each job and model', () => {
    const events = mapOpenLineage(map, {}, 0) as { job: { name: string }; inputs: object[]; outputs: object[] }[];
    expect(events.map(({ job }) => job.name)).toEqual([
      ...['replicate_0', 'refine_0', 'load_0', 'make.stg_0', 'make.fct_0', 'make.cube_0'],
    ]);
    expect(events.every(({ inputs, outputs }) => inputs.length === 1 && outputs.length === 1)).toBe(true);
  });
});
