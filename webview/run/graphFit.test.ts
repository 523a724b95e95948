import { describe, expect, it } from 'vitest';
import type { StepState } from '../../src/core/run.ts';
import { fitReadable, fitWhole, lookedFor, readableScale } from './graphFit.ts';

const area = { width: 600, height: 500 };

describe('a picture in its area', () => {
  it('stands in the middle where it is smaller', () => {
    expect(fitReadable({ width: 200, height: 100 }, area, { x: 0, y: 0 })).toEqual({ scale: 1, x: 200, y: 200 });
  });

  it('is made smaller as long as it can be read', () => {
    const picture = { width: 700, height: 300 };
    expect(fitReadable(picture, area, { x: 0, y: 0 })).toEqual(fitWhole(picture, area));
    expect(fitWhole(picture, area).scale).toBeCloseTo(584 / 700);
  });

  it('is shown in part around what matters where it is too wide, with no blank at its edges', () => {
    const wide = { width: 4000, height: 300 };
    const middle = fitReadable(wide, area, { x: 2000, y: 0 });
    expect(middle.scale).toBe(readableScale);
    expect(middle.x + 2000 * middle.scale).toBe(area.width / 2);
    expect(middle.y).toBe((area.height - 300 * readableScale) / 2);
    expect(fitReadable(wide, area, { x: 0, y: 0 }).x).toBe(8);
    expect(fitReadable(wide, area, { x: 4000, y: 0 }).x + 4000 * readableScale).toBe(area.width - 8);
  });

  it('is shown whole, however small, when that is asked for', () => {
    const view = fitWhole({ width: 8000, height: 300 }, area);
    expect(view.x).toBeCloseTo(8);
    expect(8000 * view.scale).toBeCloseTo(584);
  });
});

describe('what is looked for first', () => {
  const nodes = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  const states = (...pairs: readonly (readonly [string, StepState])[]) => new Map(pairs);

  it('is what has failed, before what runs, before what is selected, before the beginning', () => {
    expect(lookedFor(nodes, states(['b', 'running'], ['c', 'failed']), 'a')?.id).toBe('c');
    expect(lookedFor(nodes, states(['b', 'running']), 'a')?.id).toBe('b');
    expect(lookedFor(nodes, states(['b', 'succeeded']), 'c')?.id).toBe('c');
    expect(lookedFor(nodes, states(), undefined)?.id).toBe('a');
  });
});
