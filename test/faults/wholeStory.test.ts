/** SIGKILL while everything goes on at once, as a user of the command line meets it: up again, and nothing is lost. */
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type EndpointFile, endpointFileSchema } from '../../src/core/endpointFile.ts';
import type { LogEvent } from '../../src/core/logEvent.ts';
import type { Run } from '../../src/core/run.ts';
import { endpointStatus } from '../../src/platform/connections/localEndpoint.ts';
import { isGone } from '../support/isGone.ts';
import { writeSmallPipeline } from '../support/smallPipeline.ts';
import { answerOf, type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
beforeAll(() => {
  strata = strataCli();
});
afterAll(() => strata?.[Symbol.asyncDispose]());

const never = new AbortController().signal;
const fileOf = async (): Promise<EndpointFile> =>
  endpointFileSchema.parse((await endpointStatus(strata.root, never)).file);

function configurationOf({ url: endpoint, region, accessKeyId, secretAccessKey }: EndpointFile) {
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 };
}

async function mustRun(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await strata.run(...args);
  if (code !== 0) throw new Error(`strata ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}

const job = `
  Long:
    Type: AWS::Glue::Job
    Properties:
      Name: long
      Role: arn:aws:iam::000000000000:role/any
      Command: { Name: pythonshell, PythonVersion: '3.9', ScriptLocation: long.py }
`;
const script = 'import os, time\nprint("at work", os.getpid(), flush=True)\ntime.sleep(600)\n';

/** Enough resources to be killed in the middle of. */
const manyGroups = JSON.stringify({
  Resources: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`G${i}`, { Type: 'AWS::Logs::LogGroup' }])),
});

/** A PUT of a million bytes whose second half never comes. */
async function halfPut(file: EndpointFile): Promise<void> {
  const put = new PutObjectCommand({ Bucket: 'small-lake', Key: 'raw/half.csv' });
  const { pathname, search, host, hostname, port } = new URL(
    await getSignedUrl(new S3Client(configurationOf(file)), put),
  );
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\n`);
  await new Promise((resolve) => socket.write(Buffer.alloc(500_000, 'id,1\n'), resolve));
}

test('runs, jobs, uploads and deployments that a kill meets are found again', { timeout: 240_000 }, async () => {
  await mustRun('up');
  const before = await fileOf();
  const small = await writeSmallPipeline(strata.root);
  const template = path.join(small, 'template.yaml');
  await writeFile(template, (await readFile(template, 'utf8')).replace('\nOutputs:', `${job}\nOutputs:`));
  await writeFile(path.join(small, 'long.py'), script);
  await mustRun('deploy', small);
  await mustRun('run', 'stepfunctions', 'good', '--input', '{"day": 1}', '--follow');

  const following = strata.start('run', 'stepfunctions', 'slow', '--follow');
  const followed = answerOf(following);
  await mustRun('run', 'glue', 'long');
  const pid = await vi.waitFor(
    async () => {
      const run = (await strata.json<Run[]>('runs')).find(({ title }) => title === 'long')!;
      const line = (await mustRun('logs', run.ref.id)).match(/at work (\d+)/);
      expect(line).not.toBeNull();
      return Number(line![1]);
    },
    { timeout: 60_000, interval: 200 },
  );
  await vi.waitFor(async () => expect((await strata.json<Run[]>('runs')).map(({ title }) => title)).toContain('slow'), {
    timeout: 30_000,
    interval: 200,
  });
  await halfPut(before);
  const cloudFormation = new CloudFormationClient(configurationOf(before));
  await cloudFormation.send(new CreateStackCommand({ StackName: 'groups', TemplateBody: manyGroups }));
  process.kill(before.pid, 'SIGKILL');
  expect(await isGone(before.pid)).toBe(true);

  expect((await strata.run('status')).code).toBe(1);
  expect((await strata.run('runs')).stderr).toContain('strata up');
  await mustRun('up');
  const after = await fileOf();
  // The warehouse asks for Redshift's usual port, which another endpoint of this machine may have taken meanwhile.
  expect(after).toEqual({ ...before, pid: after.pid, warehousePort: after.warehousePort });

  // Whoever followed goes on following, over the same address and keys, and hears how it ended.
  const told = await followed;
  expect(told.code).toBe(1);
  expect(told.stderr).toContain('slow ended as FAILED');
  expect(told.stderr).toMatch(/local endpoint stopped/i);
  expect(await isGone(pid)).toBe(true);

  const runs = await strata.json<Run[]>('runs', '--limit', '100');
  const find = (title: string) => runs.find((run) => run.title === title)!;
  expect(find('good')).toMatchObject({ state: 'succeeded' });
  // ListExecutions gives no reasons; the follower was told.
  expect(find('slow')).toMatchObject({ state: 'failed' });
  for (const title of ['long', 'groups']) {
    const reason = expect.stringMatching(/local endpoint stopped/i);
    expect(find(title), title).toMatchObject({ state: 'failed', error: { message: reason } });
  }
  const events = (await mustRun('logs', find('long').ref.id, '--json')).trimEnd().split('\n');
  expect(events.map((line) => (JSON.parse(line) as LogEvent).message)).toContain(`at work ${pid}`);

  const names = (await strata.json<{ name: string }[]>('ls', 's3://small-lake/raw/')).map(({ name }) => name);
  expect(names).toEqual(['sales_01.csv', 'sales_02.csv', 'sales_03.csv']);
  expect(await readdir(path.join(strata.root, '.strata/buckets/small-lake/raw'))).toEqual(names);
  expect(await strata.json('preview', 's3://small-lake/raw/sales_02.csv')).toHaveLength(1);

  // And all of it can be done now.
  expect(JSON.parse(await mustRun('deploy', small, '--json'))).toMatchObject({ changed: false, uploaded: 0, kept: [] });
  await mustRun('run', 'stepfunctions', 'good', '--input', '{"day": 2}', '--follow');
  await writeFile(path.join(strata.root, 'groups.json'), manyGroups);
  await mustRun('deploy', 'groups.json', '--stack', 'groups');
  const { Stacks } = await new CloudFormationClient(configurationOf(after)).send(
    new DescribeStacksCommand({ StackName: 'groups' }),
  );
  expect(Stacks![0]!.StackStatus).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
});
