/** Schedules and events over a killed endpoint: what was written stands, what was promised is started, and once. */

import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { signedFetch } from '../support/signedFetch.ts';
import { inState } from '../support/stateOf.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const scheduler = () => new SchedulerClient(endpoint.client);
const states = () => new SFNClient(endpoint.client);
const RoleArn = 'arn:aws:iam::123456789012:role/scheduler';
const off = { Mode: 'OFF' } as const;
const soon = { timeout: 20_000, interval: 50 };

interface Fire {
  readonly state: string;
  readonly scheduledTime: string;
  readonly error?: string;
}

async function fires(name: string): Promise<readonly Fire[]> {
  const answer = await signedFetch(endpoint, 'scheduler', { method: 'GET', path: `/schedules/${name}/fires` });
  return (answer as { Fires: Fire[] }).Fires;
}

async function machine(name: string): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  const made = await states().send(new CreateStateMachineCommand({ name, definition, roleArn: RoleArn }));
  return made.stateMachineArn ?? '';
}

async function executions(stateMachineArn: string): Promise<number> {
  const { executions: all = [] } = await states().send(new ListExecutionsCommand({ stateMachineArn }));
  return all.length;
}

const at = (moment: number) => `at(${new Date(moment).toISOString().slice(0, 19)})`;

test('what was written a moment before the kill is there, and fires afterwards', async () => {
  const Arn = await machine('survives');
  await scheduler().send(new CreateScheduleGroupCommand({ Name: 'kept' }));
  const input = {
    Name: 'later',
    GroupName: 'kept',
    ScheduleExpression: at(Date.now() + 3000),
    FlexibleTimeWindow: off,
    Target: { Arn, RoleArn },
  };
  await scheduler().send(new CreateScheduleCommand({ ...input, Description: 'before' }));
  await scheduler().send(new UpdateScheduleCommand({ ...input, Description: 'after' }));
  await endpoint.kill9();
  await endpoint.restart();
  const found = await scheduler().send(new GetScheduleCommand({ Name: 'later', GroupName: 'kept' }));
  expect(found).toMatchObject({ Description: 'after', ScheduleExpression: input.ScheduleExpression });
  await expect.poll(() => executions(Arn), soon).toBe(1);
});

test('an occurrence of the last minute still fires, once, however often the endpoint dies', async () => {
  const Arn = await machine('once');
  const due = Date.now() + 2000;
  await scheduler().send(
    new CreateScheduleCommand({
      ...{ Name: 'once', ScheduleExpression: at(due), FlexibleTimeWindow: off, Target: { Arn, RoleArn } },
    }),
  );
  await endpoint.kill9();
  await expect.poll(() => Date.now(), soon).toBeGreaterThan(due);
  await endpoint.restart();
  await expect.poll(() => executions(Arn), soon).toBe(1);
  await endpoint.kill9();
  await endpoint.restart();
  expect(await fires('once')).toEqual([expect.objectContaining({ state: 'SUCCEEDED' })]);
  expect(await executions(Arn)).toBe(1);
});

test('a target that was about to be started is started by the next process, and not a second time', async () => {
  const Arn = await machine('launched');
  await scheduler().send(
    new CreateScheduleCommand({
      ...{ Name: 'launched', ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: off, Target: { Arn, RoleArn } },
    }),
  );
  await expect.poll(() => executions(Arn), soon).toBe(1);
  await expect.poll(async () => (await fires('launched'))[0]?.state, soon).toBe('SUCCEEDED');
  await endpoint.kill9();
  // As if the process had been killed between the start of the target and the record of it.
  inState(endpoint, (store) => {
    const [fire] = [...store.collection<Fire>('scheduler.fire', 'us-east-1').all('default/launched/')];
    const schedule = store.collection('scheduler.schedule', 'us-east-1').get('default/launched');
    store.collection('scheduler.fire', 'us-east-1').put(fire!.id, { ...fire!.value, state: 'STARTED' });
    const value = { schedule, fire: { ...fire!.value, state: 'STARTED' } };
    const item = { id: 'left', region: 'us-east-1', value, attempts: 0, since: Date.now(), due: Date.now() };
    store.collection('scheduler.launch', 'us-east-1').put('left', item);
  });
  await endpoint.restart();
  await expect.poll(async () => (await fires('launched'))[0]?.state, soon).toBe('SUCCEEDED');
  expect(await executions(Arn)).toBe(1);
});

test('what nobody was there to fire is told, and not made up', async () => {
  const Arn = await machine('missed');
  await scheduler().send(
    new CreateScheduleCommand({
      ...{ Name: 'missed', ScheduleExpression: 'cron(0 * * * ? *)', FlexibleTimeWindow: off, Target: { Arn, RoleArn } },
    }),
  );
  await endpoint.kill9();
  inState(endpoint, (store) => {
    const schedules = store.collection<{ modified: string }>('scheduler.schedule', 'us-east-1');
    const modified = new Date(Date.now() - 5 * 3_600_000).toISOString();
    schedules.put('default/missed', { ...schedules.get('default/missed')!, modified });
  });
  await endpoint.restart();
  const hour = new Date(Math.floor((Date.now() - 60_000) / 3_600_000) * 3_600_000).toISOString();
  expect((await fires('missed')).find((each) => each.state === 'MISSED')).toMatchObject({
    scheduledTime: hour,
    error: expect.stringContaining('was not running') as string,
  });
  expect(endpoint.log()).toContain(`schedule default/missed missed its occurrence of ${hour}`);
});

test('every event that was taken is delivered, though the endpoint dies right after its answer', async () => {
  const events = () => new EventBridgeClient(endpoint.client);
  const Arn = await machine('promised');
  await events().send(new PutRuleCommand({ Name: 'promised', EventPattern: '{"source":["shop"]}' }));
  await events().send(new PutTargetsCommand({ Rule: 'promised', Targets: [{ Id: 'machine', Arn, RoleArn }] }));
  const Entries = Array.from({ length: 10 }, (_, n) => ({
    ...{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ n }) },
  }));
  for (let round = 1; round <= 3; round++) {
    const { FailedEntryCount } = await events().send(new PutEventsCommand({ Entries }));
    expect(FailedEntryCount).toBe(0);
    await endpoint.kill9();
    await endpoint.restart();
    // State machines are started under a name made from the event: none twice.
    await expect.poll(() => executions(Arn), soon).toBe(round * Entries.length);
  }
});
