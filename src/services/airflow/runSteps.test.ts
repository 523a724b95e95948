import { describe, expect, it } from 'vitest';
import type { DagTask, TaskInstance } from './client/model.ts';
import { dagGraph, inOrder, stepsOf } from './runSteps.ts';

function task(id: string, downstream: string[] = [], mapped = false): DagTask {
  return {
    id,
    operator: '@task',
    downstream,
    mapped,
    retries: 0,
    triggerRule: 'all_success',
    owner: '',
    hasLinks: false,
  };
}

function instance(id: string, facts: Partial<TaskInstance>): TaskInstance {
  return {
    task: id,
    mapIndex: -1,
    tryNumber: 1,
    maxTries: 0,
    state: 'success',
    operator: '@task',
    rendered: {},
    note: '',
    ...facts,
  };
}

const facts = { key: 'mwaa:shop', dag: 'daily', run: 'r', earlier: new Map(), children: new Map() };

describe('stepsOf', () => {
  it('gives a step for each try and each item, as they began, and what waits as the DAG leads to it', () => {
    const tasks = [task('z', ['b']), task('b', ['a']), task('a')];
    const steps = stepsOf({
      ...facts,
      tasks,
      instances: [
        instance('a', { state: 'none', tryNumber: 0 }),
        instance('b', { state: 'scheduled', tryNumber: 0 }),
        instance('z', { mapIndex: 1, startedAt: 5, endedAt: 9 }),
        instance('z', { mapIndex: 0, startedAt: 4, tryNumber: 2, state: 'running' }),
      ],
      earlier: new Map([['z[0]', [instance('z', { mapIndex: 0, startedAt: 1, endedAt: 2, state: 'failed' })]]]),
    });
    expect(steps.map(({ id, state, iteration, stream }) => [id, state, iteration, stream])).toEqual([
      ['z[0]#1', 'failed', 0, 'z[0]'],
      ['z[0]#2', 'running', 0, 'z[0] · 2'],
      ['z[1]#1', 'succeeded', 1, 'z[1]'],
      ['b#0', 'waiting', undefined, undefined],
      ['a#0', 'waiting', undefined, undefined],
    ]);
    expect(steps[0]?.node).toEqual({ kind: 'airflow.task-instance', path: ['mwaa:shop', 'daily', 'r', 'z', '0'] });
  });

  it('forgets the times of a task that was cleared', () => {
    const cleared = instance('a', { state: 'none', startedAt: 1, endedAt: 2 });
    const [step] = stepsOf({ ...facts, tasks: [task('a')], instances: [cleared] });
    expect(step).toMatchObject({ state: 'waiting', stateLabel: 'none' });
    expect(step).not.toHaveProperty('startedAt');
  });
});

describe('dagGraph', () => {
  it('puts tasks into the groups that their names tell', () => {
    const graph = dagGraph([task('load', ['checks.a']), task('checks.a', ['checks.deep.b']), task('checks.deep.b')]);
    expect(graph?.nodes.map(({ id, label, parent }) => [id, label, parent])).toEqual([
      ['checks.*', 'checks', undefined],
      ['checks.deep.*', 'deep', 'checks.*'],
      ['load', 'load', undefined],
      ['checks.a', 'a', 'checks.*'],
      ['checks.deep.b', 'b', 'checks.deep.*'],
    ]);
    expect(graph?.edges).toHaveLength(2);
  });

  it('is none for a DAG without tasks', () => {
    expect(dagGraph([])).toBeUndefined();
  });

  it('orders tasks behind all that lead to them', () => {
    expect(inOrder([task('c'), task('b', ['c']), task('a', ['c', 'b'])])).toEqual(['a', 'b', 'c']);
  });
});
