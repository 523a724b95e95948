/** Executions that really do something, and what is told of them; on the local endpoint only. */

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateCrawlerCommand, CreateDatabaseCommand, CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type ListExecutionsCommandInput,
  PublishStateMachineVersionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  TestStateCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const states = () => new SFNClient(endpoint.client);
const roleArn = 'arn:aws:iam::123456789012:role/states';
const soon = { timeout: 60_000, interval: 30 };

async function machine(name: string, definition: unknown, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<string> {
  const command = new CreateStateMachineCommand({ name, type, roleArn, definition: JSON.stringify(definition) });
  return (await states().send(command)).stateMachineArn ?? '';
}

async function ended(executionArn: string | undefined) {
  const look = () => states().send(new DescribeExecutionCommand({ executionArn }));
  await expect.poll(async () => (await look()).status, soon).not.toBe('RUNNING');
  return await look();
}

async function run(stateMachineArn: string, input: unknown = {}) {
  const started = await states().send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  const execution = await ended(started.executionArn);
  return { ...execution, result: JSON.parse(execution.output ?? 'null') as unknown };
}

async function history(executionArn: string | undefined): Promise<HistoryEvent[]> {
  const { events = [] } = await states().send(new GetExecutionHistoryCommand({ executionArn }));
  return events;
}

const task = (Resource: string, Parameters: unknown, more: object = {}) => ({
  StartAt: 'Do',
  States: { Do: { Type: 'Task', Resource, Parameters, End: true, ...more } },
});

describe('what is told of an execution', () => {
  const definition = {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Keep',
          States: { Keep: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  };

  test('its history page by page, forwards and backwards, with data and without', async () => {
    const arn = await machine('paged', definition);
    const { executionArn } = await run(arn, { items: [1, 2, 3, 4, 5] });
    const whole = await history(executionArn);
    expect(whole).toHaveLength(26);
    const collect = async (reverseOrder: boolean) => {
      const events: HistoryEvent[] = [];
      const pages = paginateGetExecutionHistory({ client: states(), pageSize: 7 }, { executionArn, reverseOrder });
      for await (const page of pages) {
        expect(page.events?.length).toBeLessThanOrEqual(7);
        events.push(...(page.events ?? []));
      }
      return events;
    };
    expect(await collect(false)).toEqual(whole);
    expect(await collect(true)).toEqual(whole.toReversed());
    const bare = await states().send(new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }));
    expect(bare.events?.map(({ type }) => type)).toEqual(whole.map(({ type }) => type));
    expect(JSON.stringify(bare.events)).not.toMatch(/"(input|output)":/);
    expect(bare.events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Each' });
    await expect(
      states().send(new GetExecutionHistoryCommand({ executionArn, nextToken: '%%%' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('the definition that it ran, after the machine was changed', async () => {
    const first = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, End: true } } };
    const second = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 2, End: true } } };
    const stateMachineArn = await machine('changed', first);
    const { executionArn, result } = await run(stateMachineArn);
    await states().send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(second) }));
    const described = await states().send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ stateMachineArn, name: 'changed', definition: JSON.stringify(first), roleArn });
    expect([result, (await run(stateMachineArn)).result]).toEqual([1, 2]);
  });

  test('executions by status, redrive, version and alias, page by page', async () => {
    const choice = {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Variable: '$.fail', BooleanEquals: true, Next: 'Bad' }], Default: 'Good' },
        Bad: { Type: 'Fail', Error: 'Wanted' },
        Good: { Type: 'Succeed' },
      },
    };
    const stateMachineArn = await machine('listed', choice);
    const failed = await run(stateMachineArn, { fail: true });
    for (let i = 0; i < 4; i++) await run(stateMachineArn, { fail: false });
    const published = await states().send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    const stateMachineVersionArn = published.stateMachineVersionArn ?? '';
    const alias = await states().send(
      new CreateStateMachineAliasCommand({
        name: 'live',
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    const byVersion = await run(stateMachineVersionArn, { fail: false });
    const byAlias = await run(alias.stateMachineAliasArn ?? '', { fail: false });
    expect(byAlias).toMatchObject({ stateMachineVersionArn, stateMachineAliasArn: alias.stateMachineAliasArn });

    const list = async (input: ListExecutionsCommandInput) => {
      const arns: (string | undefined)[] = [];
      for await (const page of paginateListExecutions({ client: states(), pageSize: 2 }, input)) {
        arns.push(...(page.executions ?? []).map((each) => each.executionArn));
      }
      return arns;
    };
    expect(await list({ stateMachineArn })).toHaveLength(7);
    expect(await list({ stateMachineArn, statusFilter: 'FAILED' })).toEqual([failed.executionArn]);
    expect(await list({ stateMachineArn: stateMachineVersionArn })).toEqual([
      byAlias.executionArn,
      byVersion.executionArn,
    ]);
    expect(await list({ stateMachineArn: alias.stateMachineAliasArn })).toEqual([byAlias.executionArn]);
    expect(await list({ stateMachineArn, redriveFilter: 'REDRIVEN' })).toEqual([]);
    await states().send(new RedriveExecutionCommand({ executionArn: failed.executionArn }));
    await ended(failed.executionArn);
    expect(await list({ stateMachineArn, redriveFilter: 'REDRIVEN' })).toEqual([failed.executionArn]);
    await expect(
      states().send(new RedriveExecutionCommand({ executionArn: byAlias.executionArn })),
    ).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });

  test('what is wrong with a definition, before it is a machine', async () => {
    const wrong = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } });
    const bad = await states().send(new ValidateStateMachineDefinitionCommand({ definition: wrong }));
    expect(bad).toMatchObject({ result: 'FAIL', truncated: false });
    expect(bad.diagnostics?.[0]).toMatchObject({ severity: 'ERROR', location: '/States/A/Next' });
    const right = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    const good = await states().send(new ValidateStateMachineDefinitionCommand({ definition: right }));
    expect(good).toMatchObject({ result: 'OK', diagnostics: [] });
  });
});

