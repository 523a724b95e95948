import { describe, expect, test } from 'vitest';
import { machineRun } from '../../../../../test/support/statesHost.ts';
import type { Machine } from './asl.ts';
import { StatesError } from './statesError.ts';

const task = 'arn:aws:states:::test:work';

describe('data flow', () => {
  test('InputPath, Parameters, ResultSelector, ResultPath and OutputPath, in that order', async () => {
    const run = machineRun({ [task]: { request: async (given) => ({ echoed: given, noise: 1 }) } });
    const machine: Machine = {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: task,
          InputPath: '$.in',
          Parameters: { 'v.$': '$.x', 'state.$': '$$.State.Name', fixed: true },
          ResultSelector: { 'got.$': '$.echoed' },
          ResultPath: '$.out',
          OutputPath: '$.out.got',
          End: true,
        },
      },
    };
    expect(await run.drive(machine, { in: { x: 7 }, keep: 1 })).toEqual({ v: 7, state: 'A', fixed: true });
    expect(run.events.find((event) => event.type === 'TaskScheduled')?.details).toMatchObject({
      resourceType: 'test',
      parameters: '{"v":7,"state":"A","fixed":true}',
    });
  });

  test('a null ResultPath drops the result, a null OutputPath everything', async () => {
    const run = machineRun({ [task]: { request: async () => 5 } });
    const state = { Type: 'Task', Resource: task, End: true } as const;
    expect(await run.drive({ StartAt: 'A', States: { A: { ...state, ResultPath: null } } }, { a: 1 })).toEqual({
      a: 1,
    });
    const other = machineRun({ [task]: { request: async () => 5 } });
    expect(await other.drive({ StartAt: 'A', States: { A: { ...state, OutputPath: null } } }, { a: 1 })).toEqual({});
  });

  test('variables: assigned from the raw result, seen by later and inner states, not changed from inside', async () => {
    const run = machineRun({ [task]: { request: async () => ({ n: 4, rest: 0 }) } });
    const machine: Machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Task', Resource: task, ResultSelector: { s: 1 }, Assign: { 'n.$': '$.n', list: [1] }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'I',
              States: {
                I: { Type: 'Pass', Assign: { 'inner.$': '$n' }, Parameters: { 'n.$': '$n' }, Next: 'J' },
                J: { Type: 'Pass', Parameters: { 'inner.$': '$inner' }, End: true },
              },
            },
          ],
          Next: 'Z',
        },
        Z: { Type: 'Choice', Choices: [{ Variable: '$inner', IsPresent: false, Next: 'End' }], Default: 'Wrong' },
        Wrong: { Type: 'Fail' },
        End: { Type: 'Succeed' },
      },
    };
    expect(await run.drive(machine, {})).toEqual([{ inner: 4 }]);
    const exit = run.events.find((event) => event.type === 'TaskStateExited');
    expect(exit?.details).toMatchObject({ assignedVariables: { n: '4', list: '[1]' }, output: '{"s":1}' });
  });

  test('JSONata: Arguments, Assign and Output see the variables as they were', async () => {
    const run = machineRun({ [task]: { request: async (given) => given } });
    const machine: Machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: {
          Type: 'Task',
          Resource: task,
          Arguments: { twice: '{% $x * 2 %}' },
          Assign: { x: '{% $states.result.twice + 10 %}', old: '{% $x %}' },
          Output: { now: '{% $x %}', result: '{% $states.result %}' },
          Next: 'C',
        },
        C: { Type: 'Pass', Output: { x: '{% $x %}', old: '{% $old %}', before: '{% $states.input %}' }, End: true },
      },
    };
    expect(await run.drive(machine, {})).toEqual({ x: 12, old: 1, before: { now: 1, result: { twice: 2 } } });
  });
});

