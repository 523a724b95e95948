/** Cubes on the live warehouse brought up to date: a materialized view, and a model that real dbt builds. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isFinal, type Step } from '../../src/core/run.ts';
import { connectionTo } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { invokeAction } from '../../src/platform/invokeAction.ts';
import { declaredCubeNamed } from '../../src/services/cubes/declaredCubes.ts';
import { type Freshness, freshnessOf } from '../../src/services/cubes/freshness.ts';
import { dbt } from '../../src/services/dbt/dbt.ts';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { actionWithId, serviceNamed } from '../../src/services/index.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { makeWorkgroup, sqlDone, sqlRows } from '../support/redshift.ts';
import { tempFolder } from '../support/tempFolder.ts';

const { signal } = new AbortController();
const folder = tempFolder('strata-cube-refresh');
const reported: string[] = [];
let endpoint: TestEndpoint;
let data: RedshiftDataClient;
let ctx: Ctx;

const files: Readonly<Record<string, string>> = {
  'strata.yaml': `version: 1
redshift: {workgroup: etl, database: dev}
cubes:
  - {name: regions, engine: redshift, relation: shop.regions, refresh: materialized-view, dimensions: [{name: region}], measures: [{name: total}]}
  - {name: pairs, engine: redshift, relation: shop.pairs, refresh: materialized-view, measures: [{name: pairs}]}
  - {name: built, engine: redshift, relation: shop.cube_orders, facts: shop.fct_orders, refresh: {dbt: cube_orders}, dimensions: [{name: region}], measures: [{name: total}]}
`,
  'gold/dbt_project.yml': `name: gold
version: 1.0.0
config-version: 2
profile: gold
model-paths: [models]
models: {gold: {+materialized: table}}
`,
  'gold/profiles.yml': `gold:
  target: dev
  outputs:
    dev:
      type: redshift
      host: "{{ env_var('REDSHIFT_HOST') }}"
      port: "{{ env_var('REDSHIFT_PORT') | as_number }}"
      user: "{{ env_var('REDSHIFT_USER') }}"
      password: "{{ env_var('REDSHIFT_PASSWORD') }}"
      dbname: "{{ env_var('REDSHIFT_DATABASE') }}"
      schema: shop
      threads: 2
`,
  'gold/models/fct_orders.sql': 'select * from shop.orders',
  'gold/models/cubes/cube_orders.sql':
    "select region, sum(amount) as total from {{ ref('fct_orders') }} group by region",
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), text);
  }
  endpoint = await startTestEndpoint({ state: path.join(folder.path, '.strata') });
  data = new RedshiftDataClient(endpoint.client);
  await makeWorkgroup(endpoint.client);
  for (const sql of [
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.orders (id int, region varchar(20), amount numeric(12,2))',
    "INSERT INTO shop.orders VALUES (1, 'Lima', 10.50), (2, 'Cusco', 2)",
    'CREATE MATERIALIZED VIEW shop.regions AS SELECT region, sum(amount) AS total FROM shop.orders GROUP BY region',
    'CREATE TABLE shop.points (n int)',
    'INSERT INTO shop.points SELECT 1',
    'CREATE MATERIALIZED VIEW shop.pairs AS SELECT count(*) AS pairs FROM shop.points a JOIN shop.points b ON a.n <> b.n * 2',
  ]) {
    await sqlDone(data, sql);
  }
  ctx = createCtx({
    connection: connectionTo(endpoint.file),
    workspace: { root: folder.path, trusted: true },
    report: (message) => reported.push(message),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
});
afterAll(async () => {
  await endResidents(folder.path);
  await endpoint?.[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const freshness = async (name: string): Promise<Freshness> =>
  await freshnessOf(ctx, serviceNamed, await declaredCubeNamed(ctx, name), signal);

async function act(id: string, name: string, input?: unknown, given = signal) {
  const target = { kind: 'cubes.cube', path: [name] } as const;
  return await invokeAction(actionWithId(id)!, ctx, { target, input }, given);
}

async function totals(name: string): Promise<unknown> {
  const outcome = await act('cubes.query', name, { rows: ['region'], measures: ['total'] });
  return (outcome.kind === 'value' ? (outcome.value as { rows: unknown[] }) : undefined)?.rows;
}

test('a materialized view is stale once its tables have changed, refreshed on demand, and tells when that was', async () => {
  expect(await freshness('regions')).toEqual({ stale: false });
  await sqlDone(data, "INSERT INTO shop.orders VALUES (3, 'Lima', 0.25)");
  expect(await freshness('regions')).toEqual({ stale: true });
  const before = Date.now();
  expect(await act('cubes.refresh', 'regions')).toMatchObject({ kind: 'done' });
  expect(reported.some((message) => message.includes('regions'))).toBe(true);
  const { at = 0, stale } = await freshness('regions');
  expect(stale).toBe(false);
  expect(Math.abs(at - before)).toBeLessThan(60_000);
  expect(await totals('regions')).toEqual(
    expect.arrayContaining([expect.arrayContaining(['Lima', '10.75']), expect.arrayContaining(['Cusco', '2.00'])]),
  );
});

test('a refresh that is given up ends in the warehouse, and leaves the view as it was', async () => {
  await sqlDone(data, 'INSERT INTO shop.points SELECT n FROM generate_series(2, 100000) AS g(n)');
  const giveUp = new AbortController();
  const refresh = act('cubes.refresh', 'pairs', undefined, giveUp.signal);
  const running = `SELECT count(*) FROM sys_query_history WHERE query_text LIKE 'REFRESH%' AND status = 'running'`;
  await expect.poll(() => sqlRows(data, running), { timeout: 30_000 }).toEqual([[1]]);
  giveUp.abort();
  await expect(refresh).rejects.toThrow();
  await expect.poll(() => sqlRows(data, running), { timeout: 30_000 }).toEqual([[0]]);
  expect(await freshness('pairs')).toEqual({ stale: true });
  expect(await sqlRows(data, 'SELECT pairs FROM shop.pairs')).toEqual([[1]]);
  await sqlDone(data, 'DROP MATERIALIZED VIEW shop.pairs');
});

/** Waits for a run of dbt. */
async function dbtEnds(outcome: Awaited<ReturnType<typeof act>>): Promise<readonly Step[]> {
  if (outcome.kind !== 'run') throw new Error(`no run: ${outcome.kind}`);
  for (;;) {
    const run = await dbt.runs!.describe(ctx, outcome.run, signal);
    if (!isFinal(run.state)) await new Promise((resolve) => setTimeout(resolve, 100));
    else {
      expect(run.error?.message).toBeUndefined();
      return await dbt.runs!.steps!(ctx, outcome.run, signal);
    }
  }
}

test('a cube that dbt builds is refreshed by a run of its model, and is stale once its facts were built anew', async () => {
  const project = { kind: 'dbt.project', path: ['gold'] } as const;
  const built = async (select: string) => {
    const run = actionWithId('dbt.runWithOptions')!;
    await dbtEnds(await invokeAction(run, ctx, { target: project, input: { command: 'run', select } }, signal));
  };
  await built('+cube_orders');
  const first = await freshness('built');
  expect(first).toEqual({ at: expect.any(Number), stale: false });
  await sqlDone(data, "INSERT INTO shop.orders VALUES (4, 'Puno', 7)");
  await built('fct_orders');
  expect(await freshness('built')).toEqual({ at: first.at, stale: true });
  expect(JSON.stringify(await totals('built'))).not.toContain('Puno');
  const steps = await dbtEnds(await act('cubes.refresh', 'built'));
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['cube_orders succeeded']);
  const { at = 0, stale } = await freshness('built');
  expect([stale, at > (first.at ?? 0)]).toEqual([false, true]);
  expect(await totals('built')).toEqual(expect.arrayContaining([expect.arrayContaining(['Puno', '7.00'])]));
});
