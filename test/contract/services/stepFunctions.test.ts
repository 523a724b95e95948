/** The adapter for Step Functions, against the local endpoint and moto, which both execute the machines. */
import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  type StateMachineType,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef, Step } from '../../../src/core/run.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  refined,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  // moto executes machines only when asked to.
  await fetch(`${sides.moto.url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const machines: NodeAddress = { kind: 'step-functions.machines', path: [] };
const machineAt = (arn: string): NodeAddress => ({ kind: 'step-functions.machine', path: [arn] });
const sfnOf = (which: Which) => new SFNClient(sides.sdk(which));
const roleArn = 'arn:aws:iam::123456789012:role/states';

const pass = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };

async function machineOf(which: Which, definition: unknown = pass, type: StateMachineType = 'STANDARD') {
  const created = await sfnOf(which).send(
    new CreateStateMachineCommand({
      name: `machine-${randomBytes(4).toString('hex')}`,
      roleArn,
      type,
      definition: JSON.stringify(definition),
    }),
  );
  return machineAt(created.stateMachineArn ?? '');
}

const nameOf = (machine: NodeAddress) => machine.path[0]?.split(':').at(-1) ?? '';

async function executionsOf(which: Which, machine: NodeAddress): Promise<string[]> {
  const { executions = [] } = await sfnOf(which).send(new ListExecutionsCommand({ stateMachineArn: machine.path[0] }));
  return executions.map(({ executionArn = '' }) => executionArn);
}

async function removeMachines(which: Which): Promise<void> {
  const client = sfnOf(which);
  for (const { stateMachineArn } of (await client.send(new ListStateMachinesCommand({}))).stateMachines ?? []) {
    await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  }
}

const told = (steps: readonly Step[]) => steps.map(({ name, type, state }) => `${name} ${type} ${state}`);

describe.each(bothSides)('%s', (which) => {
  test('the machines are a group of Pipelines, and come page by page', async () => {
    await removeMachines(which);
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'step-functions', 'pipelines');
    expect(group).toMatchObject({ ...machines, label: 'State machines', expandable: true });
    const client = sfnOf(which);
    const names = Array.from({ length: 5 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    for (const name of names) {
      await client.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(pass) }));
    }
    const pages = await pagesBelow(ctx, group, { limit: 2 });
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    const [first, ...others] = await below(ctx, group, 'many-003');
    expect(others).toEqual([]);
    const arn = first?.arn ?? '';
    expect(arn).toMatch(/^arn:aws:states:us-east-1:\d{12}:stateMachine:many-003$/);
    expect(first).toEqual({
      kind: 'step-functions.machine',
      path: [arn],
      label: 'many-003',
      description: '',
      tooltip: arn,
      icon: 'type-hierarchy-sub',
      expandable: false,
      traits: ['standard'],
      arn,
    });
    expect(await found(ctx, first!)).toEqual(first);
    expect(await refined(ctx, first!)).toEqual(first);
    await removeMachines(which);
  });

  test('an execution is started, followed to its end, found again and shown at the machine', async () => {
    const machine = await machineOf(which);
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'step-functions.openLastRun', machine)).toEqual({
      kind: 'done',
      message: 'This state machine has not run yet.',
    });
    const ref = runOf(await act(ctx, 'step-functions.run', machine));
    expect(ref).toMatchObject({ service: 'step-functions', of: machine });
    expect(await executionsOf(which, machine)).toEqual([ref.id]);
    const { run, steps } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({
      ref,
      title: nameOf(machine),
      state: 'succeeded',
      stateLabel: 'SUCCEEDED',
      input: '{}',
      output: '{}',
    });
    expect(run.redrivable).toBeUndefined();
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(steps).toMatchObject([{ name: 'A', type: 'Pass', state: 'succeeded', attempts: 1, input: '{}' }]);
    expect(runOf(await act(ctx, 'step-functions.openLastRun', machine))).toEqual(ref);
    expect(await refined(ctx, await found(ctx, machine))).toMatchObject({
      icon: 'pass',
      description: expect.stringMatching(/^succeeded (now|\d+ sec\. ago)$/),
    });
  });

  test('input and name go with an execution, and the input with its repetition', async () => {
    const machine = await machineOf(which);
    const ctx = sides.ctx(which);
    const given = { input: '{"day": "2026-01-31", "ö": [1]}', name: 'by-hand' };
    const ref = runOf(await act(ctx, 'step-functions.runWithInput', machine, given));
    expect(ref.id).toMatch(/:by-hand$/);
    const { run } = await toTheEnd(ctx, ref);
    expect(JSON.parse(run.output ?? '')).toEqual(JSON.parse(given.input));
    expect(run.facts).toContainEqual({ label: 'Execution', value: 'by-hand' });
    const again = await sourceOf(ref).rerun!(grant(ctx, 'write'), ref, signal);
    expect(again.id).not.toBe(ref.id);
    const described = await sfnOf(which).send(new DescribeExecutionCommand({ executionArn: again.id }));
    expect(described.input).toBe(given.input);
    await toTheEnd(ctx, again);
    await expect(act(ctx, 'step-functions.runWithInput', machine, { input: '{"day": ' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('The input is not JSON'),
    });
    expect(await executionsOf(which, machine)).toHaveLength(2);
  });

  test('steps tell which way was taken, with what went in and came out', async () => {
    const machine = await machineOf(which, {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Result: { n: 5 }, Next: 'Which' },
        Which: {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'Both' }],
          Default: 'Small',
        },
        Small: { Type: 'Fail', Error: 'Small', Cause: 'too small' },
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Left', States: { Left: { Type: 'Pass', Result: 'l', End: true } } },
            { StartAt: 'Right', States: { Right: { Type: 'Pass', Result: 'r', End: true } } },
          ],
          Next: 'Each',
        },
        Each: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'One',
            States: { One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Pass', End: true } },
          },
          Next: 'Done',
        },
        Done: { Type: 'Succeed' },
      },
    });
    const ctx = sides.ctx(which);
    const { run, steps } = await toTheEnd(ctx, runOf(await act(ctx, 'step-functions.run', machine)));
    expect(run.state).toBe('succeeded');
    expect(JSON.parse(run.output ?? '')).toEqual(['l', 'r']);
    const outer = steps.filter(({ name }) => ['Set', 'Which', 'Both', 'Each', 'Done'].includes(name));
    expect(told(outer)).toEqual([
      'Set Pass succeeded',
      'Which Choice succeeded',
      'Both Parallel succeeded',
      'Each Map succeeded',
      'Done Succeed succeeded',
    ]);
    expect(outer.map(({ after }) => after)).toEqual([undefined, ...outer.slice(0, -1).map(({ id }) => id)]);
    expect(outer[0]?.input).toBe('{}');
    expect(JSON.parse(outer[0]?.output ?? '')).toEqual({ n: 5 });
    expect(told(steps.filter(({ name }) => /^(Left|Right)$/.test(name))).sort()).toEqual([
      'Left Pass succeeded',
      'Right Pass succeeded',
    ]);
    const inMap = steps.filter(({ name }) => name === 'One' || name === 'Two');
    expect(inMap.map(({ name, iteration, input }) => [name, iteration, input])).toEqual([
      ['One', 0, '"l"'],
      ['Two', 0, '"l"'],
      ['One', 1, '"r"'],
      ['Two', 1, '"r"'],
    ]);
  });

  test('a failure is told where it happened, and what was stopped by it', async () => {
    const machine = await machineOf(which, {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'Pause',
              States: {
                // So that the other branch has begun.
                Pause: { Type: 'Wait', Seconds: 1, Next: 'Breaks' },
                Breaks: { Type: 'Fail', Error: 'Lake.Empty', Cause: 'nothing came' },
              },
            },
            { StartAt: 'Waits', States: { Waits: { Type: 'Wait', Seconds: 600, End: true } } },
          ],
          Catch: [{ ErrorEquals: ['Lake.Empty'], Next: 'Tell' }],
          End: true,
        },
        Tell: { Type: 'Fail', Error: 'Told', Cause: 'somebody' },
      },
    });
    const ctx = sides.ctx(which);
    const { run, steps } = await toTheEnd(ctx, runOf(await act(ctx, 'step-functions.run', machine)));
    expect(run).toMatchObject({ state: 'failed', error: { name: 'Told', message: 'somebody' } });
    expect(told(steps).sort()).toEqual([
      'Both Parallel caught',
      'Breaks Fail failed',
      'Pause Wait succeeded',
      'Tell Fail failed',
      'Waits Wait stopped',
    ]);
    const [tell] = steps.filter(({ name }) => name === 'Tell');
    expect(tell?.error).toEqual({ name: 'Told', message: 'somebody' });
    expect(await refined(ctx, await found(ctx, machine))).toMatchObject({ icon: 'error' });
  });

  test('the picture is that of the definition', async () => {
    const machine = await machineOf(which, {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } },
    });
    const ctx = sides.ctx(which);
    const ref = runOf(await act(ctx, 'step-functions.run', machine));
    expect(await sourceOf(ref).graph!(ctx, ref, signal)).toEqual({
      nodes: [
        { id: '(start)', label: 'Start', type: 'Start' },
        { id: '(end)', label: 'End', type: 'End' },
        { id: 'A', label: 'A', type: 'Pass' },
        { id: 'B', label: 'B', type: 'Succeed' },
      ],
      edges: [
        { from: '(start)', to: 'A', kind: 'next' },
        { from: 'A', to: 'B', kind: 'next' },
        { from: 'B', to: '(end)', kind: 'next' },
      ],
    });
    const definition = await act(ctx, 'step-functions.showDefinition', machine);
    expect(definition).toMatchObject({ title: `${nameOf(machine)}.asl.json`, language: 'json' });
    expect(textOf(definition)).toContain('  "StartAt": "A",\n');
    expect(textOf(await act(ctx, 'step-functions.copyArn', machine))).toBe(machine.path[0]);
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'step-functions.openInConsole', machine)).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`/statemachines/view/${machine.path[0]}`),
    });
  });

  test('an execution that goes on is shown as running, and stopped', async () => {
    const machine = await machineOf(which, wait);
    const ctx = sides.ctx(which);
    const ref = runOf(await act(ctx, 'step-functions.run', machine));
    const source = sourceOf(ref);
    await vi.waitFor(async () => expect(told(await source.steps!(ctx, ref, signal))).toEqual(['W Wait running']), {
      timeout: 20_000,
    });
    expect(await refined(ctx, await found(ctx, machine))).toMatchObject({ icon: 'sync~spin' });
    expect(await source.describe(ctx, ref, signal)).toMatchObject({ state: 'running' });
    await source.stop!(grant(ctx, 'write'), ref, signal);
    const { run, steps } = await toTheEnd(ctx, ref);
    expect(steps).toEqual(await source.steps!(ctx, ref, signal));
    expect(run).toMatchObject({ state: 'stopped', stateLabel: 'ABORTED' });
    if (which === 'local') expect(run.error).toMatchObject({ message: 'Stopped in Strata.' });
    expect(told(steps)).toEqual(['W Wait stopped']);
  });

  test('executions are listed newest first, by machine and over all machines', async () => {
    await removeMachines(which);
    const [one, two] = [await machineOf(which), await machineOf(which)];
    const ctx = sides.ctx(which);
    const ids: string[] = [];
    for (const machine of [one, two, one, one]) {
      const ref = runOf(await act(ctx, 'step-functions.run', machine));
      await toTheEnd(ctx, ref);
      ids.unshift(ref.id);
    }
    const pages = await runPages(ctx, 'step-functions', 2, one);
    expect(pages.map((page) => page.map(({ ref }) => ref.id))).toEqual([[ids[0], ids[1]], [ids[3]]]);
    const all = (await runPages(ctx, 'step-functions', 50)).flat();
    expect(all.map(({ ref }) => ref.id)).toEqual(ids);
    expect(all.every(({ state, endedAt }) => state === 'succeeded' && endedAt !== undefined)).toBe(true);
  });

  test.each(restrictions)('nothing is started, stopped or repeated when %s', async (restriction) => {
    const machine = await machineOf(which, wait);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'step-functions', {
      'step-functions.run': [machine],
      'step-functions.runWithInput': [machine, { input: '{}' }],
    });
    expect(await executionsOf(which, machine)).toEqual([]);
    const free = sides.ctx(which);
    const ref = runOf(await act(free, 'step-functions.run', machine));
    const { stop, rerun, redrive } = sourceOf(ref);
    for (const change of [stop!, rerun!, redrive!]) {
      await expect(change(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    }
    expect(await executionsOf(which, machine)).toEqual([ref.id]);
    expect(await sourceOf(ref).describe(ctx, ref, signal)).toMatchObject({ state: 'running' });
    await stop!(grant(free, 'write'), ref, signal);
  });

  test('what is missing is said to be missing', async () => {
    const ctx = sides.ctx(which);
    const gone = machineAt('arn:aws:states:us-east-1:123456789012:stateMachine:gone');
    const missing = { code: 'not-found', message: `State Machine Does Not Exist: '${gone.path[0]}'` };
    await expect(found(ctx, gone)).rejects.toMatchObject(missing);
    await expect(act(ctx, 'step-functions.run', gone)).rejects.toMatchObject(missing);
    const ref: RunRef = {
      service: 'step-functions',
      id: 'arn:aws:states:us-east-1:123456789012:execution:gone:x' as RunId,
      of: gone,
    };
    await expect(sourceOf(ref).describe(ctx, ref, signal)).rejects.toMatchObject({
      code: 'not-found',
      message: `Execution Does Not Exist: '${ref.id}'`,
    });
  });
});

// moto neither redrives nor keeps the definition of an execution's time, and its tasks reach out for AWS.
describe('the local endpoint', () => {
  const readObject = (Key: string, more: object = {}) => ({
    StartAt: 'Read',
    States: {
      Read: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
        Parameters: { Bucket: 'states', Key },
        ResultSelector: { 'body.$': '$.Body' },
        End: true,
        ...more,
      },
    },
  });
  const s3 = () => new S3Client(sides.sdk('local'));
  beforeAll(async () => {
    await s3().send(new CreateBucketCommand({ Bucket: 'states' }));
  });

  test('a failed execution goes on from where it broke off', async () => {
    const machine = await machineOf('local', readObject('late.txt'));
    const ctx = sides.ctx('local');
    const ref = runOf(await act(ctx, 'step-functions.run', machine));
    const failed = await toTheEnd(ctx, ref);
    expect(failed.run).toMatchObject({ state: 'failed', redrivable: true, error: { name: 'S3.NoSuchKeyException' } });
    expect(failed.steps).toMatchObject([
      { name: 'Read', state: 'failed', attempts: 1, error: { name: 'S3.NoSuchKeyException' } },
    ]);
    await s3().send(new PutObjectCommand({ Bucket: 'states', Key: 'late.txt', Body: 'here' }));
    await sourceOf(ref).redrive!(grant(ctx, 'write'), ref, signal);
    const { run, steps } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ ref, state: 'succeeded', output: '{"body":"here"}' });
    expect(steps).toMatchObject([{ name: 'Read', state: 'succeeded', attempts: 2, output: '{"body":"here"}' }]);
    expect(steps[0]?.error).toBeUndefined();
    await expect(sourceOf(ref).redrive!(grant(ctx, 'write'), ref, signal)).rejects.toThrow(
      /cannot be redriven|not redrivable/i,
    );
  });

  test('attempts are counted, and what was caught is told from what failed', async () => {
    const retried = readObject('never.txt', {
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1, MaxDelaySeconds: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell' }],
    });
    const machine = await machineOf('local', {
      ...retried,
      States: { ...retried.States, Tell: { Type: 'Succeed' } },
    });
    const ctx = sides.ctx('local');
    const { run, steps } = await toTheEnd(ctx, runOf(await act(ctx, 'step-functions.run', machine)));
    expect(run.state).toBe('succeeded');
    expect(steps).toMatchObject([
      { name: 'Read', state: 'caught', attempts: 3, error: { name: 'S3.NoSuchKeyException' } },
      { name: 'Tell', state: 'succeeded', after: steps[0]?.id },
    ]);
  });

  test('an expression that fails is the error of its state', async () => {
    const machine = await machineOf('local', {
      QueryLanguage: 'JSONata',
      StartAt: 'Sum',
      States: { Sum: { Type: 'Pass', Output: '{% $states.input.a + "x" %}', End: true } },
    });
    const ctx = sides.ctx('local');
    const { steps } = await toTheEnd(ctx, runOf(await act(ctx, 'step-functions.run', machine)));
    expect(steps).toMatchObject([{ name: 'Sum', state: 'failed', error: { name: 'States.QueryEvaluationError' } }]);
  });

  test('a machine that a machine started is a run of its own', async () => {
    const inner = await machineOf('local');
    const outer = await machineOf('local', {
      StartAt: 'Inner',
      States: {
        Inner: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Parameters: { StateMachineArn: inner.path[0], Input: { day: 1 } },
          End: true,
        },
      },
    });
    const ctx = sides.ctx('local');
    const { steps } = await toTheEnd(ctx, runOf(await act(ctx, 'step-functions.run', outer)));
    const child = steps[0]?.child;
    expect(child).toMatchObject({ service: 'step-functions', of: inner });
    expect(await executionsOf('local', inner)).toEqual([child?.id]);
    expect((await toTheEnd(ctx, child!)).run).toMatchObject({ state: 'succeeded', title: nameOf(inner) });
  });

  test('a run is drawn as its machine was when it began', async () => {
    const machine = await machineOf('local', wait);
    const ctx = sides.ctx('local');
    const ref = runOf(await act(ctx, 'step-functions.run', machine));
    await sfnOf('local').send(
      new UpdateStateMachineCommand({ stateMachineArn: machine.path[0], definition: JSON.stringify(pass) }),
    );
    const graph = await sourceOf(ref).graph!(ctx, ref, signal);
    expect(graph?.nodes.map(({ id }) => id)).toEqual(['(start)', '(end)', 'W']);
    await sourceOf(ref).stop!(grant(ctx, 'write'), ref, signal);
  });

  test('an express machine runs, though AWS lists no executions of it', async () => {
    const machine = await machineOf('local', pass, 'EXPRESS');
    const ctx = sides.ctx('local');
    const node = await found(ctx, machine);
    expect(node).toMatchObject({ description: 'express', traits: ['express'] });
    expect(await refined(ctx, node)).toEqual(node);
    const all = (await runPages(ctx, 'step-functions', 50)).flat();
    expect(all.filter(({ ref }) => ref.of.path[0] === machine.path[0])).toEqual([]);
  });

  test('who may not look or start is told so', async () => {
    const machine = await machineOf('local');
    await sides.asStranger('local', async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, machines)).rejects.toMatchObject(refused);
      await expect(act(ctx, 'step-functions.run', machine)).rejects.toMatchObject(refused);
    });
    expect(await executionsOf('local', machine)).toEqual([]);
  });
});
