import { useEffect, useRef, useState } from 'preact/hooks';
import { isCancellation, toAppError } from '../../src/core/appError.ts';
import type { ShownPivot } from '../../src/protocol/cubeProtocol.ts';
import type { RowRange } from '../kit/visibleRows.ts';
import { type Block, blockColumns, blockKey, blockRows, blocksAround, blocksOf } from './cellBlocks.ts';
import type { CubeState } from './cubeState.ts';

/**
 * The cells in sight of one answer: those that came with it, and others by blocks as they come into view. Gives the values
 * of a cell that is there.
 */
export function useCells(
  state: CubeState,
  { number, window }: Pick<ShownPivot, 'number' | 'window'>,
  rows: RowRange,
  columns: RowRange,
): (row: number, column: number) => readonly (string | null)[] | undefined {
  const blocks = useRef<{ number: number; known: Map<string, Block | 'asked'> } | undefined>(undefined);
  const [, redraw] = useState(0);
  if (blocks.current?.number !== number) blocks.current = { number, known: blocksOf(window) };
  const { known } = blocks.current;

  useEffect(() => {
    const part = blocksAround(rows, columns);
    state.inSight = part;
    for (let rowOffset = part.rowOffset; rowOffset < rows.last; rowOffset += blockRows) {
      for (let columnOffset = part.columnOffset; columnOffset < columns.last; columnOffset += blockColumns) {
        const key = blockKey(rowOffset, columnOffset);
        if (known.has(key)) continue;
        known.set(key, 'asked');
        state.host.call('cells', { number, rowOffset, rows: blockRows, columnOffset, columns: blockColumns }).then(
          ({ cells }) => {
            known.set(key, cells);
            redraw((count) => count + 1);
          },
          (error: unknown) => {
            known.delete(key);
            // Cells of an answer that is no longer the last one are missed by nobody.
            if (!isCancellation(error)) state.failure.value = toAppError(error);
          },
        );
      }
    }
  });

  return (row, column) => {
    const block = known.get(blockKey(row, column));
    return block === undefined || block === 'asked' ? undefined : block[row % blockRows]?.[column % blockColumns];
  };
}
