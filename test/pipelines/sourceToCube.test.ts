/**
 * The sample from its database to the cube: filled by the generator, replicated by DMS as its script starts it, refined,
 * loaded and modelled; then changed, and followed. Its figures are compared with a query on the database itself.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpointStatus } from '../../src/platform/connections/localEndpoint.ts';
import type { Deployment } from '../../src/platform/workspace/deployPipeline.ts';
import { pythonEnvironment } from '../../src/runtimes/pythonEnvironment.ts';
import { testPython } from '../support/python.ts';
import { sqlRows } from '../support/redshift.ts';
import { copySamples } from '../support/sampleWorkspace.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

const { signal } = new AbortController();
const exec = promisify(execFile);

let strata: StrataCli;
let outputs: Deployment['outputs'];
/** What `strata env` sets, with the aws CLI on the path. */
let env: NodeJS.ProcessEnv;
let python: string;
let redshift: RedshiftDataClient;

beforeAll(async () => {
  strata = strataCli();
  await copySamples(strata.root, ['oltp-to-olap']);
  await strata.run('up');
  outputs = (await strata.json<Deployment>('deploy', 'oltp-to-olap', '--parameter', 'ReplicationSeconds=1')).outputs;
  const { stdout } = await strata.run('env');
  const variables = [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]);
  const tools = path.dirname(await testPython());
  env = {
    ...strata.env,
    ...Object.fromEntries(variables),
    PATH: [tools, strata.env.PATH].join(path.delimiter),
  };
  const lockFile = path.resolve(import.meta.dirname, '../support/warehouse-clients/requirements.txt');
  python = await pythonEnvironment({ name: 'warehouse-clients', lockFile }, signal);
  const { file } = await endpointStatus(strata.root, signal);
  redshift = new RedshiftDataClient({ endpoint: file!.url, region: file!.region, credentials: file! });
}, 600_000);
afterAll(() => strata?.[Symbol.asyncDispose]());

const script = (name: string) => path.join(strata.root, 'oltp-to-olap/scripts', name);

async function generate(...options: readonly string[]): Promise<string> {
  return (await exec(python, ['-B', script('generate_source.py'), ...options], { env })).stdout;
}

/** Rows of the source as PostgreSQL prints them. */
async function source(...statements: readonly string[]): Promise<string[][]> {
  const client = new pg.Client({
    host: env.PGHOST!,
    port: Number(env.PGPORT),
    user: env.PGUSER!,
    password: env.PGPASSWORD!,
    database: env.PGDATABASE!,
  });
  await client.connect();
  try {
    const types = { getTypeParser: () => (text: unknown) => text };
    let rows: string[][] = [];
    for (const text of statements) ({ rows } = await client.query<string[]>({ text, rowMode: 'array', types }));
    return rows;
  } finally {
    await client.end();
  }
}

async function succeed(job: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await strata.run('run', 'glue', job, '--follow', ...args);
  expect([code, stderr]).toEqual([0, expect.stringContaining(`${job}: SUCCEEDED`)]);
}

async function refine(...args: readonly string[]): Promise<void> {
  await succeed('raw_to_silver', ...args);
  await succeed('silver_to_gold');
  await succeed('gold_to_redshift');
  const { code, stdout, stderr } = await strata.run('dbt', 'build', '-s', '+cube_sales_summary', 'mv_sales_cube');
  expect([code, stdout + stderr]).toEqual([0, expect.stringMatching(/PASS=\d+ WARN=0 ERROR=0/)]);
}

const feed = (name: string) => ['--input', JSON.stringify({ '--feed': name })] as const;

async function warehouse(sql: string): Promise<unknown[][]> {
  const place = { WorkgroupName: outputs.WarehouseWorkgroupName, Database: outputs.WarehouseDatabaseName };
  return await sqlRows(redshift, sql, place);
}

