/** `strata dbt` as people and pipelines use it: dbt's own options, lines and exit codes. */
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { answerOf, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await cp(path.resolve(import.meta.dirname, '../dbt/shop'), path.join(strata.root, 'shop'), { recursive: true });
  const { code, stdout, stderr } = await strata.run('dbt', 'deps');
  if (code !== 0) throw new Error(stdout + stderr);
});
afterAll(async () => {
  if (!strata) return;
  await endResidents(strata.root);
  await strata[Symbol.asyncDispose]();
});

test('projects are found, with their targets', async () => {
  expect(await strata.json('dbt', 'projects')).toEqual([
    { project: 'shop', folder: 'shop', target: 'dev', targets: ['dev', 'prod'] },
  ]);
});

test('a build says line by line what dbt says, and ends as dbt does', async () => {
  const failed = await strata.run('dbt', 'build');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('OK created sql table model main.dim_customer');
  expect(failed.stdout).toMatch(/FAIL 1 not_null_fct_sales_customer_id/);
  const good = await strata.run('dbt', 'build', '-s', '+dim_customer');
  expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/PASS=\d+ WARN=0 ERROR=0/) });
  expect(good.stdout).not.toContain('fct_sales ');
});

test('options of dbt that are called as ours are its own', async () => {
  const { code, stdout } = await strata.run('dbt', 'ls', '--profile', 'none');
  expect(code).toBe(2);
  expect(stdout).toContain("Could not find profile named 'none'");
});

test('with --json each event is a line, and the run is the last', async () => {
  const { code, stdout } = await strata.run('--json', 'dbt', 'test', '-s', 'dim_customer');
  expect(code).toBe(0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.some(({ name }) => name === 'NodeFinished')).toBe(true);
  expect(lines.at(-1)).toMatchObject({ run: { state: 'succeeded', args: ['test', '-s', 'dim_customer'] } });
});

test('what is wrong with a command line, and dbt’s help, are told as dbt tells them', async () => {
  const wrong = await strata.run('dbt', 'frobnicate');
  expect(wrong).toMatchObject({ code: 2, stdout: expect.stringContaining("No such command 'frobnicate'") });
  expect((await strata.run('dbt', 'build', '--help')).stdout).toContain('--full-refresh');
});

test('an interrupt stops what runs', async () => {
  const sql = 'select count(*) from range(100000) a, range(100000) b where (a.range * b.range) % 7 = 3';
  const child = strata.start('dbt', 'show', '--inline', sql);
  const answer = answerOf(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text: string) => {
      if (text.includes('Concurrency')) resolve();
    });
  });
  child.kill('SIGINT');
  expect((await answer).code).toBe(130);
});

test('without a project it says where one would be', async () => {
  const elsewhere = strataCli();
  try {
    const { code, stderr } = await elsewhere.run('dbt', 'build');
    expect(code).toBe(1);
    expect(stderr).toContain('A folder with a dbt_project.yml is one.');
    expect(await readdir(elsewhere.root)).toEqual([]);
  } finally {
    await elsewhere[Symbol.asyncDispose]();
  }
});
