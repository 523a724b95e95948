import { useEffect, useRef, useState } from 'preact/hooks';
import { isCancellation, toAppError } from '../../src/core/appError.ts';
import type { RowRange } from '../kit/visibleRows.ts';
import type { CubeState } from './cubeState.ts';

/** Cells are asked for by blocks of so many rows and columns. */
const blockRows = 100;
const blockColumns = 20;

type Block = readonly (readonly (readonly (string | null)[])[])[];

/** The cells in sight of one answer, read by blocks as they come into view. Gives the values of a cell that is there. */
export function useCells(
  state: CubeState,
  number: number,
  rows: RowRange,
  columns: RowRange,
): (row: number, column: number) => readonly (string | null)[] | undefined {
  const blocks = useRef({ number, known: new Map<string, Block | 'asked'>() });
  const [, redraw] = useState(0);
  if (blocks.current.number !== number) blocks.current = { number, known: new Map() };
  const { known } = blocks.current;

  useEffect(() => {
    for (let r = Math.floor(rows.first / blockRows); r * blockRows < rows.last; r++) {
      for (let c = Math.floor(columns.first / blockColumns); c * blockColumns < columns.last; c++) {
        const key = `${r} ${c}`;
        if (known.has(key)) continue;
        known.set(key, 'asked');
        const part = {
          rowOffset: r * blockRows,
          rows: blockRows,
          columnOffset: c * blockColumns,
          columns: blockColumns,
        };
        state.host.call('cells', { number, ...part }).then(
          (window) => {
            known.set(key, window.cells);
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
    const block = known.get(`${Math.floor(row / blockRows)} ${Math.floor(column / blockColumns)}`);
    return block === undefined || block === 'asked' ? undefined : block[row % blockRows]?.[column % blockColumns];
  };
}
