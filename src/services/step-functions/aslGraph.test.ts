import { describe, expect, it } from 'vitest';
import { aslGraph, conditionOf } from './aslGraph.ts';

const machine = JSON.stringify({
  StartAt: 'Clean',
  States: {
    Clean: { Type: 'Task', Next: 'Ready?', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell' }] },
    'Ready?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.state', StringEquals: 'READY', Next: 'Both' }],
      Default: 'Tell',
    },
    Both: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }],
      End: true,
    },
    Tell: { Type: 'Fail' },
  },
});

describe('aslGraph', () => {
  it('draws every state once, branches inside of theirs', () => {
    const { nodes } = aslGraph(machine);
    expect(nodes.map(({ id }) => id)).toEqual(['(start)', '(end)', 'Clean', 'Ready?', 'Both', 'A', 'Tell']);
    expect(nodes.find(({ id }) => id === 'A')?.parent).toBe('Both');
  });

  it('draws every way on, and what it depends on', () => {
    const { edges } = aslGraph(machine);
    expect(edges).toContainEqual({ from: '(start)', to: 'Clean', kind: 'next' });
    expect(edges).toContainEqual({ from: 'Clean', to: 'Tell', kind: 'catch', label: 'States.ALL' });
    expect(edges).toContainEqual({ from: 'Ready?', to: 'Both', kind: 'choice', label: '$.state == "READY"' });
    expect(edges).toContainEqual({ from: 'Ready?', to: 'Tell', kind: 'choice', label: 'Default' });
    expect(edges).toContainEqual({ from: 'Both', to: '(end)', kind: 'next' });
    expect(edges).toContainEqual({ from: 'Tell', to: '(end)', kind: 'next' });
    expect(edges.some(({ from }) => from === 'A')).toBe(false);
  });
});

describe('conditionOf', () => {
  it('reads rules of every shape', () => {
    expect(conditionOf({ Variable: '$.n', NumericGreaterThanEquals: 3 })).toBe('$.n ≥ 3');
    expect(conditionOf({ Not: { Variable: '$.a', IsPresent: true } })).toBe('not ($.a is present true)');
    expect(
      conditionOf({
        And: [
          { Variable: '$.a', BooleanEquals: true },
          { Variable: '$.b', StringLessThan: 'x' },
        ],
      }),
    ).toBe('$.a == true and $.b < "x"');
    expect(conditionOf({ Condition: '{% $states.input.n > 1 %}' })).toBe('$states.input.n > 1');
  });
});