describe('tasks', () => {
  beforeAll(async () => {
    const handler = `export const handler = async (event, context) => {
      if (event.fail) { const error = new TypeError('bad ' + event.fail); throw error; }
      return { doubled: event.n * 2, name: context.functionName };
    };`;
    await new LambdaClient(endpoint.client).send(
      new CreateFunctionCommand({
        FunctionName: 'double',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: roleArn,
        Code: { ZipFile: zipSync({ 'index.mjs': strToU8(handler) }) },
      }),
    );
  });

  test("lambda:invoke gives payload and status; the handler's errors are caught by their names", async () => {
    const arn = await machine('lambda', {
      StartAt: 'Call',
      States: {
        Call: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'double', 'Payload.$': '$' },
          ResultSelector: { 'payload.$': '$.Payload', 'status.$': '$.StatusCode' },
          Catch: [{ ErrorEquals: ['TypeError'], ResultPath: '$.caught', Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', Parameters: { 'cause.$': 'States.StringToJson($.caught.Cause)' }, End: true },
      },
    });
    const good = await run(arn, { n: 21 });
    expect(good.result).toEqual({ payload: { doubled: 42, name: 'double' }, status: 200 });
    expect((await history(good.executionArn)).map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const bad = await run(arn, { fail: 'luck' });
    expect(bad.result).toMatchObject({ cause: { errorType: 'TypeError', errorMessage: 'bad luck' } });
  });

  test('sns:publish reaches the subscribers', async () => {
    const sns = new SNSClient(endpoint.client);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'told' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'equipo@example.com' }));
    const Parameters = { TopicArn, Subject: 'Batch', Message: { 'rows.$': '$.rows' } };
    const { status, result } = await run(await machine('sns', task('arn:aws:states:::sns:publish', Parameters)), {
      rows: 12,
    });
    expect(status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    const folder = path.join(endpoint.state, 'outbox');
    const mails = async () =>
      (await readdir(folder)).filter((name) => name.includes('_told_') && name.endsWith('.eml'));
    await expect
      .poll(async () => {
        const texts = await Promise.all((await mails()).map((name) => readFile(path.join(folder, name), 'utf8')));
        return texts.filter((text) => text.includes('{"rows":12}')).length;
      }, soon)
      .toBe(1);
  });

  test("states:startExecution.sync:2 gives the child's output as JSON, and its failure as a failed task", async () => {
    const StateMachineArn = await machine('child', {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 0, Next: 'Bad' }], Default: 'Good' },
        Bad: { Type: 'Fail', Error: 'Negative', Cause: 'below zero' },
        Good: { Type: 'Pass', Parameters: { 'seen.$': '$.n' }, End: true },
      },
    });
    const Parameters = { StateMachineArn, Input: { 'n.$': '$.n' } };
    const arn = await machine(
      'parent',
      task('arn:aws:states:::states:startExecution.sync:2', Parameters, {
        ResultSelector: { 'output.$': '$.Output', 'status.$': '$.Status' },
      }),
    );
    expect((await run(arn, { n: 3 })).result).toEqual({ output: { seen: 3 }, status: 'SUCCEEDED' });
    const failed = await run(arn, { n: -1 });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(failed.cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'Negative', Cause: 'below zero' });
  });

  test('glue:startJobRun.sync waits for the run; aws-sdk calls answer in PascalCase, their errors have names', async () => {
    const glue = new GlueClient(endpoint.client);
    const s3 = new S3Client(endpoint.client);
    await s3.send(new CreateBucketCommand({ Bucket: 'scripts' }));
    const script = `import sys
from awsglue.utils import getResolvedOptions
args = getResolvedOptions(sys.argv, ['how'])
print('ran ' + args['how'])
if args['how'] == 'badly':
    raise ValueError('no such column')
`;
    await s3.send(new PutObjectCommand({ Bucket: 'scripts', Key: 'job.py', Body: script }));
    await glue.send(
      new CreateJobCommand({
        Name: 'job',
        Role: roleArn,
        Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: 's3://scripts/job.py' },
        MaxCapacity: 0.0625,
      }),
    );
    const arn = await machine('glue', {
      StartAt: 'Run',
      States: {
        Run: {
          Type: 'Task',
          Resource: 'arn:aws:states:::glue:startJobRun.sync',
          Parameters: { JobName: 'job', Arguments: { '--how.$': '$.how' } },
          ResultPath: '$.run',
          Next: 'Note',
        },
        Note: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
          Parameters: { Bucket: 'scripts', Key: 'note.json', Body: { 'run.$': '$.run.Id', ok: true } },
          ResultPath: null,
          Next: 'Look',
        },
        Look: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun',
          Parameters: { JobName: 'job', 'RunId.$': '$.run.Id' },
          ResultSelector: { 'state.$': '$.JobRun.JobRunState', 'how.$': "$.JobRun.Arguments['--how']" },
          End: true,
        },
      },
    });
    const good = await run(arn, { how: 'well' });
    expect(good.result).toEqual({ state: 'SUCCEEDED', how: 'well' });
    const note = await s3.send(new GetObjectCommand({ Bucket: 'scripts', Key: 'note.json' }));
    expect(JSON.parse((await note.Body?.transformToString()) ?? '')).toMatchObject({
      ok: true,
      run: expect.stringMatching(/^jr_/) as string,
    });
    expect((await history(good.executionArn)).map(({ type }) => type)).toContain('TaskSubmitted');
    const bad = await run(arn, { how: 'badly' });
    expect(bad).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(bad.cause ?? '')).toMatchObject({
      JobName: 'job',
      JobRunState: 'FAILED',
      ErrorMessage: expect.stringContaining('no such column') as string,
    });
  });

  test('athena:startQueryExecution.sync waits for the query', async () => {
    const s3 = new S3Client(endpoint.client);
    await s3.send(new CreateBucketCommand({ Bucket: 'answers' }));
    const arn = await machine('athena', {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::athena:startQueryExecution.sync',
          Parameters: {
            'QueryString.$': '$.sql',
            WorkGroup: 'primary',
            ResultConfiguration: { OutputLocation: 's3://answers/' },
          },
          ResultPath: '$.asked',
          Next: 'Read',
        },
        Read: {
          Type: 'Task',
          Resource: 'arn:aws:states:::athena:getQueryResults',
          Parameters: { 'QueryExecutionId.$': '$.asked.QueryExecution.QueryExecutionId' },
          ResultSelector: { 'n.$': '$.ResultSet.Rows[1].Data[0].VarCharValue' },
          End: true,
        },
      },
    });
    expect((await run(arn, { sql: 'SELECT 40 + 2 AS n' })).result).toEqual({ n: '42' });
    const failed = await run(arn, { sql: 'SELECT * FROM nowhere.nothing' });
    expect(failed).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(failed.cause ?? '')).toMatchObject({ QueryExecution: { Status: { State: 'FAILED' } } });
  });

  test('an aws-sdk call that fails is caught by the name of its error', async () => {
    await new GlueClient(endpoint.client).send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lake' } }));
    const arn = await machine('sdk', {
      StartAt: 'Look',
      States: {
        Look: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:getTable',
          Parameters: { DatabaseName: 'lake', Name: 'none' },
          Catch: [{ ErrorEquals: ['Glue.EntityNotFoundException'], Next: 'Make' }],
          End: true,
        },
        Make: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:createTable',
          Parameters: { DatabaseName: 'lake', TableInput: { Name: 'none' } },
          ResultPath: null,
          Next: 'Look again',
        },
        'Look again': {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:getTable',
          Parameters: { DatabaseName: 'lake', Name: 'none' },
          OutputPath: '$.Table.Name',
          End: true,
        },
      },
    });
    expect((await run(arn)).result).toBe('none');
  });

  test('aws-sdk:glue:startCrawler with polling, as pipelines wait for a crawler', async () => {
    const s3 = new S3Client(endpoint.client);
    await s3.send(new CreateBucketCommand({ Bucket: 'crawled' }));
    await s3.send(new PutObjectCommand({ Bucket: 'crawled', Key: 'sales/a.csv', Body: 'id,total\n1,2.5\n2,3.5\n' }));
    const glue = new GlueClient(endpoint.client);
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'crawled' } }));
    await glue.send(
      new CreateCrawlerCommand({
        Name: 'crawler',
        Role: roleArn,
        DatabaseName: 'crawled',
        Targets: { S3Targets: [{ Path: 's3://crawled/sales/' }] },
      }),
    );
    const arn = await machine('crawler', {
      StartAt: 'Start',
      States: {
        Start: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:startCrawler',
          Parameters: { Name: 'crawler' },
          ResultPath: null,
          Retry: [{ ErrorEquals: ['Glue.CrawlerRunningException'], MaxAttempts: 2 }],
          Next: 'Look',
        },
        Look: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:getCrawler',
          Parameters: { Name: 'crawler' },
          ResultPath: '$.looked',
          Next: 'Ready?',
        },
        'Ready?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.looked.Crawler.State', StringEquals: 'READY', Next: 'Table' }],
          Default: 'Wait',
        },
        Wait: { Type: 'Wait', Seconds: 1, Next: 'Look' },
        Table: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:glue:getTable',
          Parameters: { DatabaseName: 'crawled', Name: 'sales' },
          ResultSelector: { 'columns.$': '$.Table.StorageDescriptor.Columns[*].Name' },
          End: true,
        },
      },
    });
    const { status, cause, result } = await run(arn);
    expect({ status, cause, result }).toEqual({
      status: 'SUCCEEDED',
      cause: undefined,
      result: { columns: ['id', 'total'] },
    });
  });

  test('what the endpoint does not serve ends an execution with a clear cause', async () => {
    const { status, error, cause } = await run(
      await machine('unserved', task('arn:aws:states:::ecs:runTask.sync', { Cluster: 'c' })),
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' });
    expect(cause).toMatch(/does not serve the integration 'ecs'/);
  });

  test('an express machine answers at once', async () => {
    const arn = await machine(
      'express',
      task(
        'arn:aws:states:::lambda:invoke',
        { FunctionName: 'double', Payload: { n: 4 } },
        { OutputPath: '$.Payload' },
      ),
      'EXPRESS',
    );
    const answer = await states().send(new StartSyncExecutionCommand({ stateMachineArn: arn }));
    expect(answer.status).toBe('SUCCEEDED');
    expect(JSON.parse(answer.output ?? '')).toEqual({ doubled: 8, name: 'double' });
  });
});

