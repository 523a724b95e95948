/** Cells are asked for, and kept, by blocks of so many rows and columns of a table. */
import type { PivotWindow } from '../../src/core/cube/assemblePivot.ts';
import type { PivotPart } from '../../src/protocol/cubeProtocol.ts';
import type { RowRange } from '../kit/visibleRows.ts';

export const blockRows = 100;
export const blockColumns = 20;

export type Block = PivotWindow['cells'];

/** The name of the block that a cell is in. */
export function blockKey(row: number, column: number): string {
  return `${Math.floor(row / blockRows)} ${Math.floor(column / blockColumns)}`;
}

/** The blocks, whole, that lie in these rows and columns. */
export function blocksAround(rows: RowRange, columns: RowRange): PivotPart {
  const [top, left] = [floor(rows.first, blockRows), floor(columns.first, blockColumns)];
  return {
    rowOffset: top,
    rows: floor(Math.max(rows.last - 1, rows.first), blockRows) + blockRows - top,
    columnOffset: left,
    columns: floor(Math.max(columns.last - 1, columns.first), blockColumns) + blockColumns - left,
  };
}

/** A part that begins with a block, by its blocks. */
export function blocksOf({ rowOffset, columnOffset, cells }: PivotWindow): Map<string, Block> {
  const blocks = new Map<string, Block>();
  const width = cells[0]?.length ?? 0;
  for (let r = 0; r < cells.length; r += blockRows) {
    for (let c = 0; c < width; c += blockColumns) {
      const block = cells.slice(r, r + blockRows).map((row) => row.slice(c, c + blockColumns));
      blocks.set(blockKey(rowOffset + r, columnOffset + c), block);
    }
  }
  return blocks;
}

function floor(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
