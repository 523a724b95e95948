import { describe, expect, it } from 'vitest';
import type { Step } from './run.ts';
import { firstChange } from './stepChanges.ts';

const step = (id: number, more: Partial<Step> = {}): Step => ({
  id: String(id),
  name: 'Each',
  type: 'Pass',
  state: 'running',
  attempts: 1,
  error: { message: 'no' },
  ...more,
});

describe('what changed of the steps of a run', () => {
  it('is nothing where all are as they were, however often they were read', () => {
    expect(firstChange([step(1), step(2)], [step(1), step(2)])).toBeUndefined();
    expect(firstChange([], [])).toBeUndefined();
  });

  it('begins at the first that ended, failed otherwise, or lost a member', () => {
    const before = [step(1), step(2), step(3)];
    expect(firstChange(before, [step(1), step(2, { state: 'succeeded' }), step(3)])).toBe(1);
    expect(firstChange(before, [step(1), step(2), step(3, { error: { message: 'other' } })])).toBe(2);
    const { error: _, ...healed } = step(2);
    expect(firstChange(before, [step(1), healed, step(3)])).toBe(1);
  });

  it('begins after the old ones where only new ones came', () => {
    expect(firstChange([step(1)], [step(1), step(2)])).toBe(1);
    expect(firstChange([step(1), step(2)], [step(1)])).toBe(1);
  });
});