describe('history', () => {
  test('a parallel state: branches follow its start, its exit follows the branch that ended last', async () => {
    const run = machineRun();
    const branch = (name: string): Machine => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    await run.drive(
      { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } } },
      {},
    );
    expect(run.history).toBe(
      '1<0:ParallelStateEntered 2<1:ParallelStateStarted 3<2:PassStateEntered 4<2:PassStateEntered 5<3:PassStateExited 6<4:PassStateExited 7<6:ParallelStateSucceeded 8<6:ParallelStateExited',
    );
  });

  test('a map: its iterations by name and index, one after another when it says so', async () => {
    const run = machineRun();
    const machine: Machine = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
          ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    };
    expect(await run.drive(machine, ['x', 'y'])).toEqual([
      { i: 0, v: 'x' },
      { i: 1, v: 'y' },
    ]);
    expect(run.history).toBe(
      '1<0:MapStateEntered 2<1:MapStateStarted 3<2:MapIterationStarted 4<3:PassStateEntered 5<4:PassStateExited 6<5:MapIterationSucceeded 7<5:MapIterationStarted 8<7:PassStateEntered 9<8:PassStateExited 10<9:MapIterationSucceeded 11<10:MapStateSucceeded 12<10:MapStateExited',
    );
    expect(run.events[6]?.details).toEqual({ name: 'M', index: 1 });
  });

  test('attempts of a task follow each other; the catch leaves the state with the error', async () => {
    const retryCounts: unknown[] = [];
    const run = machineRun({
      [task]: {
        request: async (given) => {
          retryCounts.push(given);
          throw new StatesError('Boom', 'because');
        },
      },
    });
    const machine: Machine = {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: task,
          Parameters: { 'n.$': '$$.State.RetryCount' },
          Retry: [
            {
              ErrorEquals: ['Boom'],
              IntervalSeconds: 1,
              BackoffRate: 1,
              MaxDelaySeconds: 1,
              JitterStrategy: 'FULL',
              MaxAttempts: 2,
            },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'B' }],
          End: true,
        },
        B: { Type: 'Pass', End: true },
      },
    };
    expect(await run.drive(machine, { a: 1 })).toEqual({ a: 1, error: { Error: 'Boom', Cause: 'because' } });
    expect(retryCounts).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(run.history).toBe(
      '1<0:TaskStateEntered 2<1:TaskScheduled 3<2:TaskStarted 4<3:TaskFailed 5<4:TaskScheduled 6<5:TaskStarted 7<6:TaskFailed 8<7:TaskScheduled 9<8:TaskStarted 10<9:TaskFailed 11<10:TaskStateExited 12<11:PassStateEntered 13<12:PassStateExited',
    );
  });

  test('an error of the data flow names the state and its event', async () => {
    const run = machineRun();
    const machine: Machine = { StartAt: 'A', States: { A: { Type: 'Pass', InputPath: '$.gone', End: true } } };
    await expect(run.drive(machine, {})).rejects.toMatchObject({
      error: 'States.Runtime',
      errorCause: expect.stringMatching(
        /^An error occurred while executing the state 'A' \(entered at the event id #1\)\. Invalid path '\$\.gone'/,
      ) as string,
    });
  });

  test('a failed JSONata expression has an event of its own', async () => {
    const run = machineRun();
    const machine: Machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Pass', Output: { x: '{% $states.input.gone %}' }, End: true } },
    };
    await expect(run.drive(machine, {})).rejects.toMatchObject({ error: 'States.QueryEvaluationError' });
    expect(run.events.at(-1)).toMatchObject({
      type: 'EvaluationFailed',
      details: { error: 'States.QueryEvaluationError', location: 'Output/x', state: 'A' },
    });
  });

  test('no choice that holds and no default', async () => {
    const machine: Machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'B' }] },
        B: { Type: 'Succeed' },
      },
    };
    await expect(machineRun().drive(machine, {})).rejects.toMatchObject({ error: 'States.NoChoiceMatched' });
  });

  test('a Fail state in a branch is caught by the state around it', async () => {
    const run = machineRun();
    const machine: Machine = {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner', Cause: 'why' } } }],
          Catch: [{ ErrorEquals: ['Inner'], Next: 'Z' }],
          End: true,
        },
        Z: { Type: 'Pass', End: true },
      },
    };
    expect(await run.drive(machine, {})).toEqual({ Error: 'Inner', Cause: 'why' });
    expect(run.events.map((event) => event.type).slice(2, 5)).toEqual([
      'FailStateEntered',
      'ParallelStateFailed',
      'ParallelStateExited',
    ]);
  });
});

