/** Executions over a killed endpoint, and definitions that are none. */

import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  type HistoryEvent,
  ListMapRunsCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const states = () => new SFNClient(endpoint.client);
const roleArn = 'arn:aws:iam::123456789012:role/states';
const soon = { timeout: 30_000, interval: 20 };

async function start(name: string, definition: unknown, input: unknown = {}): Promise<string> {
  const { stateMachineArn } = await states().send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  const started = await states().send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  return started.executionArn ?? '';
}

async function history(executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: states(), pageSize: 1000 }, { executionArn });
  for await (const page of pages) events.push(...(page.events ?? []));
  return events;
}

const describeIt = (executionArn: string) => states().send(new DescribeExecutionCommand({ executionArn }));
const types = async (executionArn: string) => (await history(executionArn)).map((event) => event.type);

const threeSteps = {
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Result: { first: 'done' }, ResultPath: '$.work', Next: 'Slow' },
    Slow: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Last' },
    Last: { Type: 'Pass', End: true },
  },
};

describe('SIGKILL during an execution', () => {
  test('leaves it FAILED with the reason, its history whole, and it can be redriven', async () => {
    const logs = new CloudWatchLogsClient(endpoint.client);
    const events = new EventBridgeClient(endpoint.client);
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/events/failed' }));
    const EventPattern = JSON.stringify({ source: ['aws.states'], detail: { status: ['FAILED'] } });
    await events.send(new PutRuleCommand({ Name: 'failed', EventPattern }));
    const Arn = `arn:aws:logs:us-east-1:${endpoint.file.accountId}:log-group:/aws/events/failed`;
    await events.send(new PutTargetsCommand({ Rule: 'failed', Targets: [{ Id: 'log', Arn }] }));

    const executionArn = await start('killed', threeSteps, { seconds: 2 });
    await expect.poll(() => types(executionArn), soon).toContain('WaitStateEntered');
    const before = await history(executionArn);
    await endpoint.kill9();
    await endpoint.restart();

    expect(await describeIt(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'Strata.EndpointStopped',
      cause: expect.stringContaining('redrive it') as string,
      stopDate: expect.any(Date) as Date,
      redriveStatus: 'REDRIVABLE',
    });
    const after = await history(executionArn);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ id }) => id)).toEqual(after.map((_, i) => i + 1));
    expect(after.at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      executionFailedEventDetails: { error: 'Strata.EndpointStopped' },
    });
    // Who waits for failures hears of this one too.
    await expect
      .poll(async () => {
        const found = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/events/failed' }));
        return found.events?.map(({ message }) => (JSON.parse(message ?? '{}') as { resources: string[] }).resources);
      }, soon)
      .toEqual([[executionArn]]);

    await states().send(new RedriveExecutionCommand({ executionArn }));
    await expect.poll(async () => (await describeIt(executionArn)).status, soon).toBe('SUCCEEDED');
    const { output, redriveCount } = await describeIt(executionArn);
    expect(redriveCount).toBe(1);
    expect(JSON.parse(output ?? '')).toEqual({ seconds: 2, work: { first: 'done' } });
    // What had been done was not done again.
    const all = await types(executionArn);
    expect(all.filter((type) => type === 'PassStateEntered')).toHaveLength(2);
    expect(all).toContain('ExecutionRedriven');
  });

  test('ends a map run and its children with it; a redrive runs what was not done', async () => {
    const child = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', SecondsPath: '$.seconds', End: true } },
    };
    const machine = {
      StartAt: 'Each',
      States: { Each: { Type: 'Map', Label: 'Each', ItemsPath: '$.items', ItemProcessor: child, End: true } },
    };
    const executionArn = await start('mapped', machine, { items: [{ seconds: 0 }, { seconds: 2 }] });
    const run = async () => {
      const { mapRuns } = await states().send(new ListMapRunsCommand({ executionArn }));
      if (!mapRuns?.[0]) return undefined;
      return await states().send(new DescribeMapRunCommand({ mapRunArn: mapRuns[0].mapRunArn }));
    };
    await expect.poll(async () => (await run())?.itemCounts, soon).toMatchObject({ succeeded: 1, running: 1 });
    await endpoint.kill9();
    await endpoint.restart();
    expect(await run()).toMatchObject({ status: 'FAILED', itemCounts: { succeeded: 1, failed: 1, running: 0 } });
    await states().send(new RedriveExecutionCommand({ executionArn }));
    await expect.poll(async () => (await describeIt(executionArn)).status, soon).toBe('SUCCEEDED');
    expect(JSON.parse((await describeIt(executionArn)).output ?? '')).toEqual([{ seconds: 0 }, { seconds: 2 }]);
    expect(await run()).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  });
});

describe('a definition that is none', () => {
  const create = (name: string, definition: string) =>
    states().send(new CreateStateMachineCommand({ name, roleArn, definition }));

  test.each([
    ['no JSON', '{"StartAt": "A",', /JSON/],
    ['no such start', '{"StartAt": "B", "States": {"A": {"Type": "Pass", "End": true}}}', /StartAt/],
    [
      'no such next state',
      '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Gone"}}}',
      /Gone.*\/States\/A\/Next|\/States\/A\/Next.*Gone/,
    ],
    [
      'a field of another type',
      '{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": "soon", "End": true}}}',
      /\/States\/A/,
    ],
    [
      'a broken path',
      '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"x.$": "$.["}, "End": true}}}',
      /\/States\/A/,
    ],
  ])('%s: is refused with its place, and nothing is made', async (_, definition, where) => {
    await expect(create('malformed', definition)).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(/^Invalid State Machine Definition: '/) as string,
    });
    await expect(create('malformed', definition)).rejects.toThrow(where);
    const stateMachineArn = `arn:aws:states:us-east-1:${endpoint.file.accountId}:stateMachine:malformed`;
    await expect(states().send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });
});

const circles = {
  StartAt: 'Work',
  States: {
    Work: { Type: 'Pass', Next: 'Done?' },
    'Done?': { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'Yes' }], Default: 'Work' },
    Yes: { Type: 'Succeed' },
  },
};

test('a machine that runs in circles is ended at 25,000 events, as on AWS', async () => {
  const executionArn = await start('circles', circles);
  await expect.poll(async () => (await describeIt(executionArn)).status, soon).toBe('FAILED');
  expect((await describeIt(executionArn)).cause).toBe(
    'The execution reached the maximum number of history events (25000).',
  );
  const events = await history(executionArn);
  expect(events).toHaveLength(25_000);
  expect(events.at(-1)?.type).toBe('ExecutionFailed');
});

test('an endpoint that runs in circles still answers, and the machine is stopped', async () => {
  const executionArn = await start('stopped', circles);
  await states().send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'in circles' }));
  expect(await describeIt(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'in circles' });
  const count = (await history(executionArn)).length;
  expect((await history(executionArn)).length).toBe(count);
});
