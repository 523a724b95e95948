import { expect, test } from 'vitest';
import { blockColumns, blockKey, blockRows, blocksAround, blocksOf } from './cellBlocks.ts';

test('a part is asked for by whole blocks, and found again by them', () => {
  const part = blocksAround({ first: 90, last: 130 }, { first: 21, last: 25 });
  expect(part).toEqual({ rowOffset: 0, rows: 2 * blockRows, columnOffset: blockColumns, columns: blockColumns });
  // The table ends within the second block of rows.
  const cells = Array.from({ length: 150 }, (_, r) => Array.from({ length: 5 }, (_cell, c) => [`${r} ${c}`]));
  const blocks = blocksOf({ rowOffset: 0, columnOffset: blockColumns, cells });
  expect([...blocks].map(([key, rows]) => [key, rows.length, rows[0]?.length])).toEqual([
    ['0 1', 100, 5],
    ['1 1', 50, 5],
  ]);
  expect(blocks.get(blockKey(149, 24))?.[149 % blockRows]?.[24 % blockColumns]).toEqual(['149 4']);
});

test('a table of nothing has no block, and one is asked for nevertheless', () => {
  expect(blocksOf({ rowOffset: 0, columnOffset: 0, cells: [] }).size).toBe(0);
  expect(blocksAround({ first: 0, last: 0 }, { first: 0, last: 0 })).toMatchObject({ rows: blockRows });
});
