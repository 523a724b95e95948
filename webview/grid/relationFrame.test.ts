import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/core/relation.ts';
import { createRelationFrame, type RowSource, windowRows } from './relationFrame.ts';

const columns: readonly Column[] = [{ name: 'n', type: 'BIGINT', kind: 'integer' }];

/** Rows that are answered when the test says so. */
function source() {
  const asked: { offset: number; signal: AbortSignal; answer: () => void }[] = [];
  const rows: RowSource['rows'] = (_, offset, limit, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      const answer = () => resolve({ offset, rows: Array.from({ length: limit }, (_, i) => [offset + i]) });
      asked.push({ offset, signal, answer });
    });
  return { asked, frame: createRelationFrame({ rows }, columns, 1_000_000, []) };
}

const window = (number: number) => ({ rowStart: number * windowRows, rowEnd: (number + 1) * windowRows, orderBy: [] });

describe('the rows of a relation', () => {
  it('are asked for once by all who want them, and are there afterwards', async () => {
    const { asked, frame } = source();
    const both = [frame.fetch?.(window(0)), frame.fetch?.(window(0))];
    expect(asked).toHaveLength(1);
    asked[0]?.answer();
    await Promise.all(both);
    expect(frame.rowAt(7, [])).toEqual([7]);
    await frame.fetch?.(window(0));
    expect(asked).toHaveLength(1);
  });

  it('are no longer asked for when everyone has scrolled away, and again when someone is back', async () => {
    const { asked, frame } = source();
    const [one, two] = [new AbortController(), new AbortController()];
    const both = [
      frame.fetch?.({ ...window(3), signal: one.signal }),
      frame.fetch?.({ ...window(3), signal: two.signal }),
    ];
    one.abort();
    await Promise.allSettled(both.slice(0, 1));
    expect(asked[0]?.signal.aborted).toBe(false);
    two.abort();
    await Promise.allSettled(both);
    expect(asked[0]?.signal.aborted).toBe(true);
    const back = frame.fetch?.(window(3));
    asked[1]?.answer();
    await back;
    expect(frame.rowAt(3 * windowRows, [])).toEqual([600]);
  });

  it('that are looked at stay while many others are read, as a copy does', async () => {
    const { asked, frame } = source();
    const first = frame.fetch?.(window(0));
    asked[0]?.answer();
    await first;
    for (let number = 1; number <= 500; number++) {
      const reading = frame.fetch?.(window(number));
      asked.at(-1)?.answer();
      await reading;
      expect(frame.rowAt(0, [])).toEqual([0]);
    }
    expect(frame.rowAt(windowRows, [])).toBeUndefined();
  });
});