/** The cube's cells, and every row behind them, as a query on the database gives them. */
async function checkCube(): Promise<void> {
  const cube = await warehouse(
    `SELECT region, TO_CHAR(month, 'YYYY-MM'), total_sales::VARCHAR, num_orders::VARCHAR
     FROM analytics.cube_sales_summary ORDER BY 1, 2`,
  );
  expect(cube).toEqual(
    await source(
      `SELECT coalesce(region, 'Unknown') COLLATE "C", to_char(order_date, 'YYYY-MM'), sum(amount), count(*)
       FROM orders LEFT JOIN customers USING (customer_id) GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  );
  const facts = `order_id::VARCHAR, amount::VARCHAR, quantity::VARCHAR, TO_CHAR(order_date, 'YYYY-MM-DD HH24:MI:SS')`;
  expect(await warehouse(`SELECT ${facts} FROM analytics.fct_sales ORDER BY fct_sales.order_id`)).toEqual(
    await source(`SELECT ${facts} FROM orders ORDER BY orders.order_id`),
  );
  const dimensions = (schema: string) =>
    `SELECT 'customer', customer_id::VARCHAR, region FROM ${schema}customers WHERE customer_id > 0
     UNION ALL SELECT 'product', product_id, unit_price::VARCHAR FROM ${schema}products WHERE product_id <> 'P000'`;
  const sorted = (rows: readonly unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(sorted(await warehouse(dimensions('lake.')))).toEqual(
    sorted(await source(dimensions('public.').replace('region', "coalesce(region, 'Unknown')"))),
  );
}

/** The newest commit that the files of DMS hold is the source's last one. */
async function replicated(): Promise<void> {
  const counts = async () => {
    const query = 'TableStatistics[].[Inserts, Updates, Deletes][]';
    const args = ['dms', 'describe-table-statistics', '--replication-task-arn', outputs.ReplicationTaskArn!];
    const { stdout } = await exec('aws', [...args, '--query', query, '--output', 'json'], { env });
    return (JSON.parse(stdout) as number[]).reduce((sum, each) => sum + each, 0);
  };
  const [[made] = []] = await source('SELECT count FROM changes_made');
  await expect.poll(counts, { timeout: 60_000, interval: 300 }).toBe(Number(made));
}

/** Counts every change of a row from now on, so that a reader knows when it has seen them all. */
const counting = `
  CREATE TABLE changes_made (count BIGINT NOT NULL);
  INSERT INTO changes_made VALUES (0);
  CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN UPDATE changes_made SET count = count + 1; RETURN NULL; END';
  CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION count_change();
  CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON customers FOR EACH ROW EXECUTE FUNCTION count_change();
  CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION count_change()`;

describe('the sample from its database to the cube', { timeout: 600_000 }, () => {
  test('what DMS has loaded comes to what the database says', async () => {
    expect(await generate('--orders', '600')).toMatch(/^Rows: +600 orders/m);
    const { stdout } = await exec(script('start_dms_task.sh'), [], { env });
    expect(stdout).toMatch(/start-replication[\s\S]*\|\s*600\s*\|/);
    await refine(...feed('dms'));
    await checkCube();
  });

  test('the function exports the orders of a while, in the form of all exports', async () => {
    const invoke = (event: unknown) =>
      strata.run('run', 'lambda', 'oltp-olap-extract-orders', '--follow', '--input', JSON.stringify(event));
    const { code, stdout } = await invoke({ since: '2025-05-01', until: '2025-06-01 05:00:00Z' });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/START RequestId[\s\S]*REPORT RequestId/)]);
    const name = 'orders/dt=2025-06-01/orders-20250501T000000-20250601T000000.jsonl';
    const file = path.join(strata.root, '.strata/buckets', outputs.LakeBucketName!, 'raw', name);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const rows = await source(
      `SELECT json_build_object('order_id', order_id, 'customer_id', customer_id, 'product_id', product_id, 'quantity', quantity,
         'amount', amount::text, 'order_date', order_date::text, 'updated_at', updated_at::text)::text
       FROM orders WHERE updated_at >= '2025-05-01' AND updated_at < '2025-06-01' ORDER BY order_id`,
    );
    expect(rows.length).toBeGreaterThan(50);
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows.map(([line = '']) => JSON.parse(line)));
    expect((await invoke({ since: 'yesterday' })).stdout).toMatch(/\[ERROR\] ValueError: Invalid isoformat string/);
  });

  test('and follows it through inserts, updates and deletions', async () => {
    await source(counting);
    await generate('--changes', '80');
    // What no clock tells apart: several versions of a row in one transaction, one deleted and there again.
    await source(
      `BEGIN;
       UPDATE orders SET amount = 1, updated_at = '2026-01-01' WHERE order_id = 1;
       UPDATE orders SET amount = 2, updated_at = '2025-01-01' WHERE order_id = 1;
       INSERT INTO orders VALUES (90001, 1, 'P001', 1, 5, '2025-05-05', '2025-05-05');
       DELETE FROM orders WHERE order_id = 90001;
       INSERT INTO orders VALUES (90001, 1, 'P001', 1, 7.77, '2025-05-05', '2025-05-05');
       UPDATE orders SET order_id = 90002 WHERE order_id = 2;
       COMMIT`,
      "UPDATE customers SET region = 'Tacna' WHERE customer_id = 3",
      'UPDATE orders SET customer_id = NULL WHERE customer_id = 4',
      'DELETE FROM customers WHERE customer_id = 4',
      "UPDATE products SET unit_price = unit_price + 1 WHERE product_id = 'P002'",
    );
    await replicated();
    const { stdout } = await exec(script('start_dms_task.sh'), [], { env });
    expect(stdout).toContain('is running already');
    await refine(...feed('dms'));
    await checkCube();
  });

  test('a second run changes nothing, and a whole copy over JDBC comes to the same', async () => {
    const sql = `SELECT order_id, customer_id, product_id, quantity, cast(amount AS varchar) AS amount,
      cast(order_date AS varchar) AS ordered, cast(updated_at AS varchar) AS updated FROM orders ORDER BY order_id`;
    const silver = () => strata.json<unknown[]>('query', sql, '--database', outputs.SilverDatabaseName!);
    const before = await silver();
    await succeed('raw_to_silver', ...feed('dms'));
    expect(await silver()).toEqual(before);

    await source('DELETE FROM orders WHERE order_id = 10');
    await succeed('extract_from_rds');
    await succeed('raw_to_silver', ...feed('jdbc'));
    const gone = (row: unknown) => String((row as { order_id: unknown }).order_id) === '10';
    expect(before.filter(gone)).toHaveLength(1);
    expect(await silver()).toEqual(before.filter((row) => !gone(row)));
  });
});
