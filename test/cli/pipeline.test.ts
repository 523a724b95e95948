import { once } from 'node:events';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import type { LogEvent } from '../../src/core/logEvent.ts';
import type { Run, RunRef } from '../../src/core/run.ts';
import type { RunSnapshot } from '../../src/platform/runs/followRun.ts';
import type { Deployment } from '../../src/platform/workspace/deployPipeline.ts';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { answerOf, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
let folder: string;
beforeAll(async () => {
  strata = strataCli();
  await strata.run('up');
  folder = await writeSmallPipeline(strata.root);
  const { code, stderr } = await strata.run('deploy', folder);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => strata?.[Symbol.asyncDispose]());

const lines = <T>(text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** The last line of standard error, behind what was reported on the way. */
const errorOf = (stderr: string) =>
  lines<{ error: { code: string; message: string } }>(stderr.trimEnd().split('\n').at(-1) ?? '')[0]!;

describe('deploy', () => {
  test('says what changed, and does nothing the second time', async () => {
    // The only pipeline of a folder need not be named.
    const again = await strata.json<Deployment>('deploy');
    expect(again).toEqual({
      stack: 'small',
      changed: false,
      outputs: { LakeName: 'small-lake' },
      uploaded: 0,
      kept: [],
    });
    const { code, stdout, stderr } = await strata.run('deploy', 'small/template.yaml', '--parameter', 'Level=two');
    expect([code, stdout]).toEqual([0, expect.stringContaining('LakeName: small-lake')]);
    expect(stderr).toContain('Lake UPDATE_COMPLETE');
    const other = await strata.run('deploy', folder, '--parameter', 'Level');
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('NAME=VALUE') });
  });

  test('fails with the line of a strata.yaml, and for what is not there', async () => {
    await appendFile(path.join(folder, 'strata.yaml'), 'flavour: x\n');
    expect((await strata.run('deploy', folder)).stderr).toContain('strata.yaml:7: flavour');
    await writeSmallPipeline(strata.root);
    expect(await strata.run('deploy', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no folder'),
    });
  });

  test('asks which one where there are several', async () => {
    const { cp, rm } = await import('node:fs/promises');
    const other = path.join(strata.root, 'another');
    await cp(folder, other, { recursive: true });
    expect(await strata.run('deploy')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/several pipelines here: another, small\.\n.*strata deploy another/),
    });
    await rm(other, { recursive: true });
  });

  test('fails with the reason of the resource that failed', async () => {
    const { writeFile } = await import('node:fs/promises');
    const file = path.join(strata.root, 'taken.yaml');
    await writeFile(
      file,
      'Resources: { Bad: { Type: AWS::S3::Bucket, Properties: { BucketName: "Not A Bucket" } } }\n',
    );
    const { code, stderr } = await strata.run('deploy', file, '--stack', 'taken', '--json');
    expect(code).toBe(1);
    const { error } = errorOf(stderr);
    expect(error.code).toBe('failed');
    expect(error.message).toContain('Bad (AWS::S3::Bucket)');
  });
});

describe('ls', () => {
  test('lists buckets, folders and objects, by prefix and up to a limit', async () => {
    expect((await strata.run('ls')).stdout).toMatch(/^NAME\s*\nsmall-lake/);
    expect(await strata.json('ls', 's3://small-lake')).toMatchObject([{ name: 'raw/' }]);
    expect(await strata.json('ls', 's3://small-lake/raw/sales_02')).toMatchObject([
      { name: 'sales_02.csv', uri: 's3://small-lake/raw/sales_02.csv' },
    ]);
    const limited = await strata.run('ls', 's3://small-lake/raw/', '--limit', '2');
    expect(limited.stdout.match(/sales_\d+/g)).toEqual(['sales_01', 'sales_02']);
    expect(limited.stderr).toContain('Only the first 2 are listed');
    expect(await strata.json('ls', 's3://small-lake/none/')).toEqual([]);
  });

  test('goes on over the pages of the service', async () => {
    const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const env = await strata.json<Record<string, string>>('env');
    const s3 = new S3Client({
      endpoint: env.AWS_ENDPOINT_URL!,
      region: env.AWS_REGION!,
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
      forcePathStyle: true,
    });
    const put = (i: number) =>
      s3.send(new PutObjectCommand({ Bucket: 'small-lake', Key: `many/${String(i).padStart(4, '0')}`, Body: 'x' }));
    for (let i = 0; i < 1001; i += 100) {
      await Promise.all(Array.from({ length: Math.min(100, 1001 - i) }, (_, j) => put(i + j)));
    }
    const names = (await strata.json<{ name: string }[]>('ls', 's3://small-lake/many/', '--limit', '1500')).map(
      ({ name }) => name,
    );
    expect(names.length).toBe(1001);
    expect(names.at(-1)).toBe('1000');
  });

  test('refuses what is no place, or no number', async () => {
    const noPlace = await strata.run('ls', 'small-lake');
    expect(noPlace).toMatchObject({ code: 1, stderr: expect.stringContaining('s3://bucket/prefix/') });
    expect(await strata.run('ls', 's3://no-such-bucket/')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The specified bucket does not exist'),
    });
    expect((await strata.run('ls', '--limit', 'many')).code).toBe(1);
  });
});