describe('a state tried on its own', () => {
  const tried = (state: unknown, more: Partial<ConstructorParameters<typeof TestStateCommand>[0]> = {}) =>
    states().send(new TestStateCommand({ definition: JSON.stringify(state), roleArn, ...more }));

  test('says what comes out and what is next', async () => {
    const state = { Type: 'Pass', Parameters: { 'n.$': '$.a' }, ResultPath: '$.b', Next: 'Later' };
    const { status, output, nextState } = await tried(state, { input: '{"a": 1}' });
    expect({ status, nextState }).toEqual({ status: 'SUCCEEDED', nextState: 'Later' });
    expect(JSON.parse(output ?? '')).toEqual({ a: 1, b: { n: 1 } });
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'One' }], Default: 'Other' };
    expect((await tried(choice, { input: '{"a": 1}' })).nextState).toBe('One');
    expect((await tried(choice, { input: '{"a": 2}' })).nextState).toBe('Other');
  });

  test('really calls, or takes a mock, and tells how errors would go on', async () => {
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'double', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 3, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['TypeError'], Next: 'Caught' }],
      End: true,
    };
    const real = await tried(state, { input: '{"n": 5}', inspectionLevel: 'DEBUG' });
    expect(JSON.parse(real.output ?? '')).toEqual({ doubled: 10, name: 'double' });
    expect(JSON.parse(real.inspectionData?.afterParameters ?? '')).toEqual({
      FunctionName: 'double',
      Payload: { n: 5 },
    });
    expect(JSON.parse(real.inspectionData?.result ?? '')).toMatchObject({ StatusCode: 200 });

    const caught = await tried(state, { input: '{"fail": "luck"}' });
    expect(caught).toMatchObject({ status: 'CAUGHT_ERROR', error: 'TypeError', nextState: 'Caught' });
    const busy = { errorOutput: { error: 'Lambda.TooManyRequestsException', cause: 'busy' } };
    const again = await tried(state, { mock: busy, inspectionLevel: 'DEBUG' });
    expect(again).toMatchObject({ status: 'RETRIABLE', error: 'Lambda.TooManyRequestsException', cause: 'busy' });
    expect(again.inspectionData?.errorDetails).toEqual({ retryIndex: 0, retryBackoffIntervalSeconds: 3 });
    const usedUp = await tried(state, { mock: busy, stateConfiguration: { retrierRetryCount: 2 } });
    expect(usedUp.status).toBe('FAILED');
    const mocked = await tried(state, { mock: { result: '{"Payload": {"mocked": true}}' } });
    expect(JSON.parse(mocked.output ?? '')).toEqual({ mocked: true });
  });

  test('of a whole machine, by its name; a wrong one is refused', async () => {
    const whole = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Output: '{% $states.input.n + $offset %}', End: true },
      },
    };
    const { output } = await tried(whole, { stateName: 'B', input: '{"n": 1}', variables: '{"offset": 10}' });
    expect(output).toBe('11');
    await expect(tried(whole, { stateName: 'C' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(tried({ Type: 'Pass', Nxt: 'B' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(tried({ Type: 'Parallel', Branches: [], End: true })).rejects.toThrow();
  });
});
