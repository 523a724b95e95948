/**
 * The sample from OLTP to OLAP, whole and for real, by the command line: deployed, refined, loaded, modelled, read as a
 * cube; run twice; killed half-way; fed with files that cannot be read. Its figures are compared with a computation of
 * their own (expectedCube.ts).
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BatchStopJobRunCommand, GetJobRunCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRef } from '../../src/core/run.ts';
import { endpointStatus } from '../../src/platform/connections/localEndpoint.ts';
import type { Deployment } from '../../src/platform/workspace/deployPipeline.ts';
import { testPython } from '../support/python.ts';
import { sqlRows } from '../support/redshift.ts';
import { copySamples } from '../support/sampleWorkspace.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';
import { type CubeFigures, type ExpectedCube, expectedCube, soles } from './expectedCube.ts';

const { signal } = new AbortController();
const jobs = ['raw_to_silver', 'silver_to_gold', 'gold_to_redshift'] as const;
type Job = (typeof jobs)[number];

let strata: StrataCli;
let outputs: Deployment['outputs'];
/** The lake as the endpoint keeps it: the bucket's folder. */
let lake: string;
let glue: GlueClient;
let redshift: RedshiftDataClient;
let expected: ExpectedCube;

beforeAll(async () => {
  strata = strataCli();
  await copySamples(strata.root, ['oltp-to-olap']);
  await strata.run('up');
  outputs = (await strata.json<Deployment>('deploy', 'oltp-to-olap')).outputs;
  lake = path.join(strata.root, '.strata/buckets', outputs.LakeBucketName!);
  const { file } = await endpointStatus(strata.root, signal);
  const client = { endpoint: file!.url, region: file!.region, credentials: file! };
  glue = new GlueClient(client);
  redshift = new RedshiftDataClient(client);
  // More than the sample's own week, so that tables have several months.
  const to = `s3://${outputs.LakeBucketName}/raw/`;
  expect(await generate('--orders', '3000', '--days', '35', '--to', to, '--replace')).toContain('3,000 orders');
  expected = await expectedFrom(path.join(lake, 'raw'));
});
afterAll(() => strata?.[Symbol.asyncDispose]());

async function expectedFrom(raw: string): Promise<ExpectedCube> {
  const seed = await readFile(path.join(strata.root, 'oltp-to-olap/dbt_redshift/seeds/regions.csv'), 'utf8');
  const regions = seed.trim().split('\n').slice(1);
  return await expectedCube(
    raw,
    regions.map((line) => line.split(',')[0]!),
  );
}

/** Runs a job to its end; what it printed and how it ended. */
const run = (job: Job) => strata.run('run', 'glue', job, '--follow');

