import { describe, expect, it } from 'vitest';
import { itemFor } from './rovingFocus.ts';

describe('the keys of a list', () => {
  it('lead to the next item, the one before, the first and the last', () => {
    expect([itemFor('ArrowDown', 1, 4), itemFor('ArrowUp', 1, 4)]).toEqual([2, 0]);
    expect([itemFor('Home', 2, 4), itemFor('End', 2, 4)]).toEqual([0, 3]);
  });

  it('stay at the ends, and leave other keys alone', () => {
    expect([itemFor('ArrowUp', 0, 4), itemFor('ArrowDown', 3, 4), itemFor('Tab', 1, 4)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
