import { describe, expect, it } from 'vitest';
import type { RunGraph, Step } from '../../src/core/run.ts';
import { takenEdges } from './takenEdges.ts';

const graph: RunGraph = {
  nodes: [
    { id: '(start)', label: 'Start', type: 'Start' },
    { id: '(end)', label: 'End', type: 'End' },
    { id: 'Given?', label: 'Given?', type: 'Choice' },
    { id: 'Default it', label: 'Default it', type: 'Pass' },
    { id: 'Work', label: 'Work', type: 'Task' },
    { id: 'Done', label: 'Done', type: 'Succeed' },
  ],
  edges: [
    { from: '(start)', to: 'Given?', kind: 'next' },
    { from: 'Given?', to: 'Work', kind: 'choice', label: '$.x is present' },
    { from: 'Given?', to: 'Default it', kind: 'choice', label: 'Default' },
    { from: 'Default it', to: 'Work', kind: 'next' },
    { from: 'Work', to: 'Done', kind: 'next' },
    { from: 'Work', to: 'Done', kind: 'catch', label: 'States.ALL' },
    { from: 'Done', to: '(end)', kind: 'next' },
  ],
};

const step = (id: string, name: string, after?: string, state: Step['state'] = 'succeeded'): Step => ({
  id,
  name,
  type: '',
  state,
  attempts: 1,
  ...(after === undefined ? {} : { after }),
});

const taken = (steps: readonly Step[], over: boolean) =>
  [...takenEdges(graph, steps, over)].map(({ from, to, kind }) => `${from} ${kind} ${to}`);

it('takes no edge between states that were reached another way', () => {
  const steps = [step('1', 'Given?'), step('2', 'Default it', '1'), step('3', 'Work', '2'), step('4', 'Done', '3')];
  expect(taken(steps, true)).toEqual([
    '(start) next Given?',
    'Given? choice Default it',
    'Default it next Work',
    'Work next Done',
    'Done next (end)',
  ]);
});

it('tells a caught error from going on', () => {
  const steps = [step('1', 'Given?'), step('2', 'Work', '1', 'caught'), step('3', 'Done', '2', 'running')];
  expect(taken(steps, false)).toEqual(['(start) next Given?', 'Given? choice Work', 'Work catch Done']);
});

describe('takenEdges of a DAG', () => {
  it('are all that lead from what has begun to what has begun', () => {
    const dag: RunGraph = {
      nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, label: id, type: '' })),
      edges: [
        { from: 'a', to: 'c', kind: 'next' },
        { from: 'b', to: 'c', kind: 'next' },
        { from: 'c', to: 'd', kind: 'next' },
      ],
      joins: true,
    };
    const stepIn = (name: string, state: Step['state']): Step => ({ id: name, name, type: '', state, attempts: 1 });
    const steps = [stepIn('a', 'succeeded'), stepIn('b', 'succeeded'), stepIn('c', 'failed'), stepIn('d', 'skipped')];
    expect([...takenEdges(dag, steps, true)].map(({ from }) => from)).toEqual(['a', 'b']);
  });
});
