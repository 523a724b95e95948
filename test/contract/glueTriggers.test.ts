import {
  BatchGetTriggersCommand,
  CreateTriggerCommand,
  type CreateTriggerCommandInput,
  CreateWorkflowCommand,
  DeleteTriggerCommand,
  GetTriggerCommand,
  GetTriggersCommand,
  GlueClient,
  ListTriggersCommand,
  StartTriggerCommand,
  StopTriggerCommand,
  UpdateTriggerCommand,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

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
  local: () => new GlueClient(endpoint.client),
  moto: () => new GlueClient({ ...endpoint.client, endpoint: moto.url }),
};

const nightly: CreateTriggerCommandInput = {
  Name: 'nightly',
  Type: 'SCHEDULED',
  Schedule: 'cron(0 2 * * ? *)',
  Description: 'Cada noche',
  Actions: [{ JobName: 'clean', Arguments: { '--day': 'today' }, Timeout: 5 }],
};
const afterClean: CreateTriggerCommandInput = {
  Name: 'after-clean',
  Type: 'CONDITIONAL',
  Predicate: {
    Logical: 'AND',
    Conditions: [
      { LogicalOperator: 'EQUALS', JobName: 'clean', State: 'SUCCEEDED' },
      { LogicalOperator: 'EQUALS', JobName: 'other', State: 'SUCCEEDED' },
    ],
  },
  Actions: [{ CrawlerName: 'lake' }],
};

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a trigger is kept as it was given, and found by name, list and batch', async () => {
    const client = clients[which]();
    expect(await client.send(new CreateTriggerCommand(nightly))).toMatchObject({ Name: 'nightly' });
    await client.send(new CreateTriggerCommand(afterClean));
    const first = await client.send(new GetTriggerCommand({ Name: 'nightly' }));
    expect(first.Trigger).toMatchObject({ ...nightly, State: 'CREATED' });
    expect((await client.send(new GetTriggerCommand({ Name: 'after-clean' }))).Trigger).toMatchObject(afterClean);
    const { Triggers } = await client.send(new GetTriggersCommand({ DependentJobName: 'clean' }));
    expect(Triggers!.map((each) => each.Name)).toEqual(['nightly']);
    const { TriggerNames } = await client.send(new ListTriggersCommand({}));
    expect(TriggerNames!.toSorted()).toEqual(['after-clean', 'nightly']);
    const batch = await client.send(new BatchGetTriggersCommand({ TriggerNames: ['nightly', 'missing'] }));
    expect(batch.Triggers!.map((each) => each.Name)).toEqual(['nightly']);
    expect(batch.TriggersNotFound).toEqual(['missing']);
  });

  test('started and stopped', async () => {
    const client = clients[which]();
    const Name = 'switched';
    const stateOf = async () => (await client.send(new GetTriggerCommand({ Name }))).Trigger!.State;
    await client.send(new CreateTriggerCommand({ ...nightly, Name, StartOnCreation: true }));
    expect(await stateOf()).toBe('ACTIVATED');
    await client.send(new StopTriggerCommand({ Name }));
    expect(await stateOf()).toBe('DEACTIVATED');
    await client.send(new StartTriggerCommand({ Name }));
    expect(await stateOf()).toBe('ACTIVATED');
    await client.send(new DeleteTriggerCommand({ Name }));
    await expect(client.send(new GetTriggerCommand({ Name }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });
});

describe('what moto does not judge', () => {
  const client = () => clients.local();

  test('an update changes what it names', async () => {
    await client().send(new CreateTriggerCommand({ ...nightly, Name: 'changed' }));
    const { Trigger } = await client().send(
      new UpdateTriggerCommand({ Name: 'changed', TriggerUpdate: { Schedule: 'cron(0 3 * * ? *)' } }),
    );
    expect(Trigger).toMatchObject({ ...nightly, Name: 'changed', Schedule: 'cron(0 3 * * ? *)' });
  });

  test.each([
    ['no action', { Actions: [] }, /action/],
    ['an action without a name', { Actions: [{ Timeout: 5 }] }, /Either JobName or CrawlerName/],
    ['no schedule', { Schedule: undefined }, /schedule/],
    ['a rate', { Schedule: 'rate(1 hour)' }, /cron/],
    ['no predicate', { Type: 'CONDITIONAL', Schedule: undefined }, /predicate/],
    ['a schedule that is none of its own', { Type: 'ON_DEMAND' }, /schedule/],
    ['a workflow', { WorkflowName: 'flow' }, /workflows/],
    ['an event', { Type: 'EVENT', Schedule: undefined }, /workflows/],
    [
      'a condition without a state',
      { Type: 'CONDITIONAL', Schedule: undefined, Predicate: { Conditions: [{ JobName: 'a' }] } },
      /JobName and State/,
    ],
  ])('refused: %s', async (_, wrong, message) => {
    const given = { ...nightly, Name: 'wrong', ...wrong } as CreateTriggerCommandInput;
    await expect(client().send(new CreateTriggerCommand(given))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message) as string,
    });
  });

  test('workflows are refused in so many words', async () => {
    await expect(client().send(new CreateWorkflowCommand({ Name: 'flow' }))).rejects.toThrow(/local endpoint/);
  });
});
