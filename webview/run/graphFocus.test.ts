import { describe, expect, it } from 'vitest';
import { neighbour } from './graphFocus.ts';
import { layOut } from './graphLayout.ts';

const { nodes } = layOut({
  nodes: [
    { id: 'start', label: 'Start', type: 'Start' },
    { id: 'Check', label: 'Check', type: 'Choice' },
    { id: 'All', label: 'All', type: 'Parallel' },
    { id: 'A', label: 'A', type: 'Task', parent: 'All' },
    { id: 'B', label: 'B', type: 'Task', parent: 'All' },
    { id: 'Done', label: 'Done', type: 'Succeed' },
    { id: 'end', label: 'End', type: 'End' },
  ],
  edges: [
    { from: 'start', to: 'Check', kind: 'next' },
    { from: 'Check', to: 'All', kind: 'choice' },
    { from: 'All', to: 'Done', kind: 'next' },
    { from: 'Done', to: 'end', kind: 'next' },
  ],
});

const step = (from: string, key: string) => neighbour(nodes, from, key)?.id;

describe('the arrow keys in a graph', () => {
  it('go from state to state as they lie, into a container and out of it', () => {
    expect(step('Check', 'ArrowDown')).toBe('All');
    const inside = step('All', 'ArrowDown');
    expect(['A', 'B']).toContain(inside);
    expect(step('A', 'ArrowUp')).toBe('All');
    expect(step('All', 'ArrowUp')).toBe('Check');
  });

  it('go aside between branches, and nowhere beyond the last', () => {
    const [left, right] = ['A', 'B'].toSorted((a, b) => xOf(a) - xOf(b)) as [string, string];
    expect(step(left, 'ArrowRight')).toBe(right);
    expect(step(right, 'ArrowLeft')).toBe(left);
    expect(step(right, 'ArrowRight')).toBeUndefined();
  });

  it('reach every state, and neither start nor end', () => {
    expect(step('Check', 'ArrowUp')).toBeUndefined();
    expect(step('A', 'Home')).toBe('Check');
    expect(step('Check', 'End')).toBe('Done');
    const reached = new Set(['Check']);
    for (const id of reached) {
      for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
        const next = step(id, key);
        if (next) reached.add(next);
      }
    }
    expect([...reached].toSorted()).toEqual(['A', 'All', 'B', 'Check', 'Done']);
  });
});

function xOf(id: string): number {
  return nodes.find((node) => node.id === id)?.x ?? 0;
}
