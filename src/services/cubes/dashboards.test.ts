import { expect, test } from 'vitest';
import { salesCube } from '../../core/cube/testCube.ts';
import { boardColumns } from '../../core/dashboard/dashboard.ts';
import { tileQuestion } from '../../core/dashboard/tileRequest.ts';
import { firstBoard } from './dashboards.ts';

test('a first board asks only for what the cube has, in rows that are full', () => {
  const board = firstBoard(salesCube, 'Shop');
  expect(board).toMatchObject({ title: 'Shop', cube: salesCube.name });
  for (const tile of board.tiles) expect(() => tileQuestion(salesCube, [], tile, [])).not.toThrow();
  const widths = board.tiles.filter(({ kind }) => kind === 'kpi').map(({ width = 1 }) => width);
  expect(widths.reduce((sum, width) => sum + width, 0) % boardColumns).toBe(0);
  expect(board.tiles.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['kpi', 'chart', 'table']));
  const small = { ...salesCube, levels: [], hierarchies: [], measures: salesCube.measures.slice(0, 1) };
  expect(firstBoard(small, 'One').tiles).toEqual([{ kind: 'kpi', measures: [salesCube.measures[0]?.name], width: 4 }]);
});
