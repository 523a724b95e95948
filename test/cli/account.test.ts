import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../src/core/run.ts';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
  const { code, stderr } = await strata.run('deploy', await writeSmallPipeline(strata.root));
  if (code !== 0) throw new Error(stderr);
  // Accounts as a user's own files describe them; what answers for them is the endpoint.
  const env = await strata.json<Record<string, string>>('env');
  const profile = (name: string, secret = env.AWS_SECRET_ACCESS_KEY) =>
    [
      `[profile ${name}]`,
      `region = ${env.AWS_REGION}`,
      `endpoint_url = ${env.AWS_ENDPOINT_URL}`,
      `aws_access_key_id = ${env.AWS_ACCESS_KEY_ID}`,
      `aws_secret_access_key = ${secret}`,
      '',
    ].join('\n');
  await writeFile(
    strata.env.AWS_CONFIG_FILE!,
    [profile('analytics'), profile('analytics-prod'), profile('stale', 'wrong')].join('\n'),
  );
});
afterAll(() => strata?.[Symbol.asyncDispose]());

const good = ['run', 'stepfunctions', 'good', '--follow'];
const runsOfGood = async () => (await strata.json<Run[]>('runs')).filter(({ title }) => title === 'good').length;

test('an account is read, and changed only when that is allowed', async () => {
  expect((await strata.run('--profile', 'analytics', 'ls', 's3://small-lake/raw/')).stdout).toContain('sales_01.csv');
  const refused = await strata.run('--profile', 'analytics', ...good);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('The connection analytics is read-only') });
  expect(refused.stderr).toContain('--allow-changes');
  expect(await runsOfGood()).toBe(0);
  expect((await strata.run('--profile', 'analytics', '--allow-changes', ...good)).code).toBe(0);
  expect(await runsOfGood()).toBe(1);
});

test('an account that is production by its name is named once more before anything changes', async () => {
  const before = await runsOfGood();
  const profile = ['--profile', 'analytics-prod', '--allow-changes'];
  const refused = await strata.run(...profile, ...good);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--confirm NAME') });
  expect((await strata.run(...profile, '--confirm', 'analytics', ...good)).code).toBe(1);
  expect(await runsOfGood()).toBe(before);
  expect((await strata.run(...profile, '--confirm', 'analytics-prod', ...good)).code).toBe(0);
});

test('the credentials of the environment are used when that is asked, as the aws command uses them', async () => {
  const local = await strata.json<Record<string, string>>('env');
  const config = path.join(strata.root, 'environment-config');
  await writeFile(
    config,
    `[default]\nendpoint_url = ${local.AWS_ENDPOINT_URL}\n[profile team-prod]\nregion = ${local.AWS_REGION}\n`,
  );
  const keys = {
    AWS_CONFIG_FILE: config,
    AWS_ACCESS_KEY_ID: local.AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: local.AWS_SECRET_ACCESS_KEY,
    AWS_REGION: local.AWS_REGION,
  };
  const before = { ...strata.env };
  const withEnvironment = async (variables: NodeJS.ProcessEnv, ...args: string[]) => {
    Object.assign(strata.env, variables);
    try {
      return await strata.run('--environment', ...args);
    } finally {
      for (const name of Object.keys(variables)) delete strata.env[name];
      Object.assign(strata.env, before);
    }
  };
  const read = await withEnvironment(keys, 'ls', 's3://small-lake/raw/');
  expect(read).toMatchObject({ code: 0, stdout: expect.stringContaining('sales_01.csv'), stderr: '' });
  const refused = await withEnvironment(keys, ...good);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('environment is read-only') });
  expect(refused.stderr).toContain('--allow-changes');
  expect((await withEnvironment(keys, '--allow-changes', ...good)).code).toBe(0);
  const wrong = await withEnvironment({ ...keys, AWS_SECRET_ACCESS_KEY: 'wrong' }, 'ls', '--json');
  expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: 'access-denied' } });
  // Without keys it is the profile that the environment names, with what its name says.
  const profile = { AWS_PROFILE: 'analytics-prod' };
  expect((await withEnvironment(profile, 'ls')).stdout).toContain('small-lake');
  const unconfirmed = await withEnvironment(profile, '--allow-changes', ...good);
  expect(unconfirmed).toMatchObject({ code: 1, stderr: expect.stringContaining('--confirm NAME') });
  const missing = await withEnvironment({ AWS_PROFILE: 'none' }, 'ls');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no AWS profile none') });
  const both = await withEnvironment(keys, 'ls', '--profile', 'analytics');
  expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('two accounts') });
});

test('exported keys alone choose no account', async () => {
  const { AWS_ENDPOINT_URL, ...keys } = await strata.json<Record<string, string>>('env');
  Object.assign(strata.env, keys);
  try {
    expect((await strata.run('ls')).stdout).toContain('small-lake');
    const elsewhere = await strata.run('ls', '--root', path.join(strata.root, 'small'));
    expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('--environment') });
  } finally {
    for (const name of Object.keys(keys)) delete strata.env[name];
  }
});

test('what AWS refuses is said with its code', async () => {
  const { code, stderr } = await strata.run('--profile', 'stale', 'ls', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'access-denied' } });
});
