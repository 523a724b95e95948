import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  type Target,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { signedFetch } from '../support/signedFetch.ts';
import { inState } from '../support/stateOf.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new EventBridgeClient(endpoint.client),
  moto: () => new EventBridgeClient({ ...endpoint.client, endpoint: moto.url }),
};
type Which = keyof typeof clients;

const RoleArn = 'arn:aws:iam::123456789012:role/events';
const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
const soon = { timeout: 20_000, interval: 50 };

describe.each(Object.keys(clients) as Which[])('%s: books', (which) => {
  test('a rule is put, described, switched, listed and deleted', async () => {
    const client = clients[which]();
    const EventPattern = '{"source":["shop"]}';
    const { RuleArn } = await client.send(
      new PutRuleCommand({ Name: 'orders', EventPattern, Description: 'all orders', Tags: [{ Key: 'a', Value: '1' }] }),
    );
    expect(RuleArn).toMatch(/^arn:aws:events:us-east-1:\d{12}:rule\/orders$/);
    expect(await client.send(new DescribeRuleCommand({ Name: 'orders' }))).toMatchObject({
      Name: 'orders',
      Arn: RuleArn,
      EventPattern,
      Description: 'all orders',
      State: 'ENABLED',
      EventBusName: 'default',
    });
    await client.send(new DisableRuleCommand({ Name: 'orders' }));
    expect((await client.send(new DescribeRuleCommand({ Name: 'orders' }))).State).toBe('DISABLED');
    await client.send(new EnableRuleCommand({ Name: 'orders' }));
    // Put again: what is left out is gone.
    await client.send(new PutRuleCommand({ Name: 'orders', ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' }));
    const again = await client.send(new DescribeRuleCommand({ Name: 'orders' }));
    expect(again).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' });
    expect(again.EventPattern).toBeUndefined();
    expect(again.Description).toBeUndefined();

    await client.send(new TagResourceCommand({ ResourceARN: RuleArn, Tags: [{ Key: 'b', Value: '2' }] }));
    await client.send(new UntagResourceCommand({ ResourceARN: RuleArn, TagKeys: ['a'] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }));
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);

    for (const Name of ['list-a', 'list-b', 'list-c']) await client.send(new PutRuleCommand({ Name, EventPattern }));
    const first = await client.send(new ListRulesCommand({ NamePrefix: 'list-', Limit: 2 }));
    const { NextToken } = first;
    const second = await client.send(new ListRulesCommand({ NamePrefix: 'list-', Limit: 2, NextToken }));
    expect([first, second].map(({ Rules }) => Rules?.map(({ Name }) => Name))).toEqual([
      ['list-a', 'list-b'],
      ['list-c'],
    ]);
    expect(second.NextToken).toBeUndefined();
    for (const Name of ['list-a', 'list-b', 'list-c', 'orders']) await client.send(new DeleteRuleCommand({ Name }));
    await expect(client.send(new DescribeRuleCommand({ Name: 'orders' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    // What is not there is deleted already.
    await client.send(new DeleteRuleCommand({ Name: 'orders' }));
  });

  test('targets are put, replaced by id, found by ARN, removed', async () => {
    const client = clients[which]();
    await client.send(new PutRuleCommand({ Name: 'targets', EventPattern: '{"source":["shop"]}' }));
    const Targets = [
      { Id: 'one', Arn: topic('one') },
      { Id: 'two', Arn: topic('two'), InputPath: '$.detail' },
    ];
    const put = await client.send(new PutTargetsCommand({ Rule: 'targets', Targets }));
    expect(put).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
    const InputTransformer = { InputPathsMap: { id: '$.id' }, InputTemplate: '{"id": <id>}' };
    const changed = { Id: 'two', Arn: topic('two'), InputTransformer };
    await client.send(new PutTargetsCommand({ Rule: 'targets', Targets: [changed] }));
    const listed = await client.send(new ListTargetsByRuleCommand({ Rule: 'targets' }));
    expect(listed.Targets).toEqual([Targets[0], changed]);
    const names = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: topic('one') }));
    expect(names.RuleNames).toEqual(['targets']);

    await expect(client.send(new DeleteRuleCommand({ Name: 'targets' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "Rule can't be deleted since it has targets.",
    });
    await client.send(new RemoveTargetsCommand({ Rule: 'targets', Ids: ['one', 'two'] }));
    await client.send(new DeleteRuleCommand({ Name: 'targets' }));
  });

  test('a bus holds rules of its own', async () => {
    const client = clients[which]();
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'shop', Description: 'the shop' }));
    expect(EventBusArn).toMatch(/^arn:aws:events:us-east-1:\d{12}:event-bus\/shop$/);
    await expect(client.send(new CreateEventBusCommand({ Name: 'shop' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'Event bus shop already exists.',
    });
    const described = await client.send(new DescribeEventBusCommand({ Name: 'shop' }));
    expect(described).toMatchObject({ Name: 'shop', Arn: EventBusArn, Description: 'the shop' });
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['default', 'shop']));
    const some = await client.send(new ListEventBusesCommand({ NamePrefix: 'sh' }));
    expect(some.EventBuses?.map(({ Name }) => Name)).toEqual(['shop']);

    const pattern = { Name: 'on-shop', EventPattern: '{"source":["x"]}', EventBusName: 'shop' };
    const { RuleArn } = await client.send(new PutRuleCommand(pattern));
    expect(RuleArn).toMatch(/:rule\/shop\/on-shop$/);
    const byArn = await client.send(new ListRulesCommand({ EventBusName: EventBusArn }));
    expect(byArn.Rules?.map(({ Name }) => Name)).toEqual(['on-shop']);
    expect((await client.send(new ListRulesCommand({ NamePrefix: 'on-shop' }))).Rules).toEqual([]);
    await expect(
      client.send(new PutRuleCommand({ Name: 'r', EventBusName: 'shop', ScheduleExpression: 'rate(1 day)' })),
    ).rejects.toMatchObject({ message: 'ScheduleExpression is supported only on the default event bus.' });

    await client.send(
      new PutPermissionCommand({
        EventBusName: 'shop',
        Action: 'events:PutEvents',
        Principal: '111111111111',
        StatementId: 'friend',
      }),
    );
    const { Policy } = await client.send(new DescribeEventBusCommand({ Name: 'shop' }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [
        {
          Sid: 'friend',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111111111111:root' },
          Action: 'events:PutEvents',
          Resource: EventBusArn,
        },
      ],
    });
    await client.send(new RemovePermissionCommand({ EventBusName: 'shop', StatementId: 'friend' }));
    await expect(
      client.send(new RemovePermissionCommand({ EventBusName: 'shop', StatementId: 'friend' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    await client.send(new DeleteEventBusCommand({ Name: 'shop' }));
    await expect(client.send(new DescribeEventBusCommand({ Name: 'shop' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Event bus shop does not exist.',
    });
    await expect(client.send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Cannot delete event bus default.',
    });
  });

  test('bad input is refused', async () => {
    const client = clients[which]();
    await expect(client.send(new PutRuleCommand({ Name: 'bad' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    });
    await expect(
      client.send(new PutRuleCommand({ Name: 'bad', ScheduleExpression: 'every day' })),
    ).rejects.toMatchObject({ message: 'Parameter ScheduleExpression is not valid.' });
    await expect(client.send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"source":' }))).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
      message: expect.stringMatching(/^Event pattern is not valid\. Reason: /) as string,
    });
    await expect(
      client.send(new PutTargetsCommand({ Rule: 'none', Targets: [{ Id: 'a', Arn: topic('a') }] })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule none does not exist on EventBus default.',
    });
  });

  test('events that cannot be are refused one by one', async () => {
    const client = clients[which]();
    const good = { Source: 'shop', DetailType: 'Order', Detail: '{"id": 1}' };
    const { DetailType, ...noType } = good;
    const answer = await client.send(
      new PutEventsCommand({ Entries: [good, noType as PutEventsRequestEntry, { ...good, Detail: '{' }] }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries).toEqual([
      { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
    ]);
    expect(DetailType).toBe('Order');
  });
});

describe('refused, where moto looks away', () => {
  test.each([
    ['rate(1 minutes)', {}],
    ['rate(5 minute)', {}],
    ['at(2030-01-01T00:00:00)', {}],
    ['cron(0 2 * * * *)', {}],
  ])('the schedule %s', async (ScheduleExpression) => {
    const put = clients.local().send(new PutRuleCommand({ Name: 'bad', ScheduleExpression }));
    await expect(put).rejects.toMatchObject({ message: 'Parameter ScheduleExpression is not valid.' });
  });

  test.each<[string, Target, RegExp]>([
    ['no ARN', { Id: 'a', Arn: 'topic' }, /correct format/],
    ['what is not served', { Id: 'a', Arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/c' }, /is not valid/],
    [
      'a machine without a role',
      { Id: 'a', Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' },
      /RoleArn is required/,
    ],
    ['two inputs', { Id: 'a', Arn: topic('t'), Input: '{}', InputPath: '$' }, /Only one of Input/],
    ['its own bus', { Id: 'a', Arn: 'arn:aws:events:us-east-1:123456789012:event-bus/default' }, /its own event bus/],
  ])('as a target: %s', async (_, target, message) => {
    const client = clients.local();
    await client.send(new PutRuleCommand({ Name: 'refusing', EventPattern: '{"source":["x"]}' }));
    const put = client.send(new PutTargetsCommand({ Rule: 'refusing', Targets: [target] }));
    await expect(put).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  test.each(['null', '[1]', '{"Statement":[null]}', '{'])('the policy %s of a bus', async (Policy) => {
    await expect(clients.local().send(new PutPermissionCommand({ Policy }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'This policy contains invalid Json',
    });
  });

  test('what only AWS may say', async () => {
    const entry = { Source: 'aws.s3', DetailType: 'Object Created', Detail: '{}' };
    const { Entries } = await clients.local().send(new PutEventsCommand({ Entries: [entry] }));
    expect(Entries?.[0]?.ErrorCode).toBe('NotAuthorizedForSourceException');
  });
});

test('a pattern is tried on an event', async () => {
  const client = clients.local();
  const event = { id: '1', account: '1', source: 'shop', time: '2026-01-01T00:00:00Z', region: 'r', resources: [] };
  const Event = JSON.stringify({ ...event, 'detail-type': 'Order', detail: { total: 12 } });
  const tried = async (pattern: unknown) =>
    (await client.send(new TestEventPatternCommand({ Event, EventPattern: JSON.stringify(pattern) }))).Result;
  expect(await tried({ source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } })).toBe(true);
  expect(await tried({ source: ['shop'], detail: { total: [{ numeric: ['>', 12] }] } })).toBe(false);
  await expect(tried({ source: 'shop' })).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
  const bad = client.send(new TestEventPatternCommand({ Event: '{}', EventPattern: '{"source":["a"]}' }));
  await expect(bad).rejects.toMatchObject({ name: 'ValidationException' });
});

describe('rules at work', () => {
  const states = () => new SFNClient(endpoint.client);
  const logs = () => new CloudWatchLogsClient(endpoint.client);

  async function machine(name: string): Promise<string> {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    const made = await states().send(new CreateStateMachineCommand({ name, definition, roleArn: RoleArn }));
    return made.stateMachineArn ?? '';
  }

  async function inputs(stateMachineArn: string): Promise<unknown[]> {
    const { executions = [] } = await states().send(new ListExecutionsCommand({ stateMachineArn }));
    const all = await Promise.all(
      executions.map(({ executionArn }) => states().send(new DescribeExecutionCommand({ executionArn }))),
    );
    return all.map(({ input }) => JSON.parse(input ?? 'null') as unknown);
  }

  async function logGroup(name: string): Promise<{ arn: string; messages: () => Promise<string[]> }> {
    await logs().send(new CreateLogGroupCommand({ logGroupName: name }));
    return {
      arn: `arn:aws:logs:us-east-1:${endpoint.file.accountId}:log-group:${name}`,
      async messages() {
        const { events = [] } = await logs().send(new FilterLogEventsCommand({ logGroupName: name }));
        return events.map(({ message }) => message ?? '');
      },
    };
  }

  async function rule(Name: string, pattern: unknown, Targets: Target[], EventBusName = 'default') {
    const EventPattern = JSON.stringify(pattern);
    await clients.local().send(new PutRuleCommand({ Name, EventPattern, EventBusName }));
    await clients.local().send(new PutTargetsCommand({ Rule: Name, Targets, EventBusName }));
  }

  async function invocations(Name: string): Promise<unknown[]> {
    const answer = await signedFetch(endpoint, 'events', {
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AWSEvents.ListRuleInvocations', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Name }),
    });
    return (answer as { Invocations: unknown[] }).Invocations;
  }

  test('an object that arrives in S3 starts a state machine, once', async () => {
    const s3 = new S3Client(endpoint.client);
    const Bucket = 'lake-events';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
    const Arn = await machine('arrivals');
    const pattern = {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [Bucket] }, object: { key: [{ prefix: 'raw/' }] } },
    };
    const InputTransformer = {
      InputPathsMap: { bucket: '$.detail.bucket.name', key: '$.detail.object.key', size: '$.detail.object.size' },
      InputTemplate: '{"uri": "s3://<bucket>/<key>", "size": <size>, "rule": "<aws.events.rule-name>"}',
    };
    await rule('arrivals', pattern, [{ Id: 'machine', Arn, RoleArn, InputTransformer }]);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'other/a.csv', Body: 'a' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'raw/ventas "1".csv', Body: 'a,b\n1,2\n' }));
    await expect.poll(() => inputs(Arn), soon).toHaveLength(1);
    expect(await inputs(Arn)).toEqual([{ uri: `s3://${Bucket}/raw/ventas "1".csv`, size: 8, rule: 'arrivals' }]);
    await expect.poll(() => invocations('arrivals'), soon).toHaveLength(1);
    expect(await invocations('arrivals')).toEqual([
      expect.objectContaining({ state: 'SUCCEEDED', targetId: 'machine', targetArn: Arn, attempts: 1 }),
    ]);
  });

  test('an execution that ends is an event too, written to a log group', async () => {
    const stateMachineArn = await machine('watched');
    const group = await logGroup('/aws/events/executions');
    const pattern = { source: ['aws.states'], detail: { status: ['SUCCEEDED'], stateMachineArn: [stateMachineArn] } };
    await rule('executions', pattern, [{ Id: 'log', Arn: group.arn }]);
    const { executionArn } = await states().send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    await expect.poll(group.messages, soon).toHaveLength(1);
    const [message = ''] = await group.messages();
    expect(JSON.parse(message)).toMatchObject({
      version: '0',
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      account: endpoint.file.accountId,
      region: 'us-east-1',
      resources: [executionArn],
      detail: { executionArn, status: 'SUCCEEDED', input: '{"a":1}' },
    });
  });

  test('what is put goes to the rules of its bus, and over a rule to another bus but no third', async () => {
    const client = clients.local();
    const buses = ['first', 'second', 'third'];
    const arns = await Promise.all(
      buses.map(async (Name) => (await client.send(new CreateEventBusCommand({ Name }))).EventBusArn ?? ''),
    );
    const groups = await Promise.all(buses.map((name) => logGroup(`/aws/events/${name}`)));
    for (const [i, bus] of buses.entries()) {
      const onward = arns[i + 1] ? [{ Id: 'bus', Arn: arns[i + 1] ?? '', RoleArn }] : [];
      await rule('all', { source: ['shop'] }, [{ Id: 'log', Arn: groups[i]?.arn ?? '' }, ...onward], bus);
    }
    const entry = { Source: 'shop', DetailType: 'Order', Detail: '{"id": 7}', Time: new Date('2026-01-02T03:04:05Z') };
    await client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'first', Resources: ['r'] }] }));
    for (const each of groups.slice(0, 2)) {
      await expect.poll(each.messages, soon).toHaveLength(1);
      expect(JSON.parse((await each.messages())[0] ?? '')).toMatchObject({
        source: 'shop',
        'detail-type': 'Order',
        time: '2026-01-02T03:04:05Z',
        resources: ['r'],
        detail: { id: 7 },
      });
    }
    await sleep(200);
    expect(await groups[2]?.messages()).toEqual([]);
    await client.send(new DisableRuleCommand({ Name: 'all', EventBusName: 'first' }));
    await client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'first' }] }));
    await sleep(200);
    expect(await groups[0]?.messages()).toHaveLength(1);
  });

  test('a state machine puts events of its own', async () => {
    const group = await logGroup('/aws/events/from-states');
    await rule('from-states', { source: ['machine'] }, [{ Id: 'log', Arn: group.arn, InputPath: '$.detail' }]);
    const entry = { Source: 'machine', DetailType: 'Done', 'Detail.$': '$' };
    const definition = JSON.stringify({
      StartAt: 'Tell',
      States: {
        Tell: {
          Type: 'Task',
          Resource: 'arn:aws:states:::events:putEvents',
          Parameters: { Entries: [entry] },
          End: true,
        },
      },
    });
    const made = await states().send(new CreateStateMachineCommand({ name: 'tells', definition, roleArn: RoleArn }));
    await states().send(new StartExecutionCommand({ stateMachineArn: made.stateMachineArn, input: '{"rows":5}' }));
    await expect.poll(group.messages, soon).toEqual(['{"rows":5}']);
  });

  test('what cannot be started is on record, and in the log', async () => {
    const Arn = `arn:aws:states:us-east-1:${endpoint.file.accountId}:stateMachine:never-made`;
    await rule('failing', { source: ['fail'] }, [{ Id: 'machine', Arn, RoleArn }]);
    await clients.local().send(new PutEventsCommand({ Entries: [{ Source: 'fail', DetailType: 'x', Detail: '{}' }] }));
    await expect.poll(() => invocations('failing'), soon).toHaveLength(1);
    expect(await invocations('failing')).toEqual([
      expect.objectContaining({
        state: 'FAILED',
        attempts: 1,
        error: expect.stringMatching(/^StateMachineDoesNotExist: /) as string,
        event: expect.objectContaining({ source: 'fail', 'detail-type': 'x' }) as unknown,
      }),
    ]);
    expect(endpoint.log()).toMatch(/warn rule default\/failing, target machine, event \S+ \(fail, x\) failed/);
  });

  test('a template deploys rules and schedules that work', async () => {
    const client = new CloudFormationClient(endpoint.client);
    const TemplateBody = JSON.stringify({
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'templated',
            RoleArn,
            Definition: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
          },
        },
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'templated' } },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            EventPattern: { source: ['template'], detail: { n: [{ numeric: ['>', 1] }] } },
            Targets: [
              {
                Id: 'machine',
                Arn: { Ref: 'Machine' },
                RoleArn,
                InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"by": "rule", "n": <n>}' },
                RetryPolicy: { MaximumRetryAttempts: '3' },
              },
            ],
          },
        },
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            Name: 'templated',
            ScheduleExpression: 'rate(1 day)',
            FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: '5' },
            Target: { Arn: { Ref: 'Machine' }, RoleArn, Input: '{"by": "schedule"}' },
          },
        },
      },
      Outputs: { Rule: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } }, Machine: { Value: { Ref: 'Machine' } } },
    });
    await client.send(new CreateStackCommand({ StackName: 'events', TemplateBody }));
    const stack = async () => (await client.send(new DescribeStacksCommand({ StackName: 'events' }))).Stacks?.[0];
    await expect.poll(async () => (await stack())?.StackStatus, soon).toBe('CREATE_COMPLETE');
    const outputs = new Map((await stack())?.Outputs?.map((each) => [each.OutputKey, each.OutputValue ?? '']));
    expect(outputs.get('Rule')).toMatch(/:rule\/templated\/events-Rule-/);
    await expect.poll(() => inputs(outputs.get('Machine') ?? ''), soon).toEqual([{ by: 'schedule' }]);
    const entry = { Source: 'template', DetailType: 'x', EventBusName: 'templated' };
    const Entries = [1, 2].map((n) => ({ ...entry, Detail: JSON.stringify({ n }) }));
    await clients.local().send(new PutEventsCommand({ Entries }));
    await expect
      .poll(() => inputs(outputs.get('Machine') ?? ''), soon)
      .toEqual([{ by: 'rule', n: 2 }, { by: 'schedule' }]);

    await client.send(new DeleteStackCommand({ StackName: 'events' }));
    await expect
      .poll(
        () =>
          stack().then(
            (found) => found?.StackStatus ?? 'gone',
            (error: Error) => error.name,
          ),
        soon,
      )
      .toBe('ValidationError');
    await expect(
      new SchedulerClient(endpoint.client).send(new GetScheduleCommand({ Name: 'templated' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const buses = await clients.local().send(new ListEventBusesCommand({ NamePrefix: 'templated' }));
    expect(buses.EventBuses).toEqual([]);
  });

  test('a rule with a schedule fires after its first interval, a kill in between or not', async () => {
    const Arn = await machine('minutely');
    const client = clients.local();
    await client.send(new PutRuleCommand({ Name: 'minutely', ScheduleExpression: 'rate(1 minute)' }));
    await client.send(new PutTargetsCommand({ Rule: 'minutely', Targets: [{ Id: 'machine', Arn, RoleArn }] }));
    expect(await inputs(Arn)).toEqual([]);
    await endpoint.kill9();
    // As if most of the minute had passed.
    inState(endpoint, (store) => {
      const rules = store.collection<object>('events.rule', 'us-east-1');
      const modified = new Date(Date.now() - 57_000).toISOString();
      rules.put('default/minutely', { ...rules.get('default/minutely'), modified });
    });
    await endpoint.restart();
    expect(await inputs(Arn)).toEqual([]);
    await expect.poll(() => inputs(Arn), soon).toHaveLength(1);
    expect(await inputs(Arn)).toEqual([
      expect.objectContaining({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: [`arn:aws:events:us-east-1:${endpoint.file.accountId}:rule/minutely`],
        detail: {},
      }),
    ]);
  });
});
