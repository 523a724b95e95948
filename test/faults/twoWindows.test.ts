/** Two windows and two commands on one workspace: they share one endpoint and one warehouse, whoever came first. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorkgroup } from '../support/redshift.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

/** A window of the workspace, which is asked one thing after the other. */
interface Window {
  readonly child: ChildProcess;
  /** The next line that it says. */
  said(): Promise<unknown>;
  query(sql: string): Promise<unknown>;
}

let strata: StrataCli;
const windows: Window[] = [];
beforeAll(() => {
  strata = strataCli();
});
afterAll(async () => {
  for (const { child } of windows) child.kill('SIGKILL');
  await strata?.[Symbol.asyncDispose]();
});

function openWindow(): Window {
  const program = path.resolve(import.meta.dirname, '../support/windowHost.ts');
  const child = spawn(process.execPath, [program, strata.root], {
    env: strata.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const said = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
  const window: Window = {
    child,
    said,
    async query(sql) {
      child.stdin?.write(`${sql}\n`);
      return await said();
    },
  };
  windows.push(window);
  return window;
}

interface Place {
  readonly endpoint: string;
  readonly port: number;
}

test('opened at the same moment with two commands, all of them are on the same endpoint', async () => {
  const [first, second] = [openWindow(), openWindow()];
  const commands = [1, 2].map(() => strata.json<{ url: string }>('up'));
  const places = (await Promise.all([first.said(), second.said()])) as Place[];
  const urls = (await Promise.all(commands)).map(({ url }) => url);
  expect(new Set([...places.map(({ endpoint }) => endpoint), ...urls]).size).toBe(1);
  expect(places[0]?.port).toBe(places[1]?.port);
});

test('both write to one warehouse at once, and no write is lost', async () => {
  const [first, second] = windows as [Window, Window];
  const env = await strata.json<Record<string, string>>('env');
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = env;
  await makeWorkgroup({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await first.query('CREATE TABLE counted AS SELECT 0 AS n');
  const count = async (window: Window) => {
    for (let i = 0; i < 10; i++) expect(await window.query('UPDATE counted SET n = n + 1')).toEqual([]);
  };
  const typed = strata.run('query', '--engine', 'redshift', 'UPDATE counted SET n = n + 100');
  await Promise.all([count(first), count(second), typed]);
  expect((await typed).code).toBe(0);
  expect(await second.query('SELECT n FROM counted')).toEqual([['120']]);
});

test('one window that is killed takes nothing from the other', async () => {
  const [first, second] = windows as [Window, Window];
  first.child.kill('SIGKILL');
  expect(await second.query('UPDATE counted SET n = n + 1')).toEqual([]);
  const third = openWindow();
  expect(((await third.said()) as Place).endpoint).toMatch(/^http/);
  expect(await third.query('SELECT n FROM counted')).toEqual([['121']]);
});