describe('preview', () => {
  test('prints rows as a table, CSV and JSON', async () => {
    const uri = 's3://small-lake/raw/sales_02.csv';
    expect((await strata.run('preview', uri)).stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^id\s+total$/),
      expect.stringMatching(/^\S+\s+10\.50?$/),
    ]);
    expect((await strata.run('preview', uri, '--format', 'csv')).stdout).toMatch(/^id,total\n/);
    expect(await strata.json('preview', uri)).toHaveLength(1);
    expect(await strata.run('preview', uri, '--format', 'xml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('table, json, csv'),
    });
  });

  test('names the object that is not there', async () => {
    const { code, stderr } = await strata.run('preview', 's3://small-lake/none.csv');
    expect([code, stderr]).toEqual([1, 'There is no object s3://small-lake/none.csv.\n']);
  });
});

describe('run', () => {
  test('follows a state machine to its success', async () => {
    const { code, stderr } = await strata.run('run', 'stepfunctions', 'good', '--input', '{"day": 1}', '--follow');
    expect(code).toBe(0);
    expect(stderr).toContain('Only: succeeded');
    expect(stderr).toContain('good: SUCCEEDED');
  });

  test('prints snapshots as JSON lines, the last one final', async () => {
    const { code, stdout } = await strata.run('--json', 'run', 'stepfunctions', 'good', '--input', '[1]', '--follow');
    expect(code).toBe(0);
    const last = lines<RunSnapshot>(stdout).at(-1)!;
    expect(last.run).toMatchObject({ title: 'good', state: 'succeeded', input: '[1]', output: '[1]' });
    expect(last.steps).toMatchObject([{ name: 'Only', state: 'succeeded' }]);
  });

  test('ends with 1 and the cause when it fails', async () => {
    const { code, stderr } = await strata.run('run', 'stepfunctions', 'bad', '--follow');
    expect(code).toBe(1);
    expect(stderr).toContain('bad ended as FAILED. Broken: on purpose');
    const asJson = await strata.run('run', 'stepfunctions', 'bad', '--follow', '--json');
    expect(asJson.code).toBe(1);
    expect(errorOf(asJson.stderr)).toMatchObject({ error: { code: 'failed' } });
  });

  test('refuses what cannot be run, is not there, or has a broken input', async () => {
    expect((await strata.run('run', 'nope', 'x')).stderr).toMatch(/Run one of: glue, .*crawler.*, stepfunctions/);
    const unknown = await strata.run('run', 'stepfunctions', 'goo');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There are: good') });
    const broken = await strata.run('run', 'stepfunctions', 'good', '--input', '{day: 1}');
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('--input is not JSON') });
    const needless = await strata.run('run', 'crawler', 'any', '--input', '{}');
    expect(needless).toMatchObject({ code: 1, stderr: expect.stringContaining('A crawler takes no input') });
  });
});

describe('alerts', () => {
  test('what fails is listed once, and printed as it happens', async () => {
    // The first look sets the beginning: what failed before is no news.
    expect(await strata.json<Alert[]>('alerts')).toEqual([]);
    const following = strata.start('alerts', '--follow', '--json');
    const ended = answerOf(following);
    await strata.run('run', 'stepfunctions', 'bad', '--follow');
    const [data] = (await once(following.stdout!, 'data')) as [Buffer];
    following.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const told = JSON.parse(String(data)) as Alert;
    expect(told).toMatchObject({ pipeline: 'bad', step: 'Only', cause: 'Broken: on purpose' });
    const known = await strata.json<Alert[]>('alerts');
    expect(known).toMatchObject([{ id: told.id, read: false }]);
    const table = (await strata.run('alerts')).stdout.trimEnd().split('\n');
    expect(table[0]).toMatch(/^FAILED\s+PIPELINE\s+STEP\s+CAUSE\s+RUN$/);
    expect(table[1]).toContain('Broken: on purpose');
  });
});

