import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  ListTagsForResourceCommand,
  paginateListSchedules,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { signedFetch } from '../support/signedFetch.ts';

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
  local: () => new SchedulerClient(endpoint.client),
  moto: () => new SchedulerClient({ ...endpoint.client, endpoint: moto.url }),
};
type Which = keyof typeof clients;

const RoleArn = 'arn:aws:iam::123456789012:role/scheduler';
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:machine';

function schedule(Name: string, changes: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput {
  return {
    Name,
    ScheduleExpression: 'cron(0 2 * * ? *)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: machineArn, RoleArn, Input: '{}' },
    ...changes,
  };
}

describe.each(Object.keys(clients) as Which[])('%s: schedules', (which) => {
  test('are created, described, replaced and deleted', async () => {
    const client = clients[which]();
    const StartDate = new Date('2099-01-01T00:00:00Z');
    const created = await client.send(
      new CreateScheduleCommand(
        schedule('nightly', {
          ScheduleExpressionTimezone: 'America/Bogota',
          Description: 'every night',
          StartDate,
          ActionAfterCompletion: 'NONE',
          State: 'DISABLED',
        }),
      ),
    );
    expect(created.ScheduleArn).toMatch(/^arn:aws:scheduler:us-east-1:\d{12}:schedule\/default\/nightly$/);
    expect(await client.send(new GetScheduleCommand({ Name: 'nightly' }))).toMatchObject({
      Arn: created.ScheduleArn,
      Name: 'nightly',
      GroupName: 'default',
      Description: 'every night',
      ScheduleExpression: 'cron(0 2 * * ? *)',
      ScheduleExpressionTimezone: 'America/Bogota',
      State: 'DISABLED',
      StartDate,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'NONE',
      Target: {
        Arn: machineArn,
        RoleArn,
        Input: '{}',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
      CreationDate: expect.any(Date) as Date,
      LastModificationDate: expect.any(Date) as Date,
    });
    await expect(client.send(new CreateScheduleCommand(schedule('nightly')))).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Schedule nightly already exists.',
    });

    const FlexibleTimeWindow = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } as const;
    await client.send(
      new UpdateScheduleCommand(
        schedule('nightly', { FlexibleTimeWindow, ScheduleExpression: 'rate(1 day)', State: 'DISABLED' }),
      ),
    );
    const updated = await client.send(new GetScheduleCommand({ Name: 'nightly' }));
    expect(updated).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow,
    });
    expect(updated.Description).toBeUndefined();
    expect(updated.StartDate).toBeUndefined();

    await client.send(new DeleteScheduleCommand({ Name: 'nightly' }));
    for (const command of [
      new GetScheduleCommand({ Name: 'nightly' }),
      new DeleteScheduleCommand({ Name: 'nightly' }),
    ]) {
      await expect(client.send(command as GetScheduleCommand)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'Schedule nightly does not exist.',
      });
    }
  });

  test('are listed by group, prefix and state', async () => {
    const client = clients[which]();
    await client.send(new CreateScheduleGroupCommand({ Name: 'sales' }));
    for (const Name of ['list-a', 'list-b', 'other']) {
      await client.send(new CreateScheduleCommand(schedule(Name, { GroupName: 'sales' })));
    }
    await client.send(new CreateScheduleCommand(schedule('list-c', { State: 'DISABLED' })));
    const names = async (input: ListSchedulesCommandInput) => {
      const { Schedules = [] } = await client.send(new ListSchedulesCommand(input));
      return Schedules.map((each) => `${each.GroupName}/${each.Name}`).sort();
    };
    expect(await names({ GroupName: 'sales' })).toEqual(['sales/list-a', 'sales/list-b', 'sales/other']);
    expect(await names({ NamePrefix: 'list-' })).toEqual(['default/list-c', 'sales/list-a', 'sales/list-b']);
    expect(await names({ NamePrefix: 'list-', State: 'DISABLED' })).toEqual(['default/list-c']);
    const { Schedules } = await client.send(new ListSchedulesCommand({ GroupName: 'sales', NamePrefix: 'other' }));
    expect(Schedules?.[0]).toMatchObject({ State: 'ENABLED', Target: { Arn: machineArn } });

    const paged: string[] = [];
    for await (const page of paginateListSchedules({ client, pageSize: 2 }, { NamePrefix: 'list-' })) {
      expect(page.Schedules?.length).toBeLessThanOrEqual(2);
      paged.push(...(page.Schedules ?? []).map((each) => each.Name ?? ''));
    }
    expect(paged.sort()).toEqual(['list-a', 'list-b', 'list-c']);
    await client.send(new DeleteScheduleCommand({ Name: 'list-c' }));
    // The group takes its schedules with it.
    await client.send(new DeleteScheduleGroupCommand({ Name: 'sales' }));
    expect(await names({ NamePrefix: 'list-' })).toEqual([]);
  });

  test('stand in groups with tags', async () => {
    const client = clients[which]();
    const Tags = [{ Key: 'team', Value: 'lake' }];
    const { ScheduleGroupArn } = await client.send(new CreateScheduleGroupCommand({ Name: 'tagged', Tags }));
    expect(await client.send(new GetScheduleGroupCommand({ Name: 'tagged' }))).toMatchObject({
      Arn: ScheduleGroupArn,
      Name: 'tagged',
      State: 'ACTIVE',
      CreationDate: expect.any(Date) as Date,
    });
    const ResourceArn = ScheduleGroupArn ?? '';
    await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'env', Value: 'dev' }] }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));
    const tags = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(tags.Tags).toEqual([{ Key: 'env', Value: 'dev' }]);
    const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups?.map((each) => each.Name)).toEqual(expect.arrayContaining(['default', 'tagged']));
    const some = await client.send(new ListScheduleGroupsCommand({ NamePrefix: 'tag' }));
    expect(some.ScheduleGroups?.map((each) => each.Name)).toEqual(['tagged']);
    await client.send(new DeleteScheduleGroupCommand({ Name: 'tagged' }));
    await expect(client.send(new GetScheduleGroupCommand({ Name: 'tagged' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule group tagged does not exist.',
    });
  });
});