describe('stop and time limits', () => {
  test('a task that takes too long is told to stop and fails with States.Timeout', async () => {
    let cancelled: unknown;
    const run = machineRun({
      [task]: {
        request: async () => ({ JobId: 'j1' }),
        complete: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        cancel: async (submitted) => {
          cancelled = submitted;
        },
      },
    });
    const machine: Machine = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: task, TimeoutSeconds: 1, End: true } },
    };
    await expect(run.drive(machine, {})).rejects.toMatchObject({ error: 'States.Timeout' });
    expect(cancelled).toEqual({ JobId: 'j1' });
    expect(run.events.map((event) => event.type)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskTimedOut',
    ]);
  });

  test('the branch that fails ends its siblings, and waits until they are quiet', async () => {
    let cancelled = false;
    const slow = 'arn:aws:states:::test:slow';
    const run = machineRun({
      [task]: {
        request: async () => {
          throw new StatesError('Boom', '');
        },
      },
      [slow]: {
        request: async () => 1,
        complete: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        cancel: async () => {
          cancelled = true;
        },
      },
    });
    const one = (Resource: string): Machine => ({ StartAt: 'T', States: { T: { Type: 'Task', Resource, End: true } } });
    const machine: Machine = {
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [one(slow), one(task)], End: true } },
    };
    await expect(run.drive(machine, {})).rejects.toMatchObject({ error: 'Boom' });
    expect(cancelled).toBe(true);
    const types = run.events.map((event) => event.type);
    expect(types).toContain('TaskStateAborted');
    expect(types.at(-1)).toBe('ParallelStateFailed');
  });

  test('an abort from outside ends a wait at once', async () => {
    const stop = new AbortController();
    const machine: Machine = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } };
    const driven = machineRun().drive(machine, {}, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(driven).rejects.toThrow('stopped');
  });
});

describe('redrive', () => {
  test('goes on in the state that failed, inside a branch and an iteration, and runs nothing twice', async () => {
    const calls: string[] = [];
    let broken = true;
    const run = machineRun({
      [task]: {
        request: async (given) => {
          const name = String(given);
          calls.push(name);
          if (broken && name === 'bad') throw new StatesError('Boom', '');
          return name;
        },
      },
    });
    const machine: Machine = {
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Assign: { seen: 'yes' }, Result: ['good', 'bad'], Next: 'M' },
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: {
            StartAt: 'Before',
            States: {
              Before: { Type: 'Pass', Next: 'T' },
              T: { Type: 'Task', Resource: task, End: true },
            },
          },
          ResultPath: '$',
          Next: 'Last',
        },
        Last: { Type: 'Pass', Parameters: { 'list.$': '$', 'seen.$': '$seen' }, End: true },
      },
    };
    await expect(run.drive(machine, {})).rejects.toMatchObject({ error: 'Boom' });
    const failedAt = run.events.length;
    broken = false;
    expect(await run.drive(machine, {})).toEqual({ list: ['good', 'bad'], seen: 'yes' });
    expect(calls).toEqual(['good', 'bad', 'bad']);
    expect(run.events.slice(failedAt).map((event) => event.type)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'PassStateEntered',
      'PassStateExited',
    ]);
  });

  test('a map entered again in a loop runs its iterations anew', async () => {
    let calls = 0;
    const run = machineRun({
      [task]: {
        request: async () => {
          calls += 1;
          return calls;
        },
      },
    });
    const machine: Machine = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemProcessor: { StartAt: 'T', States: { T: { Type: 'Task', Resource: task, End: true } } },
          ResultPath: '$.last',
          Next: 'Again',
        },
        Again: { Type: 'Choice', Choices: [{ Variable: '$.last[0]', NumericLessThan: 3, Next: 'M' }], Default: 'Done' },
        Done: { Type: 'Succeed' },
      },
    };
    expect(await run.drive(machine, { items: [1] })).toEqual({ items: [1], last: [3] });
  });
});
