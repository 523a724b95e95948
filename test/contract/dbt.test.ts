/** Real dbt on DuckDB, as the trees, the run panel and the results panel see it. */
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AwsConnection, ConnectionId } from '../../src/core/connection.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import { dbt } from '../../src/services/dbt/dbt.ts';
import { type DbtShop, dbtShop, doAction } from '../support/dbtShop.ts';

const { signal } = new AbortController();
const failing = 'not_null_fct_sales_customer_id';

let shop: DbtShop;
beforeAll(async () => {
  shop = await dbtShop();
  await shop.end(await shop.run('deps'));
  await shop.end(await shop.run('build'));
});
afterAll(() => shop?.[Symbol.asyncDispose]());

const childrenOf = async (kind: string, ...address: string[]) => {
  const list = dbt.children?.[kind as 'dbt.project'];
  const page = await list!(shop.ctx, { kind: kind as 'dbt.project', path: address }, { limit: 100 }, signal);
  return page.items;
};

test('a build is a run with a step for each node, and says what failed in the words of dbt', async () => {
  const { run, steps } = await shop.end(await shop.run('build'));
  expect(run).toMatchObject({ state: 'failed', title: 'dbt build', engine: expect.stringMatching(/^dbt 1\.\d+/) });
  expect(run.error?.message).toBe(`${failing}: Got 1 result, configured to fail if != 0`);
  const stateOf = new Map(steps.map(({ name, state }) => [name, state]));
  expect(Object.fromEntries(stateOf)).toMatchObject({
    raw_orders: 'succeeded',
    customers_history: 'succeeded',
    dim_customer: 'succeeded',
    [failing]: 'failed',
    sales_by_customer: 'skipped',
  });
  const seed = steps.find(({ name }) => name === 'raw_orders');
  expect(JSON.parse(seed?.output ?? '{}')).toMatchObject({ rowsAffected: 5 });
  expect(seed?.endedAt).toBeGreaterThanOrEqual(seed?.startedAt ?? Number.NaN);
  expect(steps.find(({ name }) => name === failing)?.error?.message).toContain('Got 1 result');
});

test('the picture of a run joins what ran as the project does', async () => {
  const ref = await shop.run('buildUpstream', 'model.shop.fct_sales');
  await shop.end(ref);
  const graph = await dbt.runs!.graph!(shop.ctx, ref, signal);
  const edges = graph?.edges.map(({ from, to }) => `${from} → ${to}`);
  expect(edges).toContain('paid_orders → fct_sales');
  expect(edges).toContain('dim_customer → fct_sales');
  expect(edges).toContain(`fct_sales → ${failing}`);
  expect(graph?.nodes.map(({ id }) => id)).not.toContain('sales_by_customer');
});

test('a preview gives exact rows with their types, and leaves what dbt itself left alone', async () => {
  const results = path.join(shop.project, 'target/run_results.json');
  const before = await stat(results);
  const ref = await shop.run('preview', 'model.shop.stg_orders');
  expect((await shop.end(ref)).run.state).toBe('succeeded');
  const result = await dbt.runs!.result!(shop.ctx, ref, signal);
  expect(result).toMatchObject({
    kind: 'file',
    columns: [
      { name: 'order_id', type: 'integer' },
      { name: 'customer_id', type: 'integer' },
      { name: 'ordered_at', type: 'date' },
      { name: 'amount', type: expect.stringMatching(/^(decimal|double)/) },
    ],
  });
  const rows = (await readFile(result.kind === 'file' ? result.file : '', 'utf8')).trim().split('\n').slice(1);
  expect(rows).toHaveLength(5);
  expect(rows.find((row) => row.startsWith('"5"'))).toMatch(/^"5",,"2026-02-12","2\.50?"$/);
  expect((await stat(results)).mtimeMs).toBe(before.mtimeMs);
});

test('the rows that a test fails on, and those of a seed, are a preview away', async () => {
  const [id] = (await childrenOf('dbt.group', 'shop', 'test')).filter(({ label }) => label === failing);
  const ref = await shop.run('preview', id?.path[1]);
  expect((await shop.end(ref)).run.state).toBe('succeeded');
  const seed = await shop.run('preview', 'seed.shop.raw_customers');
  expect((await shop.end(seed)).run.state).toBe('succeeded');
});

