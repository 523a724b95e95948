/** The warehouse is killed in the middle of what changes tables: what was committed is there, and nothing else. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

let endpoint: TestEndpoint;
let clients: WarehouseClients;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
  await clients.python(`import boto3; boto3.client('s3').create_bucket(Bucket='lake'); print('null')`);
  await psql(
    'CREATE TABLE numbers (n INT, word VARCHAR(40))',
    "INSERT INTO numbers SELECT n, 'a word to be read ' || n FROM generate_series(1, 2000000) AS g(n)",
    "UNLOAD ('SELECT n, word FROM numbers') TO 's3://lake/numbers/' IAM_ROLE default CSV",
  );
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const psql = (...commands: string[]) => clients.psql(commands);

/** Starts a statement, kills the endpoint and its warehouse while it runs, and starts them again. */
async function killedDuring(statement: string): Promise<string> {
  const ended = psql(statement);
  const running = `SELECT count(*) FROM sys_query_history WHERE status = 'running' AND query_text LIKE '${statement.slice(0, 12)}%'`;
  let seen = '0';
  while (seen === '0') seen = await psql(running);
  await endpoint.kill9();
  const said = await ended;
  await endpoint.restart();
  return said;
}

test('in mid-COPY: the table is as before', async () => {
  await psql('CREATE TABLE loaded (n INT, word VARCHAR(40))', "INSERT INTO loaded VALUES (0, 'before')");
  const said = await killedDuring("COPY loaded FROM 's3://lake/numbers/' IAM_ROLE default CSV");
  expect(said).toMatch(/connection to server was lost|closed the connection/);
  expect(await psql('SELECT count(*), max(word) FROM loaded')).toBe('1|before');
});

test('in mid-MERGE: no row is changed', async () => {
  await psql(
    'CREATE TABLE merged (n INT, word VARCHAR(40))',
    'INSERT INTO merged SELECT n, word FROM numbers WHERE n % 2 = 0',
  );
  const said = await killedDuring(
    "MERGE INTO merged USING numbers ON merged.n = numbers.n WHEN MATCHED THEN UPDATE SET word = 'changed' WHEN NOT MATCHED THEN INSERT VALUES (numbers.n, 'new')",
  );
  expect(said).toMatch(/connection to server was lost|closed the connection/);
  expect(await psql("SELECT count(*), sum(CASE WHEN word IN ('changed', 'new') THEN 1 ELSE 0 END) FROM merged")).toBe(
    '1000000|0',
  );
});

test('in mid-refresh: the view has its rows of before, and is still stale', async () => {
  await psql(
    'CREATE TABLE points (n INT)',
    'INSERT INTO points SELECT n FROM generate_series(1, 100) AS g(n)',
    'CREATE MATERIALIZED VIEW pairs AS SELECT count(*) AS pairs FROM points a JOIN points b ON a.n <> b.n * 2',
    'INSERT INTO points SELECT n FROM generate_series(101, 60000) AS g(n)',
  );
  const before = await psql('SELECT pairs FROM pairs');
  const said = await killedDuring('REFRESH MATERIALIZED VIEW pairs');
  expect(said).toMatch(/connection to server was lost|closed the connection/);
  expect(await psql('SELECT pairs FROM pairs')).toBe(before);
  expect(await psql("SELECT is_stale FROM svv_mv_info WHERE name = 'pairs'")).toBe('t');
});

test('right after a commit was answered: it is there', async () => {
  await psql('CREATE TABLE kept (n INT)', 'BEGIN', 'INSERT INTO kept VALUES (1)', 'COMMIT');
  await endpoint.kill9();
  await endpoint.restart();
  expect(await psql('SELECT n FROM kept')).toBe('1');
});

test('a client that goes away in mid-transaction leaves nothing, and blocks nobody', async () => {
  await psql('CREATE TABLE shared (n INT)');
  await clients.python(`
import os, psycopg2
c = psycopg2.connect(''); c.cursor().execute('INSERT INTO shared VALUES (1)')
print('null', flush=True); os._exit(0)`);
  expect(await psql('INSERT INTO shared VALUES (2)', 'SELECT n FROM shared')).toBe('2');
});

const run = promisify(execFile);

/** The process that holds the databases. */
async function warehousePid(): Promise<string> {
  const { pid: parent } = endpoint.file;
  const children = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('warehouseMain')) return pid;
  }
  throw new Error('The warehouse does not run.');
}

// No file may grow beyond a limit, which a process may set and lift for its own children without being root.
test.runIf(process.platform === 'linux')(
  'on a disk that is full: it is said, nothing is changed, and all works again once there is room',
  async () => {
    await psql('CREATE TABLE narrow (n INT, word VARCHAR(80))', "INSERT INTO narrow VALUES (0, 'before')");
    const room = async (bytes: string) => {
      await run('prlimit', ['--pid', await warehousePid(), `--fsize=${bytes}:unlimited`]);
    };
    await room(String(2 ** 20));
    const full = /ERROR:\s+Disk Full\nDETAIL:.*no room[\s\S]*HINT:\s+Make room/;
    expect(await psql("COPY narrow FROM 's3://lake/numbers/' IAM_ROLE default CSV")).toMatch(full);
    expect(await psql('CREATE TABLE wide AS SELECT n, word, md5(word) AS hash FROM numbers')).toMatch(full);
    // So few rows wait in memory for their commit.
    const few = 'INSERT INTO narrow SELECT n, md5(word) || md5(n) FROM numbers WHERE n <= 30000';
    expect(await psql('BEGIN', few, 'COMMIT')).toMatch(full);
    expect(await psql('SELECT count(*), max(word) FROM narrow', 'SELECT count(*) FROM numbers')).toBe(
      '1|before\n2000000',
    );
    expect(await psql('SELECT * FROM wide')).toContain('relation "wide" does not exist');
    await room('unlimited');
    expect(await psql("COPY narrow FROM 's3://lake/numbers/' IAM_ROLE default CSV")).not.toContain('ERROR');
    await endpoint.kill9();
    await endpoint.restart();
    expect(await psql('SELECT count(*) FROM narrow')).toBe('2000001');
  },
);
