/** Failures become alerts: from runs and from messages of the local endpoint, each once, whoever looks. */
import path from 'node:path';
import { CreateJobCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Alert } from '../../src/core/alert.ts';
import { silentLog } from '../../src/core/log.ts';
import { AlertRounds } from '../../src/platform/alerts/alertRounds.ts';
import { AlertStore } from '../../src/platform/alerts/alertStore.ts';
import { alertText, summaryText } from '../../src/platform/alerts/alertText.ts';
import { watchedRuns } from '../../src/platform/alerts/watchedRuns.ts';
import { connectionTo } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { services } from '../../src/services/index.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

const role = 'arn:aws:iam::123456789012:role/any';
const all = { pipelines: ['*'], topics: ['*'] };
const { signal } = new AbortController();
const patience = { timeout: 30_000, interval: 200 };

let endpoint: TestEndpoint;
let ctx: Ctx;
let store: AlertStore;
let rounds: AlertRounds;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const root = path.dirname(endpoint.state);
  ctx = createCtx({
    connection: connectionTo(endpoint.file),
    workspace: { root, trusted: true },
    report() {},
    log: silentLog,
  });
  store = new AlertStore(root);
  rounds = new AlertRounds(services, store);
  await new S3Client(endpoint.client).send(new CreateBucketCommand({ Bucket: 'scripts' }));
  await job('ends', 'raise ValueError("amount is empty")');
  await machine('before', { Only: { Type: 'Fail', Error: 'Broken', Cause: 'long ago', End: undefined } }, 'Only');
  await start('before');
  await vi.waitFor(async () => {
    const runs = await watchedRuns(ctx, services, ['*'], signal);
    expect(runs.map(({ state }) => state)).toEqual(['failed']);
  }, patience);
});
afterAll(async () => {
  ctx?.aws[Symbol.dispose]();
  await endpoint?.[Symbol.asyncDispose]();
});

async function job(Name: string, script: string): Promise<void> {
  const Key = `${Name}.py`;
  await new S3Client(endpoint.client).send(new PutObjectCommand({ Bucket: 'scripts', Key, Body: script }));
  await new GlueClient(endpoint.client).send(
    new CreateJobCommand({
      Name,
      Role: role,
      Command: { Name: 'pythonshell', ScriptLocation: `s3://scripts/${Key}`, PythonVersion: '3.9' },
    }),
  );
}

async function machine(name: string, states: object, first: string): Promise<string> {
  const definition = JSON.stringify({ StartAt: first, States: states });
  const created = await new SFNClient(endpoint.client).send(
    new CreateStateMachineCommand({ name, roleArn: role, definition }),
  );
  return created.stateMachineArn ?? '';
}

async function start(name: string): Promise<string> {
  const stateMachineArn = `arn:aws:states:us-east-1:${endpoint.file.accountId}:stateMachine:${name}`;
  const started = await new SFNClient(endpoint.client).send(
    new StartExecutionCommand({ stateMachineArn, input: '{}' }),
  );
  return started.executionArn ?? '';
}

const runJob = async (JobName: string) =>
  (await new GlueClient(endpoint.client).send(new StartJobRunCommand({ JobName }))).JobRunId ?? '';

async function publish(topic: string, message: string, subject?: string): Promise<void> {
  const sns = new SNSClient(endpoint.client);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topic }));
  await sns.send(new PublishCommand({ TopicArn, Message: message, ...(subject ? { Subject: subject } : {}) }));
}

/** Looks until something is found, as the workbench does. */
async function nextAlerts(): Promise<readonly Alert[]> {
  return await vi.waitFor(async () => {
    const found = await rounds.look(ctx, all, signal);
    expect(found).not.toEqual([]);
    return found;
  }, patience);
}

const ended = async (id: string) =>
  await vi.waitFor(async () => {
    const run = (await watchedRuns(ctx, services, ['*'], signal)).find(({ ref }) => ref.id === id);
    expect(run?.endedAt).toBeDefined();
  }, patience);

test('what failed before anybody looked is no alert', async () => {
  expect(await rounds.look(ctx, all, signal)).toEqual([]);
  expect(await rounds.look(ctx, all, signal)).toEqual([]);
});

test('a job that fails by itself is one alert, with its cause and its run', async () => {
  const id = await runJob('ends');
  const [alert, ...others] = await nextAlerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    pipeline: 'ends',
    run: { service: 'glue-jobs', id },
    cause: expect.stringContaining('amount is empty'),
    home: { id: 'local', region: 'us-east-1' },
  });
  expect(alertText(alert!)).toMatch(/^ends failed: .*amount is empty/);
});

test('a state machine that fails with its job is one alert, at the step that failed', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::glue:startJobRun.sync',
    Parameters: { JobName: 'ends' },
    End: true,
  };
  await machine('nightly', { 'Raw to silver': task }, 'Raw to silver');
  const arn = await start('nightly');
  const [alert, ...others] = await nextAlerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    pipeline: 'nightly',
    step: 'Raw to silver',
    run: { service: 'step-functions', id: arn },
  });
  expect(alertText(alert!)).toMatch(/^nightly failed at Raw to silver: .*amount is empty$/);
  expect(await rounds.look(ctx, all, signal)).toEqual([]);
});

test('a failure that the state machine catches is none', async () => {
  const states = {
    Try: {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'ends' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Go on' }],
      End: true,
    },
    'Go on': { Type: 'Pass', End: true },
  };
  await machine('careful', states, 'Try');
  await ended(await start('careful'));
  expect(await rounds.look(ctx, all, signal)).toEqual([]);
});