async function succeed(...these: readonly Job[]): Promise<void> {
  for (const job of these) {
    const { code, stderr } = await run(job);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${job}: SUCCEEDED`)]);
  }
}

async function build(...selection: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await strata.run('dbt', 'build', ...selection);
  expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(/PASS=\d+ WARN=0 ERROR=0/)]);
}

/** Where the published version of a table lies. */
async function location(DatabaseName: string, Name: string): Promise<string> {
  const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
  return Table!.StorageDescriptor!.Location!;
}

const silver = (table: string) => location(outputs.SilverDatabaseName!, table);
const gold = (table: string) => location(outputs.GoldDatabaseName!, table);

/** `s3://bucket/gold/orders/jr_1/` → its folder on this machine. */
const folderOf = (place: string) => path.join(lake, place.replace(/^s3:\/\/[^/]+\//, ''));

/** The files below a folder, with / between. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();

const rowsOf = async (file: string) => await parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer });

const parquetAt = (place: string) => filesIn(folderOf(place)).filter((name) => name.endsWith('.parquet'));

async function rowsAt(place: string): Promise<Record<string, unknown>[]> {
  return (await Promise.all(parquetAt(place).map((name) => rowsOf(path.join(folderOf(place), name))))).flat();
}

/** The rows of a published version, in an order of their own: Spark's tasks may end in another one each time. */
async function sortedRowsAt(place: string): Promise<string[]> {
  const said = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return (await rowsAt(place)).map((row) => JSON.stringify(row, said)).sort();
}

const entries = (figures: ReadonlyMap<string, CubeFigures>) =>
  [...figures]
    .map(([key, each]) => [key, soles(each.cents), each.orders] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));

async function checkLake(): Promise<void> {
  const version = path.basename(await silver('orders'));
  const report = JSON.parse(await readFile(path.join(lake, `reports/raw_to_silver/${version}.json`), 'utf8'));
  const { orders, customers, products } = expected;
  const counts = ({ read, rejected, kept }: ExpectedCube['orders']) => ({ read, rejected, written: kept });
  expect(report).toMatchObject({ orders: counts(orders), customers: counts(customers), products: counts(products) });
  expect(await rowsAt(await silver('rejected'))).toHaveLength(orders.rejected + customers.rejected + products.rejected);

  const found = new Map<string, CubeFigures>();
  const seen = new Set<unknown>();
  for (const row of await rowsAt(await gold('orders'))) {
    seen.add(row.order_id);
    const key = `${row.region} ${(row.order_date as Date).toISOString().slice(0, 7)}`;
    const known = found.get(key) ?? { orders: 0, cents: 0n };
    found.set(key, { orders: known.orders + 1, cents: known.cents + BigInt(Math.round(Number(row.amount) * 100)) });
  }
  expect(seen.size).toBe(orders.kept);
  expect(entries(found)).toEqual(entries(expected.cube));
}

/** Athena's answer, by the months that the table's projection finds. */
async function checkAthena(): Promise<void> {
  const sql = `SELECT region || ' ' || order_month AS cell, CAST(sum(amount) AS varchar) AS sales, count(*) AS orders
    FROM orders WHERE order_month >= '2025-01' GROUP BY region, order_month`;
  const rows = await strata.json<{ cell: string; sales: string; orders: number }[]>(
    'query',
    sql,
    '--database',
    outputs.GoldDatabaseName!,
  );
  const found = rows
    .map(({ cell, sales, orders }) => [cell, sales, orders] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  expect(found).toEqual(entries(expected.cube));
}

const sql = (text: string) =>
  sqlRows(redshift, text, { WorkgroupName: outputs.WarehouseWorkgroupName, Database: outputs.WarehouseDatabaseName });

/** The cube as dbt built it, as a materialized view, and as the command line shows it. */
async function checkCube(): Promise<void> {
  const cell = `region || ' ' || TO_CHAR(month, 'YYYY-MM') AS cell`;
  const rows = await sql(`SELECT ${cell}, total_sales::VARCHAR, num_orders FROM analytics.cube_sales_summary`);
  const sorted = (found: readonly (readonly unknown[])[]) =>
    [...found].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  expect(sorted(rows)).toEqual(entries(expected.cube));
  const view = await sql(`SELECT ${cell}, total_sales::VARCHAR FROM analytics.mv_sales_cube`);
  expect(sorted(view)).toEqual(entries(expected.cube).map(([key, sales]) => [key, sales]));

  const pivot = await strata.json<{ headers: string[]; rows: string[][] }>(
    ...['cube', 'sales', '--rows', 'region', '--columns', 'month', '--measure', 'total_sales'],
  );
  const total = pivot.rows.find(([region]) => region === 'Total')!;
  expect(total.at(-1)).toBe(soles(expected.total.cents));
  const lima = pivot.rows.find(([region]) => region === 'Lima')!;
  for (const [index, month] of pivot.headers.entries()) {
    const figures = expected.cube.get(`Lima ${month}`);
    if (figures) expect(lima[index]).toBe(soles(figures.cents));
  }
}

/** What stands in the warehouse's tables of the lake, one text a table. */
async function loaded(): Promise<unknown[][]> {
  return await sql(`SELECT 'orders', COUNT(*), SUM(amount)::VARCHAR, MAX(order_id) FROM lake.orders
    UNION ALL SELECT 'customers', COUNT(*), MAX(region), SUM(customer_id) FROM lake.customers ORDER BY 1`);
}

/** Starts a job and stops it as soon as it has come so far; it must not have ended by itself. Gives the run's id. */
async function killHalfWay(job: Job, reached: (runId: string) => boolean | Promise<boolean>): Promise<string> {
  const { id } = await strata.json<RunRef>('run', 'glue', job);
  const state = async () => {
    const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: id }));
    return JobRun!.JobRunState!;
  };
  while (!(await reached(id))) {
    expect(await state()).toMatch(/^(STARTING|RUNNING)$/);
    await sleep(20);
  }
  await glue.send(new BatchStopJobRunCommand({ JobName: job, JobRunIds: [id] }));
  await expect.poll(state, { timeout: 60_000 }).not.toMatch(/ING$/);
  expect(await state()).toBe('STOPPED');
  return id;
}

/** Runs the sample's generator as a person does who has the endpoint's variables; gives what it says. */
async function generate(...options: string[]): Promise<string> {
  const { stdout: env } = await strata.run('env');
  const variables = [...env.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]);
  const args = [path.join(strata.root, 'oltp-to-olap/scripts/generate_raw.py'), ...options];
  const run = { env: { ...strata.env, ...Object.fromEntries(variables) } };
  return (await promisify(execFile)(await testPython(), args, run)).stdout;
}