test('the tree goes by folder and by dependency, with how each node went', async () => {
  const groups = (await childrenOf('dbt.project', 'shop')).map(({ label, description }) => [label, description]);
  expect(groups).toContainEqual(['Models', '6']);
  expect(groups).toContainEqual(['Sources', '1']);
  expect((await childrenOf('dbt.group', 'shop', 'model')).map(({ label }) => label)).toEqual(['marts', 'staging']);
  const marts = await childrenOf('dbt.folder', 'shop', 'marts');
  expect(marts.map(({ label }) => label)).toEqual(['dim_customer', 'fct_sales', 'sales_by_customer']);
  expect(marts[0]).toMatchObject({ description: expect.stringMatching(/^table · /), icon: 'pass' });
  const upstream = await childrenOf('dbt.relatives', 'shop', 'model.shop.fct_sales', 'upstream');
  expect(upstream.map(({ label }) => label)).toEqual(['dim_customer', 'paid_orders']);
  const tests = await childrenOf('dbt.relatives', 'shop', 'model.shop.fct_sales', 'tests');
  expect(tests.find(({ label }) => label === failing)).toMatchObject({
    icon: 'error',
    traits: ['failed'],
  });
});

test('what failed is retried from what its own run left, whatever ran since', async () => {
  const failed = await shop.run('build');
  expect((await shop.end(failed)).run.redrivable).toBe(true);
  await shop.end(await shop.run('test', 'model.shop.dim_customer'));
  const again = await dbt.runs!.redrive!(shop.ctx, failed, signal);
  const { steps } = await shop.end(again!);
  expect(steps.map(({ name }) => name).sort()).toContain(failing);
  expect(steps.map(({ name }) => name)).not.toContain('raw_orders');
});

test('compiled SQL, and SQL that does not compile, in the words of dbt', async () => {
  const outcome = await doAction(shop.ctx, 'showCompiled', 'model.shop.fct_sales');
  expect(outcome).toMatchObject({ kind: 'document', text: expect.stringContaining('__dbt__cte__paid_orders') });
  const broken = path.join(shop.project, 'models/marts/broken.sql');
  await writeFile(broken, "select * from {{ ref('nowhere') }}\n");
  await expect(doAction(shop.ctx, 'parse')).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining("depends on a node named 'nowhere' which was not found"),
  });
  await writeFile(broken, 'select 1 as one\n');
  await doAction(shop.ctx, 'parse');
});

test('a target without tables defers to those that were built for another', async () => {
  // The tables of the default target stand for those of production: the other target has none.
  const state = path.join(shop.project, 'built');
  await cp(path.join(shop.project, 'target/manifest.json'), path.join(state, 'manifest.json'));
  const input = { command: 'run', select: 'dim_customer', target: 'prod' };
  const alone = await shop.end(await shop.run('runWithOptions', undefined, input));
  expect(alone.run.error?.message).toContain('stg_customers');
  const deferred = await shop.end(await shop.run('runWithOptions', undefined, { ...input, state: 'built' }));
  expect(deferred.run.state).toBe('succeeded');
  expect(deferred.steps.map(({ name, state: of }) => [name, of])).toEqual([['dim_customer', 'succeeded']]);
});

test('a run is stopped with its statement, and says so', async () => {
  const slow = 'select count(*) as many from range(100000) a, range(100000) b where (a.range * b.range) % 7 = 3';
  await writeFile(path.join(shop.project, 'models/marts/broken.sql'), `{{ config(materialized='table') }} ${slow}\n`);
  const ref = await shop.run('run', 'model.shop.broken');
  for (let steps = 0; steps === 0; ) {
    const now = await dbt.runs!.steps!(shop.ctx, ref, signal);
    steps = now.filter(({ state }) => state === 'running').length;
    await sleep(50);
  }
  await dbt.runs!.stop!(shop.ctx, ref, signal);
  const { run, steps } = await shop.end(ref);
  expect(run.state).toBe('stopped');
  expect(steps.find(({ name }) => name === 'broken')?.state).toMatch(/stopped|failed/);
  await writeFile(path.join(shop.project, 'models/marts/broken.sql'), 'select 1 as one\n');
});

test('nothing runs in an untrusted workspace, and only what reads on a read-only account', async () => {
  const { connection, report, log } = shop.ctx;
  const untrusted = createCtx({ connection, report, log, workspace: { root: shop.root, trusted: false } });
  for (const action of ['build', 'compile', 'parse', 'preview']) {
    const node = action === 'preview' ? 'model.shop.fct_sales' : undefined;
    await expect(doAction(untrusted, action, node)).rejects.toMatchObject({ code: 'untrusted-workspace' });
  }
  const account: AwsConnection = {
    kind: 'aws',
    id: 'profile:none' as ConnectionId,
    label: 'none',
    region: 'us-east-1',
    access: 'read-only',
    protected: false,
  };
  const reading = createCtx({ connection: account, report, log, workspace: shop.ctx.workspace });
  await expect(doAction(reading, 'build')).rejects.toMatchObject({ code: 'read-only' });
  await expect(doAction(reading, 'test')).rejects.toMatchObject({ code: 'read-only' });
  expect((await doAction(reading, 'showCompiled', 'model.shop.dim_customer')).kind).toBe('document');
});