test('a function that fails in a state machine is the state machine’s failure, and by itself its own', async () => {
  const lambda = new LambdaClient(endpoint.client);
  const code = 'def handler(event, context):\n    raise KeyError("no such order")\n';
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'orders',
      Runtime: 'python3.12',
      Handler: 'index.handler',
      Role: role,
      Code: { ZipFile: zipSync({ 'index.py': strToU8(code) }) },
    }),
  );
  await lambda.send(new InvokeCommand({ FunctionName: 'orders' }));
  expect((await nextAlerts()).map(({ pipeline }) => pipeline)).toEqual(['orders']);
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'orders' },
    Retry: [{ ErrorEquals: ['KeyError'], IntervalSeconds: 1, MaxAttempts: 1 }],
    End: true,
  };
  await machine('storing', { Store: task }, 'Store');
  await start('storing');
  const found = [...(await nextAlerts()), ...(await rounds.look(ctx, all, signal))];
  expect(found.map(({ pipeline, step }) => [pipeline, step])).toEqual([['storing', 'Store']]);
  expect(found[0]?.cause).toContain('no such order');
});

test('a state machine that tells of its own failure is one alert, with what it said', async () => {
  const sns = new SNSClient(endpoint.client);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'failures' }));
  const states = {
    Try: {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'ends' },
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Tell' }],
      End: true,
    },
    Tell: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Parameters: {
        TopicArn,
        Subject: 'The load failed',
        'Message.$': "States.Format('Load failed. Step: Try. Cause: no rows today. Execution: {}', $$.Execution.Id)",
      },
      Next: 'Failed',
    },
    Failed: { Type: 'Fail', Error: 'LoadFailed', Cause: 'no rows today' },
  };
  await machine('telling', states, 'Try');
  const arn = await start('telling');
  const [alert, ...others] = await nextAlerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    pipeline: 'telling',
    run: { service: 'step-functions', id: arn },
    message: { subject: 'The load failed' },
    cause: 'no rows today',
  });
  await ended(arn);
  expect(await rounds.look(ctx, all, signal)).toEqual([]);
  expect((await store.all()).filter(({ pipeline }) => pipeline === 'telling')).toHaveLength(1);
});

test('a message of a topic without subscribers is read; one of a success tells nothing, and neither does one of a topic that is not watched', async () => {
  await publish('failures', 'El lote terminó bien. Filas con error: 0', 'Lote procesado');
  await publish('chatter', 'the coffee machine failed', 'Kitchen');
  const airflow = { event: 'task_failed', dag_id: 'elsewhere', run_id: 'manual__1', task_id: 'load', exception: 'no' };
  await publish('failures', JSON.stringify(airflow));
  await publish('failures', JSON.stringify({ ...airflow, event: 'dag_failed' }));
  const found = await vi.waitFor(async () => {
    const now = await rounds.look(ctx, { ...all, topics: ['fail*'] }, signal);
    expect(now).not.toEqual([]);
    return now;
  }, patience);
  await rounds.look(ctx, { ...all, topics: ['fail*'] }, signal);
  const told = (await store.all()).filter(({ message }) => message?.topic.endsWith(':failures'));
  expect(found[0]).toMatchObject({ pipeline: 'elsewhere', step: 'load', cause: 'no' });
  expect(found[0]?.run).toBeUndefined();
  expect(told.filter(({ pipeline }) => pipeline === 'elsewhere')).toHaveLength(1);
  expect((await store.all()).some(({ pipeline }) => pipeline === 'Kitchen')).toBe(false);
});

test('another window, or one after a reload, finds nothing new, and one of them tells', async () => {
  const other = new AlertStore(ctx.workspace.root);
  const known = await other.all();
  expect(known.length).toBeGreaterThan(3);
  const reloaded = new AlertRounds(services, other);
  expect(await reloaded.look(ctx, { ...all, topics: ['fail*'] }, signal)).toEqual([]);
  const id = known[0]?.id ?? '';
  const claims = await Promise.all(
    [store, other, new AlertStore(ctx.workspace.root)].map((each) => each.claimTelling(id)),
  );
  expect(claims.filter(Boolean)).toHaveLength(1);
  await other.markRead([id]);
  expect((await store.all()).find((each) => each.id === id)).toMatchObject({ read: true, told: true });
  expect(summaryText(known)).toMatch(/failures while nobody was told: .*, …$/);
});

test('two windows that look at the same moment keep one alert of each failure', async () => {
  await runJob('ends');
  const watch = () => new AlertRounds(services, new AlertStore(ctx.workspace.root));
  const windows = [watch(), watch()];
  const found = await vi.waitFor(async () => {
    const both = await Promise.all(windows.map((each) => each.look(ctx, { ...all, topics: [] }, signal)));
    expect(both.flat()).not.toEqual([]);
    return both.flat();
  }, patience);
  expect(found).toHaveLength(1);
  await rounds.look(ctx, { ...all, topics: ['fail*'] }, signal);
});

test('only what is watched is told, and with ids alone nothing else is asked for', async () => {
  await job('quiet', 'raise SystemExit(3)');
  await job('watched', 'raise SystemExit(4)');
  await Promise.all([ended(await runJob('quiet')), ended(await runJob('watched'))]);
  const scope = { pipelines: ['glue-jobs.job/watched'], topics: [] };
  const found = await rounds.look(ctx, scope, signal);
  expect(found.map(({ pipeline }) => pipeline)).toEqual(['watched']);
  expect((await watchedRuns(ctx, services, scope.pipelines, signal)).map(({ title }) => title)).toEqual(['watched']);
  expect((await rounds.look(ctx, { pipelines: ['qu*'], topics: [] }, signal)).map(({ pipeline }) => pipeline)).toEqual([
    'quiet',
  ]);
});