describe('runs, logs and stop', () => {
  test('a run that was started is listed, stopped, and seen to have stopped by who follows it', async () => {
    const following = strata.start('run', 'stepfunctions', 'slow', '--follow');
    const ended = answerOf(following);
    const slow = await vi.waitFor(
      async () => {
        const runs = await strata.json<Run[]>('runs');
        const found = runs.find(({ title, state }) => title === 'slow' && state === 'running');
        expect(found).toBeDefined();
        return found!;
      },
      { timeout: 30_000 },
    );
    expect(await strata.json<RunRef>('stop', slow.ref.id)).toEqual(slow.ref);
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('slow ended as ABORTED') });
    const table = (await strata.run('runs', '--limit', '1')).stdout.trimEnd().split('\n');
    expect(table).toHaveLength(2);
    expect(table[0]).toMatch(/^SERVICE\s+NAME\s+STATE\s+STARTED\s+TOOK\s+RUN$/);
    expect(table[1]).toContain(slow.ref.id);
  });

  test('Ctrl+C stops watching and not the run, with the exit code of shells', async () => {
    const following = strata.start('run', 'stepfunctions', 'slow', '--follow', '--json');
    const ended = answerOf(following);
    await once(following.stdout!, 'data');
    following.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const runs = await strata.json<Run[]>('runs');
    const slow = runs.find(({ title, state }) => title === 'slow' && state === 'running');
    expect(slow).toBeDefined();
    await strata.run('stop', slow!.ref.id);
  });

  test('the log of a deployment is its events', async () => {
    const runs = await strata.json<Run[]>('runs', '--limit', '100');
    const creation = runs.find(({ title, stateLabel }) => title === 'small' && stateLabel === 'CREATE_COMPLETE')!;
    const { code, stdout } = await strata.run('logs', creation.ref.id, '--follow');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('CREATE_COMPLETE AWS::CloudFormation::Stack small');
    const events = lines<LogEvent>((await strata.run('logs', creation.ref.id, '--json')).stdout);
    expect(events.map(({ message }) => message)).toEqual(stdout.trimEnd().split('\n'));
  });

  test('a run that is no longer among the newest is found by its ARN and by what was run', async () => {
    const { SFNClient, ListStateMachinesCommand, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
    const env = await strata.json<Record<string, string>>('env');
    const sfn = new SFNClient({
      endpoint: env.AWS_ENDPOINT_URL!,
      region: env.AWS_REGION!,
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
    });
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    const stateMachineArn = stateMachines?.find(({ name }) => name === 'slow')?.stateMachineArn ?? '';
    const start = async () => (await sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? '';
    const old = await start();
    for (let i = 0; i < 11; i++) await start();
    const of = ['--of', `step-functions.machine/${encodeURIComponent(stateMachineArn)}`];
    const listed = (await strata.json<Run[]>('runs', '--service', 'step-functions')).map(({ ref }) => ref.id as string);
    expect(listed).not.toContain(old);
    const all = (await strata.json<Run[]>('runs', ...of)).map(({ ref }) => ref.id as string);
    expect(all).toContain(old);
    expect(await strata.json<RunRef>('stop', old)).toMatchObject({ id: old, service: 'step-functions' });
    expect((await strata.run('logs', old)).code).toBe(0);
    expect((await strata.run('stop', all[0]!, ...of)).code).toBe(0);
    expect((await strata.run('runs', '--service', 's3')).stderr).toContain('step-functions, glue-jobs');
  });

  test('a query is found by its id, and writes no log', async () => {
    await strata.run('query', 'SELECT 1', '--workgroup', 'small');
    const [query] = await strata.json<Run[]>('runs', '--service', 'athena', '--limit', '1');
    const { code, stderr } = await strata.run('logs', query?.ref.id ?? '');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Athena writes no logs')]);
  });

  test('a run that is not there is said to be missing', async () => {
    const ids = ['no-such-run', 'jr_00ff', '00000000-0000-4000-8000-000000000000'];
    for (const [verb, id] of ['logs', 'stop'].flatMap((each) => ids.map((id) => [each, id] as const))) {
      const { code, stderr } = await strata.run(verb, id);
      expect([code, stderr], verb).toEqual([1, expect.stringContaining('strata runs lists them')]);
    }
  });
});

