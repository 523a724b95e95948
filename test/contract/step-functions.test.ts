import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
  // moto executes machines only when asked to.
  await fetch(`${moto.url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new SFNClient(endpoint.client),
  moto: () => new SFNClient({ ...endpoint.client, endpoint: moto.url }),
};
type Which = keyof typeof clients;
const roleArn = 'arn:aws:iam::123456789012:role/states';

async function createMachine(client: SFNClient, name: string, definition: unknown): Promise<string> {
  const created = await client.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  return created.stateMachineArn ?? '';
}

async function runToEnd(client: SFNClient, stateMachineArn: string, input: unknown) {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') {
      const history = await client.send(new GetExecutionHistoryCommand({ executionArn }));
      return { execution, events: history.events ?? [] };
    }
    await sleep(50);
  }
}

const pass = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };

describe.each(Object.keys(clients) as Which[])('%s: state machines', (which) => {
  test('are created, described, changed, tagged, listed and deleted', async () => {
    const client = clients[which]();
    const definition = JSON.stringify(pass);
    const created = await client.send(
      new CreateStateMachineCommand({ name: 'books', roleArn, definition, tags: [{ key: 'team', value: 'lake' }] }),
    );
    const stateMachineArn = created.stateMachineArn ?? '';
    expect(stateMachineArn).toMatch(/^arn:aws:states:us-east-1:\d{12}:stateMachine:books$/);
    expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: 'books',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition,
      roleArn,
      creationDate: expect.any(Date) as Date,
    });

    const changed = JSON.stringify({ ...pass, Comment: 'changed' });
    const updated = await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
    expect(updated.updateDate).toBeInstanceOf(Date);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.definition).toBe(changed);

    await client.send(new TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'env', value: 'dev' }] }));
    await client.send(new UntagResourceCommand({ resourceArn: stateMachineArn, tagKeys: ['team'] }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
    expect(tags).toEqual([{ key: 'env', value: 'dev' }]);

    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map((each) => each.name)).toContain('books');
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const after = await client.send(new ListStateMachinesCommand({}));
    expect(after.stateMachines?.map((each) => each.name)).not.toContain('books');
  });

  test('are told apart when they are not there', async () => {
    const client = clients[which]();
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:none';
    await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
    await expect(client.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:none:x';
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${executionArn}'`,
    });
  });

  test('do not take what is no definition, no name or no input', async () => {
    const client = clients[which]();
    await expect(createMachine(client, 'bad name', pass)).rejects.toMatchObject({ name: 'InvalidName' });
    const stateMachineArn = await createMachine(client, `input-${which}`, pass);
    const start = client.send(new StartExecutionCommand({ stateMachineArn, input: '{' }));
    // moto refuses it too, but with an error that no client can read.
    await expect(start).rejects.toMatchObject({ name: which === 'local' ? 'InvalidExecutionInput' : 'TypeError' });
  });
});

describe.each(Object.keys(clients) as Which[])('%s: executions', (which) => {
  test('are listed newest first and by status, described with their machine, stopped', async () => {
    const client = clients[which]();
    const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };
    const stateMachineArn = await createMachine(client, 'listed', wait);
    const arns: string[] = [];
    for (const name of ['one', 'two']) {
      const started = await client.send(new StartExecutionCommand({ stateMachineArn, name, input: '{"a": 1}' }));
      arns.push(started.executionArn ?? '');
      await sleep(20);
    }
    const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn: arns[0] }));
    expect(machine).toMatchObject({ stateMachineArn, definition: JSON.stringify(wait), name: 'listed' });
    const stopped = await client.send(
      new StopExecutionCommand({ executionArn: arns[0], error: 'Enough', cause: 'said so' }),
    );
    // moto leaves it out while it executes machines.
    if (which === 'local') expect(stopped.stopDate).toBeInstanceOf(Date);
    await expect
      .poll(async () => (await client.send(new DescribeExecutionCommand({ executionArn: arns[0] }))).status)
      .toBe('ABORTED');
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map((each) => each.name)).toEqual(['two', 'one']);
    const running = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    expect(running.executions?.map((each) => each.name)).toEqual(['two']);
    await client.send(new StopExecutionCommand({ executionArn: arns[1] }));
  });
});

/** Machines whose history both sides must write alike: types, predecessors and details. */
const histories: Readonly<Record<string, { definition: unknown; input: unknown }>> = {
  'pass and choice': {
    definition: {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Result: { n: 5 }, ResultPath: '$.set', Next: 'Which' },
        Which: {
          Type: 'Choice',
          Choices: [{ Variable: '$.set.n', NumericGreaterThan: 3, Next: 'Done' }],
          Default: 'Bad',
        },
        Bad: { Type: 'Fail', Error: 'Small', Cause: 'too small' },
        Done: { Type: 'Succeed', OutputPath: '$.set' },
      },
    },
    input: { a: 1 },
  },
  'a failing one': {
    definition: { StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'Small', Cause: 'too small' } } },
    input: {},
  },
  'a parallel one': {
    definition: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Result: 'a', End: true } } }],
          ResultPath: '$.all',
          End: true,
        },
      },
    },
    input: { a: 1 },
  },
  'a map, one by one': {
    definition: {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 1,
          ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'A',
            States: { A: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    },
    input: { items: ['x', 'y'] },
  },
  'a wait': {
    definition: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, End: true } } },
    input: { a: 1 },
  },
  'intrinsic functions': {
    definition: {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Pass',
          Parameters: {
            'text.$': "States.Format('{} is {}', $.name, $.n)",
            'parts.$': 'States.ArrayPartition(States.ArrayRange(1, 5, 1), 2)',
            'hash.$': "States.Hash($.name, 'SHA-256')",
            'merged.$': 'States.JsonMerge($.x, $.y, false)',
            'split.$': "States.StringSplit('a-b-c', '-')",
          },
          End: true,
        },
      },
    },
    input: { name: 'ada', n: 3, x: { a: 1 }, y: { b: 2 } },
  },
};

describe('the same machine on both sides', () => {
  test.each(Object.entries(histories))('%s', async (name, { definition, input }) => {
    const of = async (which: Which) => {
      const client = clients[which]();
      const arn = await createMachine(client, name.replace(/[ ,]+/g, '-'), definition);
      const { execution, events } = await runToEnd(client, arn, input);
      const { status, error, cause } = execution;
      const output = execution.output === undefined ? undefined : (JSON.parse(execution.output) as unknown);
      return { status, error, cause, output, events: events.map(comparable) };
    };
    const [local, judge] = await Promise.all([of('local'), of('moto')]);
    expect(local).toEqual(judge);
  });
});

/** An event without its time; JSON text as what it says. */
function comparable(event: HistoryEvent): unknown {
  const { timestamp, ...rest } = event;
  expect(timestamp).toBeInstanceOf(Date);
  return JSON.parse(
    JSON.stringify(rest, (key, value: unknown) =>
      typeof value === 'string' && (key === 'input' || key === 'output') ? (JSON.parse(value) as unknown) : value,
    ),
  );
}
