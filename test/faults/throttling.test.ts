/** An AWS that asks to slow down, or whose connections break: it is tried again, told, ended at once, never done twice. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateDatabaseCommand, GetDatabaseCommand, GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AppError } from '../../src/core/appError.ts';
import type { Effect } from '../../src/core/effect.ts';
import { silentLog } from '../../src/core/log.ts';
import { connectionTo } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx, grant } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { fetchObject } from '../../src/platform/results/fetchRelation.ts';
import { download, upload } from '../../src/services/s3/s3Changes.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Asked, type AwsFault, type Fate, type FaultyServer, faultyServer } from '../support/faultyServer.ts';
import { answerOf, type StrataCli, strataCli } from '../support/strataCli.ts';
import { tempFolder } from '../support/tempFolder.ts';

let endpoint: TestEndpoint;
let strata: StrataCli;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  strata = strataCli();
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'a.csv', Body: `id\n${'7\n'.repeat(5000)}` }));
  await new GlueClient(endpoint.client).send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lake' } }));
});
afterAll(async () => {
  await strata?.[Symbol.asyncDispose]();
  await endpoint?.[Symbol.asyncDispose]();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const never = new AbortController().signal;

interface Between {
  readonly server: FaultyServer;
  readonly ctx: Ctx;
  /** What the one who waits was told. */
  readonly told: readonly string[];
}

/** A context whose calls go through a server that makes some of them fail. */
async function between(fateOf: (asked: Asked, index: number) => Fate, effect: Effect = 'read'): Promise<Between> {
  const server = await faultyServer(fateOf, endpoint.file.url);
  const told: string[] = [];
  const report = (message: string) => told.push(message);
  const connection = connectionTo({ ...endpoint.file, url: server.url });
  const reading = createCtx({ connection, workspace: { root: strata.root, trusted: true }, report, log: silentLog });
  const ctx = grant(reading, effect);
  onTestFinished(async () => {
    ctx.aws[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });
  return { server, ctx, told };
}

/** The first so many requests fail. */
const first = (count: number, fault: AwsFault) => (_: Asked, index: number) => (index < count ? fault : undefined);

const throttling = { status: 400, code: 'ThrottlingException', message: 'Rate exceeded' };
const slowDown = { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
const unavailable = { status: 503, code: 'ServiceUnavailable', message: 'Service is unable to handle request.' };
const waiting = /^AWS asks to slow down; attempt \d of 6 in .+…$/;

describe('throttled', () => {
  test('calls of every protocol come through, and each wait is told', async () => {
    const glue = await between(first(3, throttling));
    const { DatabaseList } = await (await glue.ctx.aws.client(GlueClient)).send(new GetDatabasesCommand({}));
    expect(DatabaseList).toMatchObject([{ Name: 'lake' }]);
    expect(glue.told).toHaveLength(3);
    for (const [i, line] of glue.told.entries()) {
      expect(line).toMatch(waiting);
      expect(line).toContain(`attempt ${i + 2} of 6`);
    }

    const query = await between(first(1, { ...throttling, code: 'Throttling' }));
    await (await query.ctx.aws.client(CloudFormationClient)).send(new ListStacksCommand({}));
    expect(query.told).toEqual([expect.stringMatching(waiting)]);
  });

  test('the command line prints the waits beside its answer', async () => {
    const server = await faultyServer(first(2, slowDown), endpoint.file.url);
    onTestFinished(() => server[Symbol.asyncDispose]());
    configure(server.url);
    const { code, stdout, stderr } = await strata.run('--profile', 'busy', 'ls', 's3://lake/', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'a.csv' }]);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(waiting), expect.stringMatching(waiting)]);
  });

  test('a change is carried out once', async () => {
    const { ctx, server, told } = await between(first(2, throttling), 'write');
    const glue = await ctx.aws.client(GlueClient);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'once' } }));
    expect([server.asked.length, told.length]).toEqual([3, 2]);
    await new GlueClient(endpoint.client).send(new GetDatabaseCommand({ Name: 'once' }));
  });

  test('for too long: the last attempt ends it, with what AWS says', async () => {
    // Without its jitter the shortest waits.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { ctx, server, told } = await between(() => throttling);
    const glue = await ctx.aws.client(GlueClient);
    await expect(glue.send(new GetDatabasesCommand({}))).rejects.toMatchObject({
      code: 'throttled',
      message: 'Rate exceeded',
      hint: expect.stringContaining('Try again in a moment'),
    });
    expect([server.asked.length, told.length]).toEqual([6, 5]);
  });

  test('the wait that AWS asks for is kept, and a cancellation ends it at once', async () => {
    const asking = { ...throttling, headers: { 'retry-after': '20' } };
    const { ctx, server, told } = await between(() => asking);
    const glue = await ctx.aws.client(GlueClient);
    const abort = new AbortController();
    const call = glue.send(new GetDatabasesCommand({}), { abortSignal: abort.signal });
    await vi.waitFor(() => expect(told).toEqual([expect.stringMatching(/in (19|20)(\.\d)? s…$/)]));
    const before = Date.now();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(server.asked).toHaveLength(1);
  });

  test('Ctrl+C ends the wait of a command', async () => {
    const server = await faultyServer(() => ({ ...slowDown, headers: { 'retry-after': '20' } }));
    onTestFinished(() => server[Symbol.asyncDispose]());
    configure(server.url);
    const waitingCommand = strata.start('--profile', 'busy', 'ls');
    const ended = answerOf(waitingCommand);
    await new Promise((resolve) => waitingCommand.stderr!.once('data', resolve));
    const before = Date.now();
    waitingCommand.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining('AWS asks to slow down') });
    expect(Date.now() - before).toBeLessThan(15_000);
  });

  test('a quota is no throttling: it is said at once', async () => {
    const quota = { status: 400, code: 'LimitExceededException', message: 'Too many databases' };
    const { ctx, server } = await between(() => quota, 'write');
    const glue = await ctx.aws.client(GlueClient);
    await expect(glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'n' } }))).rejects.toMatchObject({
      code: 'failed',
      hint: expect.stringContaining('quota'),
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe('out of order', () => {
  test('what reads is asked again, also by an action that may change things; a change is not sent twice', async () => {
    const { ctx, server } = await between(first(2, unavailable), 'destroy');
    const cloudFormation = await ctx.aws.client(CloudFormationClient);
    await expect(cloudFormation.send(new DescribeStacksCommand({ StackName: 'none' }))).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    });
    expect(server.asked).toHaveLength(3);

    const changing = await between((): Fate => 'break', 'write');
    const stack = { StackName: 'started', TemplateBody: '{"Resources": {"G": {"Type": "AWS::Logs::LogGroup"}}}' };
    const creation = (await changing.ctx.aws.client(CloudFormationClient)).send(new CreateStackCommand(stack));
    await expect(creation).rejects.toMatchObject({ name: 'AppError' });
    expect(changing.server.asked).toHaveLength(1);
  });
});

