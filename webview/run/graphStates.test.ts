import { describe, expect, it } from 'vitest';
import type { RunGraph, Step, StepState } from '../../src/core/run.ts';
import { statesOf } from './graphStates.ts';

const graph: RunGraph = {
  nodes: [
    { id: 'load', label: 'load', type: '@task' },
    { id: 'checks.*', label: 'checks', type: 'TaskGroup' },
    { id: 'checks.a', label: 'a', type: '@task', parent: 'checks.*' },
    { id: 'checks.b', label: 'b', type: '@task', parent: 'checks.*' },
  ],
  edges: [],
  joins: true,
};

let entries = 0;
function step(name: string, state: StepState, iteration?: number): Step {
  return {
    id: String(entries++),
    name,
    type: '',
    state,
    attempts: 1,
    ...(iteration === undefined ? {} : { iteration }),
  };
}

describe('statesOf', () => {
  it('shows the latest entry', () => {
    expect(statesOf(graph, [step('load', 'failed'), step('load', 'succeeded')]).get('load')).toBe('succeeded');
  });

  it('takes the items of a mapped task together, each by its latest entry', () => {
    const steps = [step('load', 'failed', 0), step('load', 'succeeded', 1), step('load', 'succeeded', 0)];
    expect(statesOf(graph, steps).get('load')).toBe('succeeded');
    expect(statesOf(graph, steps.slice(0, 2)).get('load')).toBe('failed');
    expect(statesOf(graph, [...steps, step('load', 'running', 2)]).get('load')).toBe('running');
  });

  it('shows a group as what is inside of it', () => {
    const group = (...steps: Step[]) => statesOf(graph, steps).get('checks.*');
    expect(group()).toBe('waiting');
    expect(group(step('checks.a', 'succeeded'))).toBe('running');
    expect(group(step('checks.a', 'succeeded'), step('checks.b', 'failed'))).toBe('failed');
    expect(group(step('checks.a', 'succeeded'), step('checks.b', 'skipped'))).toBe('succeeded');
  });
});
