import { expect, test } from 'vitest';
import { fitted, onScreen, overlaps, revealed, zoomed } from './panZoom.ts';

const area = { width: 800, height: 600 };

test('zooming keeps the point under the pointer where it is', () => {
  const view = { x: 10, y: 20, scale: 1 };
  const at = { x: 300, y: 200 };
  const next = zoomed(view, 2, at);
  const inPicture = (v: typeof view) => [(at.x - v.x) / v.scale, (at.y - v.y) / v.scale];
  expect(inPicture(next)).toEqual(inPicture(view));
  expect(zoomed(view, 1000, at).scale).toBe(2.5);
});

test('a fitted picture lies whole within its area, and is never blown up', () => {
  const view = fitted({ width: 4000, height: 1000 }, area);
  expect(view.x).toBeGreaterThanOrEqual(0);
  expect(view.x + 4000 * view.scale).toBeLessThanOrEqual(area.width);
  expect(fitted({ width: 100, height: 100 }, area).scale).toBe(1);
});

test('what is on screen is not moved, what is outside is brought in', () => {
  const view = { x: 0, y: 0, scale: 1 };
  const inside = { x: 100, y: 100, width: 200, height: 40 };
  expect(revealed(view, inside, area)).toBe(view);
  for (const [x, y] of [
    [-500, 100],
    [2000, 100],
    [100, -900],
    [100, 5000],
  ] as const) {
    const box = { ...inside, x, y };
    const next = revealed(view, box, area);
    expect(overlaps(onScreen(next, area, 0), box)).toBe(true);
    expect(next.x + box.x).toBeGreaterThanOrEqual(0);
    expect(next.x + box.x + box.width).toBeLessThanOrEqual(area.width);
    expect(next.y + box.y + box.height).toBeLessThanOrEqual(area.height);
  }
});