describe('the sample from OLTP to OLAP', { timeout: 900_000 }, () => {
  test('has the raw files that its generator makes', async () => {
    const again = path.join(strata.root, 'again');
    await generate('--to', again);
    const kept = path.join(strata.root, 'oltp-to-olap/raw');
    const files = filesIn(again);
    expect(filesIn(kept)).toEqual(files);
    // The bytes of Parquet differ from one writer to the next; what they say does not.
    const said = async (file: string) => (file.endsWith('.parquet') ? await rowsOf(file) : readFileSync(file, 'utf8'));
    for (const name of files) expect(await said(path.join(kept, name))).toEqual(await said(path.join(again, name)));
  });

  test('comes from its raw files to the cube', async () => {
    const { code, stderr } = await strata.run('run', 'stepfunctions', 'oltp-olap-refresh', '--follow');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Gold to Redshift: succeeded')]);
    await checkLake();
    await checkAthena();
    // As the README has it, on a warehouse without anything; then all of it.
    await build('-s', '+cube_sales_summary');
    await build();
    await checkCube();
  });

  test('each job killed on its way leaves its target as it was; run again it comes to the same, row by row', async () => {
    const written = (layer: string) => (id: string) => existsSync(path.join(lake, layer, id));
    const staged = "SELECT 1 FROM svv_all_tables WHERE schema_name = 'lake_staging' AND table_name = 'customers'";
    const halfWay: Readonly<Record<Job, (id: string) => boolean | Promise<boolean>>> = {
      raw_to_silver: written('silver/products'),
      silver_to_gold: written('gold/customers'),
      gold_to_redshift: async () => (await sql(staged)).length > 0,
    };
    const published = async () => await Promise.all([silver('orders'), silver('products'), gold('orders')]);
    const stands = async () => [
      await sortedRowsAt(await silver('orders')),
      await sortedRowsAt(await gold('orders')),
      await loaded(),
    ];
    const before = await stands();
    const killed: string[] = [];
    for (const job of jobs) {
      const [places, rows] = [await published(), await loaded()];
      killed.push(await killHalfWay(job, halfWay[job]));
      expect([await published(), await loaded()]).toEqual([places, rows]);
      await succeed(job);
    }
    expect(await stands()).toEqual(before);
    // The version in use and the one before it; nothing older, and nothing of the killed runs.
    for (const table of ['silver/products', 'gold/customers']) {
      const versions = new Set(filesIn(path.join(lake, table)).map((name) => name.split('/')[0]));
      expect([versions.size, killed.filter((id) => versions.has(id))]).toEqual([2, []]);
    }
    await checkAthena();
    await build();
    await checkCube();
  });

  test.each([
    [
      'a Parquet file that is none',
      'orders/dt=2025-07-06/LOAD00000099.parquet',
      'not Parquet at all',
      /LOAD00000099\.parquet/,
    ],
    [
      'mostly unreadable lines',
      'orders/dt=2025-07-06/junk.jsonl',
      'junk\n'.repeat(5000),
      /orders: 50\d\d of \d+ records/,
    ],
  ])('%s: it stops with the reason, and nothing is published', async (_, name, content, reason) => {
    const before = await silver('orders');
    const file = path.join(lake, 'raw', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    const { code, stderr } = await run('raw_to_silver');
    rmSync(path.dirname(file), { recursive: true });
    expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
    expect(await silver('orders')).toBe(before);
  });
});