describe('actions and do', () => {
  const stack = 'cloudformation.stack/small';

  test('lists them, and does one', async () => {
    const actions = await strata.json<{ id: string; effect: string }[]>('actions');
    expect(actions).toContainEqual(expect.objectContaining({ id: 'cloudformation.deleteStack', effect: 'destroy' }));
    expect((await strata.run('do', 'cloudformation.copyValue', 'cloudformation.output/small/LakeName')).stdout).toBe(
      'small-lake\n',
    );
    expect(await strata.json('do', 'cloudformation.showTemplate', stack)).toMatchObject({
      kind: 'document',
      text: expect.stringContaining('AWS::S3::Bucket'),
    });
    const machines = await strata.json<Run[]>('runs');
    const { of } = machines.find(({ title }) => title === 'good')!.ref;
    const target = `${of.kind}/${of.path.map(encodeURIComponent).join('/')}`;
    const outcome = await strata.json<{ kind: string; run: RunRef }>(
      ...['do', 'step-functions.runWithInput', target, '--input', '{"input": "{}", "name": "named"}'],
    );
    expect(outcome).toMatchObject({ kind: 'run', run: { id: expect.stringMatching(/:good:named$/) } });
  });

  test('refuses the unknown, a wrong target and a wrong input', async () => {
    expect((await strata.run('do', 'sns.fly')).stderr).toContain('strata actions lists them');
    const wrongKind = await strata.run('do', 'cloudformation.showTemplate', 's3.bucket/small-lake');
    expect(wrongKind).toMatchObject({ code: 1, stderr: expect.stringContaining('cloudformation.stack/NAME') });
    const noGroup = await strata.run('do', 'scheduler.showNextFires', 'scheduler.schedule/nightly');
    expect(noGroup).toMatchObject({ code: 1, stderr: expect.stringContaining('scheduler.schedule/GROUP/NAME') });
    const noNode = await strata.run('do', 'scheduler.showNextFires');
    expect(noNode).toMatchObject({ code: 1, stderr: expect.stringContaining('scheduler.schedule/GROUP/NAME') });
    const broken = await strata.run('do', 'sns.publish', 'sns.topic/100%', '--input', '{"message": "x"}');
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('is no node’s id') });
    const needless = await strata.run('do', 'cloudformation.showTemplate', stack, '--input', '{}');
    expect(needless).toMatchObject({ code: 1, stderr: expect.stringContaining('takes no input') });
    const notJson = await strata.run('do', 'sns.publish', 'sns.topic/x', '--input', 'hola');
    expect(notJson).toMatchObject({ code: 1, stderr: expect.stringContaining('--input is not JSON') });
    const wrongInput = await strata.run('do', 'sns.publish', 'sns.topic/x', '--input', '{"message": 3}', '--json');
    expect(JSON.parse(wrongInput.stderr)).toMatchObject({
      error: { code: 'invalid-input', message: expect.stringContaining('message') },
    });
    const missing = await strata.run('do', 'cloudformation.showTemplate', 'cloudformation.stack/none', '--json');
    expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: 'not-found' } });
  });
});

test('what is wrongly typed is told, with --json as JSON', async () => {
  expect(await strata.run('ls', '--limit', 'many')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Usage:'),
  });
  for (const typed of [['fly'], ['logs'], ['ls', '--limit', 'many'], ['ls', '--fly'], []]) {
    const { code, stdout, stderr } = await strata.run(...typed, '--json');
    expect([code, stdout, lines(stderr).length], typed.join(' ')).toEqual([1, '', 1]);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'invalid-input', hint: expect.any(String) } });
  }
  expect(await strata.run('ls', '--help', '--json')).toMatchObject({ code: 0, stderr: '' });
});

test('a reader that stops reading is no failure', async () => {
  const child = strata.start('actions', '--json');
  child.stdout?.destroy();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(0);
});
