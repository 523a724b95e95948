import { describe, expect, it } from 'vitest';
import { scrollTo, visibleRows } from './visibleRows.ts';

describe('the rows that are drawn', () => {
  it('are those on screen and a few around, of a list of any length', () => {
    const { first, last } = visibleRows(48_000, 240, 24, 5000);
    expect(first).toBeLessThanOrEqual(2000);
    expect(last).toBeGreaterThanOrEqual(2010);
    expect(last - first).toBeLessThan(100);
  });

  it('end with the list, also when it became shorter than what is scrolled to', () => {
    expect(visibleRows(0, 240, 24, 3)).toEqual({ first: 0, last: 3 });
    const { first, last } = visibleRows(48_000, 240, 24, 5);
    expect([first, last]).toEqual([0, 5]);
  });
});

it('scrolls no further than it takes to show a row whole', () => {
  expect(scrollTo(5, 0, 240, 24)).toBe(0);
  expect(scrollTo(10, 0, 240, 24)).toBe(24);
  expect(scrollTo(4999, 0, 240, 24)).toBe(5000 * 24 - 240);
  expect(scrollTo(0, 480, 240, 24)).toBe(0);
});
