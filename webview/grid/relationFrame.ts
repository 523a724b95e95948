import type { DataFrame, OrderBy } from 'hightable';
import type { Cell, Column, RowWindow } from '../../src/core/relation.ts';
import { type SharedWork, shareWork } from '../../src/core/sharedWork.ts';
import type { Filter, RelationQuery, Sort } from '../../src/protocol/engineProtocol.ts';

/** Rows asked for at once: a few screens, so that scrolling seldom waits. */
export const windowRows = 200;
/** Windows that are kept; the ones not seen for longest are forgotten. */
const keptWindows = 200;

export interface RowSource {
  rows(query: RelationQuery, offset: number, limit: number, signal: AbortSignal): Promise<RowWindow>;
}

/** A relation as the grid reads it: cells that are here at once, others by windows as they come into view. */
export interface RelationFrame extends DataFrame {
  /** The row as it lies in its window; undefined until it was read. */
  readonly rowAt: (row: number, orderBy: OrderBy) => readonly Cell[] | undefined;
}

/** Rows of a relation that pass a filter, read from a source as the grid asks for them. */
export function createRelationFrame(
  source: RowSource,
  columns: readonly Column[],
  numRows: number,
  filter: readonly Filter[],
): RelationFrame {
  const eventTarget = new EventTarget();
  /** By sort and window number; a Map keeps the order of use. */
  const windows = new Map<string, readonly (readonly Cell[])[]>();
  const pending = new Map<string, SharedWork<void>>();
  let latest: string | undefined;
  const indexOf = new Map(columns.map((column, i) => [column.name, i]));

  const keyOf = (number: number, orderBy: OrderBy | undefined) => `${JSON.stringify(sortOf(orderBy))} ${number}`;

  const rowAt = (row: number, orderBy: OrderBy | undefined): readonly Cell[] | undefined => {
    const key = keyOf(Math.floor(row / windowRows), orderBy);
    const window = windows.get(key);
    if (window && key !== latest) touch(key, window);
    return window?.[row % windowRows];
  };

  /** What is on screen is read at each drawing, so that reading far away (a copy of many rows) never forgets it. */
  const touch = (key: string, window: readonly (readonly Cell[])[]) => {
    windows.delete(key);
    windows.set(key, window);
    latest = key;
  };

  const read = async (number: number, orderBy: OrderBy | undefined, signal: AbortSignal): Promise<void> => {
    const key = keyOf(number, orderBy);
    const query = { sort: sortOf(orderBy), filter };
    try {
      const window = await source.rows(query, number * windowRows, windowRows, signal);
      touch(key, window.rows);
    } finally {
      if (!signal.aborted) pending.delete(key);
    }
    const [oldest] = windows.keys();
    if (windows.size > keptWindows && oldest !== undefined) windows.delete(oldest);
    eventTarget.dispatchEvent(new CustomEvent('resolve'));
  };

  return {
    columnDescriptors: columns.map(({ name }) => ({ name, sortable: true })),
    numRows,
    eventTarget: eventTarget as NonNullable<DataFrame['eventTarget']>,
    rowAt,
    getRowNumber: ({ row }) => ({ value: row }),
    getCell: ({ row, column, orderBy }) => {
      const cells = rowAt(row, orderBy);
      return cells && { value: cells[indexOf.get(column) ?? -1] };
    },
    async fetch({ rowStart, rowEnd, orderBy, signal }) {
      const wanted: Promise<void>[] = [];
      const last = Math.floor((Math.max(rowStart + 1, Math.min(rowEnd, numRows)) - 1) / windowRows);
      for (let number = Math.floor(rowStart / windowRows); number <= last; number++) {
        const key = keyOf(number, orderBy);
        if (windows.has(key)) continue;
        // Shared between callers: one who scrolls away does not take the rows from another who stays, and the last
        // to leave ends the query.
        const known = pending.get(key);
        const asked = known && !known.abandoned ? known : shareWork((shared) => read(number, orderBy, shared));
        pending.set(key, asked);
        wanted.push(asked.wait(signal));
      }
      await Promise.all(wanted);
      signal?.throwIfAborted();
    },
  };
}

/** The grid's order in the engine's words. */
export function sortOf(orderBy: OrderBy | undefined): Sort[] {
  return (orderBy ?? []).map(({ column, direction }) => ({ column, descending: direction === 'descending' }));
}
