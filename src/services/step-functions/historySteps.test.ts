import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Step, StepState } from '../../core/run.ts';
import { stepsOfHistory } from './historySteps.ts';

type Told = readonly [type: string, previous: number, details?: Readonly<Record<string, unknown>>];

/** A history as GetExecutionHistory gives it: ids from 1, a second apart. */
function historyOf(...told: readonly Told[]): HistoryEvent[] {
  return told.map(([type, previousEventId, details = {}], i) => {
    const member = /State(Entered|Exited)$/.test(type)
      ? type.replace(/^.*(State\w+)$/, (_, name: string) => `${name[0]?.toLowerCase()}${name.slice(1)}EventDetails`)
      : `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`;
    return { id: i + 1, type, previousEventId, timestamp: new Date(i * 1000), [member]: details } as HistoryEvent;
  });
}

const told = (steps: readonly Step[]) =>
  steps.map(({ name, state, attempts, error }) => [name, state, attempts, ...(error ? [error.name] : [])]);

const steps = (state: StepState, ...events: readonly Told[]) => stepsOfHistory(historyOf(...events), state);

const failure = { error: 'Glue.EntityNotFound', cause: 'no such job' };

describe('stepsOfHistory', () => {
  it('tells of states in a row: when, with what, after which', () => {
    expect(
      steps(
        'succeeded',
        ['ExecutionStarted', 0],
        ['PassStateEntered', 1, { name: 'A', input: '{"a":1}' }],
        ['PassStateExited', 2, { name: 'A', output: '2' }],
        ['SucceedStateEntered', 3, { name: 'B', input: '2' }],
        ['SucceedStateExited', 4, { name: 'B', output: '2' }],
        ['ExecutionSucceeded', 5],
      ),
    ).toEqual([
      {
        id: '2',
        name: 'A',
        type: 'Pass',
        state: 'succeeded',
        attempts: 1,
        startedAt: 1000,
        endedAt: 2000,
        input: '{"a":1}',
        output: '2',
      },
      {
        id: '4',
        name: 'B',
        type: 'Succeed',
        state: 'succeeded',
        attempts: 1,
        after: '2',
        startedAt: 3000,
        endedAt: 4000,
        input: '2',
        output: '2',
      },
    ]);
  });

  it('counts the attempts of a task, and forgets the error of those that were repeated', () => {
    const retried: Told[] = [
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, { name: 'T' }],
      ['TaskScheduled', 2],
      ['TaskStarted', 3],
      ['TaskFailed', 4, failure],
    ];
    expect(told(steps('running', ...retried))).toEqual([['T', 'retrying', 1, 'Glue.EntityNotFound']]);
    retried.push(['TaskScheduled', 5]);
    expect(told(steps('running', ...retried))).toEqual([['T', 'running', 2]]);
    retried.push(['TaskStarted', 6], ['TaskSucceeded', 7], ['TaskStateExited', 8, { name: 'T' }]);
    expect(told(steps('running', ...retried))).toEqual([['T', 'succeeded', 2]]);
  });

  it('tells what was caught from what failed', () => {
    const caught: Told[] = [
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, { name: 'T' }],
      ['TaskScheduled', 2],
      ['TaskFailed', 3, failure],
      ['TaskStateExited', 4, { name: 'T' }],
      ['FailStateEntered', 5, { name: 'Tell' }],
      ['ExecutionFailed', 6, { error: 'Told', cause: 'so' }],
    ];
    const [task, fail] = steps('failed', ...caught);
    expect(task).toMatchObject({ state: 'caught', error: { name: 'Glue.EntityNotFound', message: 'no such job' } });
    expect(fail).toMatchObject({ state: 'failed', after: '2', error: { name: 'Told', message: 'so' } });
    expect(told(steps('failed', ...caught.slice(0, 4), ['ExecutionFailed', 4, failure]))).toEqual([
      ['T', 'failed', 1, 'Glue.EntityNotFound'],
    ]);
  });

  it('gives a state that failed by itself the error of the execution', () => {
    expect(
      told(
        steps(
          'failed',
          ['ExecutionStarted', 0],
          ['ChoiceStateEntered', 1, { name: 'C' }],
          ['ExecutionFailed', 2, { error: 'States.NoChoiceMatched' }],
        ),
      ),
    ).toEqual([['C', 'failed', 1, 'States.NoChoiceMatched']]);
  });

  it('takes an expression that failed for a failure of its state', () => {
    expect(
      told(
        steps(
          'succeeded',
          ['ExecutionStarted', 0],
          ['TaskStateEntered', 1, { name: 'T' }],
          ['TaskScheduled', 2],
          ['TaskSucceeded', 3],
          ['EvaluationFailed', 4, { error: 'States.QueryEvaluationError', cause: 'no such field', state: 'T' }],
          ['TaskStateExited', 5, { name: 'T' }],
        ),
      ),
    ).toEqual([['T', 'caught', 1, 'States.QueryEvaluationError']]);
  });

  const parallel: Told[] = [
    ['ExecutionStarted', 0],
    ['ParallelStateEntered', 1, { name: 'P' }],
    ['ParallelStateStarted', 2],
    ['TaskStateEntered', 3, { name: 'T' }],
    ['WaitStateEntered', 3, { name: 'W' }],
    ['TaskScheduled', 4],
    ['TaskFailed', 6, failure],
    ['ParallelStateFailed', 7],
  ];

  it('ends a parallel state’s other branches with it, whose error it takes over', () => {
    expect(told(steps('running', ...parallel))).toEqual([
      ['P', 'running', 1, 'Glue.EntityNotFound'],
      ['T', 'failed', 1, 'Glue.EntityNotFound'],
      ['W', 'stopped', 1],
    ]);
    const caught = steps('succeeded', ...parallel, ['ParallelStateExited', 8, { name: 'P', output: '{}' }]);
    expect(told(caught)[0]).toEqual(['P', 'caught', 1, 'Glue.EntityNotFound']);
    const failed = steps('failed', ...parallel, ['ExecutionFailed', 8, failure]);
    expect(told(failed)).toEqual([
      ['P', 'failed', 1, 'Glue.EntityNotFound'],
      ['T', 'failed', 1, 'Glue.EntityNotFound'],
      ['W', 'stopped', 1],
    ]);
  });

  it('takes a Fail inside of a parallel state for a failure, though no event gives its reason', () => {
    const events: Told[] = [
      ['ExecutionStarted', 0],
      ['ParallelStateEntered', 1, { name: 'P' }],
      ['ParallelStateStarted', 2],
      ['FailStateEntered', 3, { name: 'F' }],
      ['ParallelStateFailed', 4],
    ];
    expect(told(steps('succeeded', ...events, ['ParallelStateExited', 5, { name: 'P' }]))).toEqual([
      ['P', 'caught', 1],
      ['F', 'failed', 1],
    ]);
    expect(told(steps('failed', ...events, ['ExecutionFailed', 5, failure]))).toEqual([
      ['P', 'failed', 1, 'Glue.EntityNotFound'],
      ['F', 'failed', 1],
    ]);
  });

  it('knows the items of nested maps, and goes on with the outer one after the inner', () => {
    const shown = steps(
      'succeeded',
      ['ExecutionStarted', 0],
      ['MapStateEntered', 1, { name: 'Outer' }],
      ['MapStateStarted', 2, { length: 2 }],
      ['MapIterationStarted', 3, { name: 'Outer', index: 1 }],
      ['MapStateEntered', 4, { name: 'Inner' }],
      ['MapStateStarted', 5, { length: 1 }],
      ['MapIterationStarted', 6, { name: 'Inner', index: 0 }],
      ['PassStateEntered', 7, { name: 'A' }],
      ['PassStateExited', 8, { name: 'A' }],
      ['MapIterationSucceeded', 9, { name: 'Inner', index: 0 }],
      ['MapStateSucceeded', 10],
      ['MapStateExited', 11, { name: 'Inner' }],
      ['PassStateEntered', 12, { name: 'B' }],
      ['PassStateExited', 13, { name: 'B' }],
      ['MapIterationSucceeded', 14, { name: 'Outer', index: 1 }],
      ['MapStateSucceeded', 15],
      ['MapStateExited', 16, { name: 'Outer' }],
      ['PassStateEntered', 17, { name: 'C' }],
      ['PassStateExited', 18, { name: 'C' }],
    );
    expect(shown.map(({ name, iteration, state }) => [name, iteration, state])).toEqual([
      ['Outer', undefined, 'succeeded'],
      ['Inner', 1, 'succeeded'],
      ['A', 0, 'succeeded'],
      ['B', 1, 'succeeded'],
      ['C', undefined, 'succeeded'],
    ]);
    expect(shown.map(({ id, after }) => [id, after]).at(-1)).toEqual(['18', '2']);
  });

  it('tells the same state of items that run at once apart', () => {
    const shown = steps(
      'succeeded',
      ['ExecutionStarted', 0],
      ['MapStateEntered', 1, { name: 'M' }],
      ['MapStateStarted', 2, { length: 2 }],
      ['MapIterationStarted', 3, { name: 'M', index: 0 }],
      ['MapIterationStarted', 3, { name: 'M', index: 1 }],
      ['ParallelStateEntered', 4, { name: 'P', input: '"first"' }],
      ['ParallelStateEntered', 5, { name: 'P', input: '"second"' }],
      ['ParallelStateStarted', 6],
      ['ParallelStateStarted', 7],
      ['PassStateEntered', 8, { name: 'A' }],
      ['PassStateEntered', 9, { name: 'A' }],
      ['PassStateExited', 10, { name: 'A' }],
      ['ParallelStateSucceeded', 12],
      ['ParallelStateExited', 13, { name: 'P', output: '"one"' }],
      ['PassStateExited', 11, { name: 'A' }],
      ['ParallelStateSucceeded', 15],
      ['ParallelStateExited', 16, { name: 'P', output: '"two"' }],
    );
    const parallels = shown.filter(({ name }) => name === 'P');
    expect(parallels.map(({ input, output, iteration }) => [input, output, iteration])).toEqual([
      ['"first"', '"one"', 0],
      ['"second"', '"two"', 1],
    ]);
    expect(shown.filter(({ name }) => name === 'A').map(({ iteration }) => iteration)).toEqual([0, 1]);
  });

  it('ends a map with the item that failed', () => {
    const shown = steps(
      'failed',
      ['ExecutionStarted', 0],
      ['MapStateEntered', 1, { name: 'M' }],
      ['MapStateStarted', 2, { length: 2 }],
      ['MapIterationStarted', 3, { name: 'M', index: 0 }],
      ['TaskStateEntered', 4, { name: 'T' }],
      ['TaskScheduled', 5],
      ['TaskFailed', 6, failure],
      ['MapIterationFailed', 7, { name: 'M', index: 0 }],
      ['MapStateFailed', 8],
      ['ExecutionFailed', 9, failure],
    );
    expect(told(shown)).toEqual([
      ['M', 'failed', 1, 'Glue.EntityNotFound'],
      ['T', 'failed', 1, 'Glue.EntityNotFound'],
    ]);
  });

  it('goes on with the state that a redrive repeats', () => {
    const failed: Told[] = [
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, { name: 'T' }],
      ['TaskScheduled', 2],
      ['TaskFailed', 3, failure],
      ['ExecutionFailed', 4, failure],
      ['ExecutionRedriven', 5, { redriveCount: 1 }],
      ['TaskScheduled', 6],
    ];
    expect(told(steps('running', ...failed))).toEqual([['T', 'running', 2]]);
    expect(
      told(steps('succeeded', ...failed, ['TaskSucceeded', 7], ['TaskStateExited', 8, { name: 'T', output: '1' }])),
    ).toEqual([['T', 'succeeded', 2]]);
  });

  it('ends what was open when the execution was stopped', () => {
    const open: Told[] = [
      ['ExecutionStarted', 0],
      ['WaitStateEntered', 1, { name: 'W' }],
    ];
    expect(told(steps('running', ...open))).toEqual([['W', 'running', 1]]);
    expect(told(steps('stopped', ...open, ['ExecutionAborted', 2, { cause: 'enough' }]))).toEqual([
      ['W', 'stopped', 1],
    ]);
  });

  it.each([
    ['glue', { JobName: 'clean', JobRunId: 'jr_1' }, ['glue-jobs', 'jr_1', 'glue-jobs.job', 'clean']],
    ['glue', { JobName: 'clean', Id: 'jr_2' }, ['glue-jobs', 'jr_2', 'glue-jobs.job', 'clean']],
    ['athena', { QueryExecutionId: 'q', WorkGroup: 'w' }, ['athena', 'q', 'athena.workgroup', 'w']],
    ['athena', { QueryExecutionId: 'q' }, ['athena', 'q', 'athena.workgroup', 'primary']],
    [
      'states',
      { ExecutionArn: 'arn:aws:states:us-east-1:1:execution:inner:x' },
      [
        'step-functions',
        'arn:aws:states:us-east-1:1:execution:inner:x',
        'step-functions.machine',
        'arn:aws:states:us-east-1:1:stateMachine:inner',
      ],
    ],
  ])('leads to the run that a task of %s started: %j', (resourceType, output, [service, id, kind, path]) => {
    const [step] = steps(
      'running',
      ['ExecutionStarted', 0],
      ['TaskStateEntered', 1, { name: 'T' }],
      ['TaskScheduled', 2],
      ['TaskSubmitted', 3, { resourceType, output: JSON.stringify(output) }],
    );
    expect(step?.child).toEqual({ service, id, of: { kind, path: [path] } });
  });
});