describe('what is no schedule is refused', () => {
  test.each([
    ['an expression', { ScheduleExpression: 'cron(0 2 * * * *)' }, /Invalid Schedule Expression/],
    ['a moment that does not exist', { ScheduleExpression: 'at(2026-02-30T00:00:00)' }, /Invalid Schedule Expression/],
    ['a time zone', { ScheduleExpressionTimezone: 'Mars/Olympus' }, /Invalid Schedule Expression Timezone/],
    ['a window without its length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, /MaximumWindowInMinutes/],
    [
      'an end before the start',
      { StartDate: new Date('2099-01-02T00:00:00Z'), EndDate: new Date('2099-01-01T00:00:00Z') },
      /EndDate/,
    ],
    ['a start long ago', { StartDate: new Date('2020-01-01T00:00:00Z') }, /cannot be earlier than 5 minutes ago/],
    ['a target', { Target: { Arn: 'arn:aws:ec2:us-east-1:123456789012:instance/i', RoleArn } }, /correct format/],
    ['an input', { Target: { Arn: machineArn, RoleArn, Input: '{"a":' } }, /well-formed JSON/],
  ] as const)('%s', async (_, changes, message) => {
    const bad = clients.local().send(new CreateScheduleCommand(schedule('bad', changes)));
    await expect(bad).rejects.toMatchObject({ name: 'ValidationException', message });
  });

  test('a group that is not there', async () => {
    const created = clients.local().send(new CreateScheduleCommand(schedule('bad', { GroupName: 'none' })));
    await expect(created).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

test('a request that is sent twice makes one schedule', async () => {
  const client = clients.local();
  const ClientToken = 'token-1';
  const first = await client.send(new CreateScheduleCommand(schedule('twice', { ClientToken })));
  const second = await client.send(new CreateScheduleCommand(schedule('twice', { ClientToken })));
  expect(second.ScheduleArn).toBe(first.ScheduleArn);
  const other = schedule('twice', { ClientToken, ScheduleExpression: 'rate(1 day)' });
  await expect(client.send(new CreateScheduleCommand(other))).rejects.toMatchObject({ name: 'ConflictException' });
});

describe('firing', () => {
  /** What became of each occurrence, newest first. */
  const firesOf = async (name: string) => {
    const answer = await signedFetch(endpoint, 'scheduler', { method: 'GET', path: `/schedules/${name}/fires` });
    return (answer as { Fires: unknown[] }).Fires;
  };
  const states = () => new SFNClient(endpoint.client);
  const soon = { timeout: 20_000, interval: 50 };

  /** The wall time of a zone, a second or two from now. */
  function shortly(timeZone: string): string {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    return `at(${parts.format(new Date(Date.now() + 2000)).replace(' ', 'T')})`;
  }

  async function machine(name: string): Promise<string> {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    const { stateMachineArn } = await states().send(
      new CreateStateMachineCommand({ name, definition, roleArn: RoleArn }),
    );
    return stateMachineArn ?? '';
  }

  test('a one-time schedule starts a state machine, in its time zone, and is deleted', async () => {
    const client = clients.local();
    const stateMachineArn = await machine('fired');
    const Input =
      '{"run": "<aws.scheduler.execution-id>", "at": "<aws.scheduler.scheduled-time>", "n": <aws.scheduler.attempt-number>}';
    const ScheduleExpression = shortly('Asia/Tokyo');
    await client.send(
      new CreateScheduleCommand(
        schedule('once', {
          ScheduleExpression,
          ScheduleExpressionTimezone: 'Asia/Tokyo',
          ActionAfterCompletion: 'DELETE',
          Target: { Arn: stateMachineArn, RoleArn, Input },
        }),
      ),
    );
    const executions = async () =>
      (await states().send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
    await expect.poll(executions, soon).toHaveLength(1);
    const [execution] = await executions();
    const { input } = await states().send(new DescribeExecutionCommand({ executionArn: execution?.executionArn }));
    const received = JSON.parse(input ?? '') as { run: string; at: string; n: number };
    const wall = ScheduleExpression.slice(3, -1);
    expect(received).toEqual({
      run: execution?.name,
      at: new Date(`${wall}+09:00`).toISOString().replace('.000Z', 'Z'),
      n: 1,
    });
    await expect
      .poll(() => client.send(new GetScheduleCommand({ Name: 'once' })).catch((error: Error) => error.name), soon)
      .toBe('ResourceNotFoundException');
    expect(await firesOf('once')).toEqual([
      expect.objectContaining({ state: 'SUCCEEDED', attempts: 1, executionId: received.run }),
    ]);
    await sleep(200);
    expect(await executions()).toHaveLength(1);
  });

  test('a rate fires at once; a disabled one does not, until it is enabled', async () => {
    const client = clients.local();
    const stateMachineArn = await machine('rated');
    const count = async () =>
      (await states().send(new ListExecutionsCommand({ stateMachineArn }))).executions?.length ?? 0;
    const rate = (State: 'ENABLED' | 'DISABLED') =>
      schedule('rated', { ScheduleExpression: 'rate(1 hour)', State, Target: { Arn: stateMachineArn, RoleArn } });
    await client.send(new CreateScheduleCommand(rate('DISABLED')));
    await sleep(300);
    expect(await count()).toBe(0);
    await client.send(new UpdateScheduleCommand(rate('ENABLED')));
    await expect.poll(count, soon).toBe(1);
    await client.send(new DeleteScheduleCommand({ Name: 'rated' }));
  });

  test('an SDK call, with the members of the SDK', async () => {
    const client = clients.local();
    const Target = {
      Arn: 'arn:aws:scheduler:::aws-sdk:cloudwatchlogs:createLogGroup',
      RoleArn,
      Input: '{"LogGroupName": "/made/by/schedule"}',
    };
    await client.send(new CreateScheduleCommand(schedule('universal', { ScheduleExpression: 'rate(1 hour)', Target })));
    const logs = new CloudWatchLogsClient(endpoint.client);
    await expect
      .poll(async () => {
        const found = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/made/by' }));
        return found.logGroups?.map((each) => each.logGroupName);
      }, soon)
      .toEqual(['/made/by/schedule']);
    await client.send(new DeleteScheduleCommand({ Name: 'universal' }));
  });

  test('what cannot be started is on record, and in the log', async () => {
    const client = clients.local();
    const logs = new CloudWatchLogsClient(endpoint.client);
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/taken' }));
    const Target = {
      Arn: 'arn:aws:scheduler:::aws-sdk:cloudwatchlogs:createLogGroup',
      RoleArn,
      Input: '{"LogGroupName": "/taken"}',
      DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:123456789012:dead' },
    };
    await client.send(new CreateScheduleCommand(schedule('failing', { ScheduleExpression: 'rate(1 hour)', Target })));
    await expect
      .poll(() => firesOf('failing'), soon)
      .toEqual([
        expect.objectContaining({
          state: 'FAILED',
          attempts: 1,
          error: expect.stringMatching(/^ResourceAlreadyExistsException: /) as string,
        }),
      ]);
    expect(endpoint.log()).toMatch(/warn schedule default\/failing of \S+ failed after 1 attempt/);
    expect(endpoint.log()).toMatch(/dead-letter queue arn:aws:sqs:us-east-1:123456789012:dead is not served/);
  });
});
