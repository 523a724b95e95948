import { writeFile } from 'node:fs/promises';
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

test('what AWS refuses is said with its code', async () => {
  const { code, stderr } = await strata.run('--profile', 'stale', 'ls', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'access-denied' } });
});