describe('a body that breaks off', () => {
  const source = { kind: 'object', uri: 's3://lake/a.csv', title: 'a.csv', format: 'csv' } as const;
  const whole = `id\n${'7\n'.repeat(5000)}`;
  const isBody = ({ operation }: Asked) => operation.startsWith('GET /lake/a.csv');

  test('is fetched again, and told', async () => {
    let breaks = 0;
    const { ctx, told } = await between((asked) => (isBody(asked) && breaks++ < 2 ? 'break' : undefined));
    await using fetched = await fetchObject(ctx, source, never);
    expect(readFileSync(fetched.files.files[0]!, 'utf8')).toBe(whole);
    expect(told).toEqual([
      expect.stringMatching(/^The connection broke off; attempt 2 of 3 in/),
      expect.stringMatching(/^The connection broke off; attempt 3 of 3 in/),
    ]);
  });

  test('every time: it is said, and nothing half is left in the folder', async () => {
    const { ctx } = await between((asked) => (isBody(asked) ? 'break' : undefined));
    await using folder = tempFolder();
    await expect(download(ctx, { bucket: 'lake', key: 'a.csv' }, folder.path, never)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The connection broke off.',
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('and a whole file that was there before stays', async () => {
    const { ctx } = await between((asked) => (isBody(asked) ? 'break' : undefined));
    await using folder = tempFolder();
    writeFileSync(path.join(folder.path, 'a.csv'), 'mine');
    await expect(download(ctx, { bucket: 'lake', key: 'a.csv' }, folder.path, never)).rejects.toThrow();
    expect(readdirSync(folder.path)).toEqual(['a.csv']);
    expect(readFileSync(path.join(folder.path, 'a.csv'), 'utf8')).toBe('mine');
  });
});

describe('an upload', () => {
  test('that is throttled arrives whole, though a stream cannot be sent again', async () => {
    const { ctx, told } = await between(first(2, slowDown), 'write');
    await using folder = tempFolder();
    const files = path.join(folder.path, 'raw');
    mkdirSync(files);
    const body = 'sale,'.repeat(300_000);
    writeFileSync(path.join(files, 'big.csv'), body);
    expect(await upload(ctx, { bucket: 'lake', key: 'in/' }, [files], never)).toBe(1);
    const waits = told.filter((line) => waiting.test(line));
    expect(waits).toHaveLength(2);
    expect(readFileSync(path.join(endpoint.state, 'buckets/lake/in/raw/big.csv'), 'utf8')).toBe(body);
  });

  test('that AWS never takes is given up, with its reason', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { ctx, server } = await between(() => slowDown, 'write');
    await using folder = tempFolder();
    const file = path.join(folder.path, 'lost.csv');
    writeFileSync(file, 'id\n1\n');
    const failure = upload(ctx, { bucket: 'lake', key: 'in/' }, [file], never).catch((error: unknown) => error);
    expect((await failure) as AppError).toMatchObject({ code: 'throttled', message: slowDown.message });
    expect(server.asked).toHaveLength(6);
    expect(existsSync(path.join(endpoint.state, 'buckets/lake/in/lost.csv'))).toBe(false);
  });
});

function configure(url: string): void {
  const { accessKeyId, secretAccessKey } = endpoint.file;
  writeFileSync(
    strata.env.AWS_CONFIG_FILE!,
    `[profile busy]
region = us-east-1
endpoint_url = ${url}
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
`,
  );
}
