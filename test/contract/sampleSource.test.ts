/** The sample's source database: set up, filled and changed on a real instance by the scripts that users run. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateDBInstanceCommand, RDSClient, waitUntilDBInstanceAvailable } from '@aws-sdk/client-rds';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInstanceLogin } from '../../src/runtimes/instanceLogin.ts';
import { pythonEnvironment } from '../../src/runtimes/pythonEnvironment.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

const run = promisify(execFile);
const script = path.resolve(import.meta.dirname, '../../sample-workspace/oltp-to-olap/scripts/generate_source.py');

let endpoint: TestEndpoint;
let python: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const lockFile = path.resolve(import.meta.dirname, '../support/warehouse-clients/requirements.txt');
  python = await pythonEnvironment({ name: 'warehouse-clients', lockFile }, new AbortController().signal);
  const client = new RDSClient(endpoint.client);
  const DBInstanceIdentifier = 'oltp-olap-source';
  await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      DBName: 'oltp_db',
      AllocatedStorage: 20,
      MasterUsername: 'shopkeeper',
      ManageMasterUserPassword: true,
    }),
  );
  await waitUntilDBInstanceAvailable({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 1 }, { DBInstanceIdentifier });
  const { host, port, user, password, database } = readInstanceLogin(endpoint.state)!;
  env = { ...process.env, PGHOST: host, PGPORT: `${port}`, PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
}, 240_000);
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function generate(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(python, ['-B', script, ...args], { env });
  return stdout;
}

async function ask(sql: string): Promise<string[][]> {
  const { PGHOST: host, PGPORT: port, PGUSER: user, PGPASSWORD: password, PGDATABASE: database } = env;
  const client = new pg.Client({
    host: host!,
    port: Number(port),
    user: user!,
    password: password!,
    database: database!,
  });
  await client.connect();
  try {
    const types = { getTypeParser: () => (text: unknown) => text };
    return (await client.query<string[]>({ text: sql, rowMode: 'array', types })).rows;
  } finally {
    await client.end();
  }
}

/** Everything in the three tables, in short. */
async function contents(): Promise<string> {
  const tables = ['customers', 'products', 'orders'];
  const rows = await Promise.all(tables.map((table) => ask(`SELECT t::text FROM public.${table} t ORDER BY 1`)));
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}

test('the tables hold what the raw files are made of, and a second run leaves them as they are', async () => {
  expect(await generate()).toMatch(/^Rows: +1,000 orders, 50 customers, 24 products$/m);
  const filled = await contents();
  expect(await generate()).toMatch(/1,000 orders/);
  expect(await contents()).toBe(filled);
  const [whole] = await ask(
    `SELECT count(*), count(customer_id), count(product_id), sum(amount), min(order_date)::date, max(order_date)::date,
       count(*) FILTER (WHERE updated_at < order_date) FROM orders`,
  );
  expect(whole).toEqual([
    '1000',
    expect.stringMatching(/^9[6-9]\d$/),
    expect.stringMatching(/^99\d$/),
    expect.any(String),
    '2025-01-01',
    '2025-05-31',
    '0',
  ]);
  const columns = await ask(
    "SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'orders'",
  );
  expect(columns).toEqual([['order_id,customer_id,product_id,quantity,amount,order_date,updated_at']]);
});

test('changes insert, change and delete, and the same history gives the same again', async () => {
  await generate('--replace');
  const said = await generate('--changes', '200');
  for (const what of ['orders', 'orders changed', 'orders taken back', 'customers moved', 'customers']) {
    expect(said).toMatch(new RegExp(`\\d ${what}\\b`));
  }
  const changed = await contents();
  await generate('--replace', '--changes', '200');
  expect(await contents()).toBe(changed);
  // Each change carries a moment of its own, by which the newest version of a row is told.
  expect(
    await ask(
      "SELECT count(*) > 20, count(*) = count(DISTINCT updated_at) FROM orders WHERE updated_at > order_date + interval '3 s'",
    ),
  ).toEqual([['t', 't']]);
});

test('a change by hand is given its moment', async () => {
  await ask("UPDATE customers SET region = 'Tacna' WHERE customer_id = 1");
  expect(
    await ask(
      "SELECT updated_at > now() AT TIME ZONE 'America/Lima' - interval '1 minute' FROM customers WHERE customer_id = 1",
    ),
  ).toEqual([['t']]);
});
