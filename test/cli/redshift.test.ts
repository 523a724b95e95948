/** Redshift from the command line: what a template declares is queried, and its statements are runs as others are. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
});
afterAll(() => strata?.[Symbol.asyncDispose]());

const onRedshift = (sql: string, ...more: readonly string[]) =>
  ['query', '--engine', 'redshift', ...more, sql] as const;

test('without a workgroup it says how to get one', async () => {
  const { code, stderr } = await strata.run(...onRedshift('SELECT 1'));
  expect(code).not.toBe(0);
  expect(stderr).toContain('no Redshift workgroup or cluster');
  expect(stderr).toContain('AWS::RedshiftServerless::Workgroup');
});

test('a template declares a workgroup', async () => {
  const folder = path.join(strata.root, 'shop');
  await mkdir(folder, { recursive: true });
  const Resources = {
    Namespace: { Type: 'AWS::RedshiftServerless::Namespace', Properties: { NamespaceName: 'shop', DbName: 'sales' } },
    Workgroup: {
      Type: 'AWS::RedshiftServerless::Workgroup',
      DependsOn: 'Namespace',
      Properties: { WorkgroupName: 'shop', NamespaceName: 'shop' },
    },
  };
  await writeFile(path.join(folder, 'template.yaml'), JSON.stringify({ Resources }));
  const deployed = await strata.run('deploy', folder, '--stack', 'shop');
  expect(deployed.code, deployed.stderr).toBe(0);
});

test('a statement runs on the workgroup, and its rows are exact', async () => {
  const made = await strata.run(
    ...onRedshift(
      "CREATE TABLE orders AS SELECT 9007199254740993 AS id, 2.50::numeric(10,2) AS total, NULL::varchar(5) AS note, '' AS empty",
    ),
  );
  expect(made.code, made.stderr).toBe(0);
  const { stdout } = await strata.run(
    ...onRedshift('SELECT *, current_database() AS db FROM orders', '--workgroup', 'shop', '--format', 'csv'),
  );
  expect(stdout.split('\n')[1]).toMatch(/^9007199254740993,2\.50,,(""|),sales$/);
  expect(await strata.json(...onRedshift('SELECT total, note FROM orders'))).toEqual([{ total: '2.50', note: null }]);
  const missing = await strata.run(...onRedshift('SELECT * FROM nowhere'));
  expect(missing.code).not.toBe(0);
  expect(missing.stderr).toContain('relation "nowhere" does not exist');
});

test('its statements are listed and found by their id', async () => {
  interface Run {
    readonly ref: { readonly id: string };
    readonly state: string;
  }
  const runs = await strata.json<Run[]>('runs', '--service', 'redshift', '--limit', '3');
  expect(runs.map(({ state }) => state)).toEqual(['failed', 'succeeded', 'succeeded']);
  // It is known by its id alone, and has written no log.
  const { code, stdout } = await strata.run('logs', runs[0]?.ref.id ?? '');
  expect([code, stdout]).toEqual([0, '']);
});

test('options of the other engine are refused', async () => {
  const { code, stderr } = await strata.run('query', 'SELECT 1', '--cluster', 'dwh');
  expect(code).not.toBe(0);
  expect(stderr).toContain('--engine redshift');
});
