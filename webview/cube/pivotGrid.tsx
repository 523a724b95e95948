import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PivotTable } from '../../src/core/cube/assemblePivot.ts';
import { t } from '../../src/core/l10n.ts';
import { useHeight, visibleRows } from '../kit/visibleRows.ts';
import { type FocusPlace, moveFocus } from './pivotFocus.ts';
import { PivotHead } from './pivotHead.tsx';
import { headRows } from './pivotLayout.ts';
import {
  type ColumnRange,
  labelWidth,
  leastCellWidth,
  mostCellWidth,
  type PivotGridProps,
  rowHeight,
} from './pivotProps.ts';
import { changeKey, PivotRow } from './pivotRow.tsx';
import { useCells } from './useCells.ts';

/** Columns beyond the edges that are drawn before they are scrolled to. */
const overscanColumns = 4;

/**
 * The table of a pivot: heads in groups, members that open and close, any number of rows and columns of which only
 * those in sight are drawn. A tree grid as WAI-ARIA has it, with the keys of one.
 */
export function PivotGrid(props: PivotGridProps) {
  const { request, pivot } = props;
  const { table } = pivot;
  const shown = request.measures.length;
  const leaves = table.columns.length * shown;
  const heads = useMemo(() => headRows(table.columns), [table]);
  const headHeight = (heads.length + 1) * rowHeight;
  const { element, height } = useHeight<HTMLDivElement>();
  const width = useWidth(element);
  const [scroll, setScroll] = useState(props.state.scroll);
  const rows = visibleRows(scroll.top, height - headHeight, rowHeight, table.rows.length);
  const [cellWidth, widen] = useState(leastCellWidth);
  const drawn = visibleColumns(scroll.left, width, cellWidth * shown, table.columns.length);
  const cells = useCells(props.state, props.pivot, rows, drawn);
  const changed = useMemo(
    () => new Map(props.changes?.map((each) => [changeKey(each.row, each.column, each.measure), each])),
    [props.changes],
  );
  const [focus, drawFocus] = useState<FocusPlace>({ row: 0, column: -1 });
  /** Keys may come faster than the page is drawn: the next one starts from here, not from what is on screen. */
  const place = useRef(focus);
  const setFocus = (to: FocusPlace) => {
    place.current = to;
    drawFocus(to);
  };
  /** The focus was moved by a key, and follows once its cell is drawn. */
  const moved = useRef(false);

  useLayoutEffect(() => {
    // As far as the table goes, which may have become smaller.
    element.current?.scrollTo({ ...props.state.scroll, behavior: 'instant' });
  }, []);
  useLayoutEffect(() => {
    const wanted = widestCell(element.current);
    if (wanted > cellWidth) widen(wanted);
  });
  useEffect(() => {
    // Fewer rows than before: the focus stays on one that is there.
    const { row, column } = place.current;
    setFocus({ row: Math.min(row, table.rows.length - 1), column: Math.min(column, leaves - 1) });
  }, [table]);
  useEffect(() => {
    if (!moved.current || place.current !== focus) return;
    const cell = element.current?.querySelector<HTMLElement>('[tabindex="0"]:not(.twisty)');
    if (!cell) return;
    moved.current = false;
    cell.focus({ preventScroll: true });
  });

  const moveTo = (to: FocusPlace) => {
    moved.current = true;
    setFocus(to);
    const { current } = element;
    if (!current) return;
    const [top, left] = [to.row * rowHeight, to.column * cellWidth];
    const seen = { height: current.clientHeight - headHeight, width: current.clientWidth - labelWidth };
    if (to.row >= 0) current.scrollTop = between(current.scrollTop, top + rowHeight - seen.height, top);
    if (to.column >= 0) current.scrollLeft = between(current.scrollLeft, left + cellWidth - seen.width, left);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('.twisty')) return;
    const at = place.current;
    const row = table.rows[at.row];
    const column = table.columns[Math.floor(at.column / shown)];
    const isToggle =
      event.key === 'Enter' || event.key === ' ' || event.key === (row?.expanded ? 'ArrowLeft' : 'ArrowRight');
    if (row?.expandable && at.column < 0 && isToggle) {
      event.preventDefault();
      moved.current = true;
      props.onToggle('rows', row.path, !row.expanded);
    } else if (event.key === 'ArrowLeft' && at.column < 0 && parentRow(table, at.row) !== undefined) {
      event.preventDefault();
      moveTo({ row: parentRow(table, at.row) ?? at.row, column: -1 });
    } else if (event.key === 'Enter' && row && column && at.column >= 0) {
      event.preventDefault();
      props.onDrill(row.path, column.path);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && row && at.column >= 0) {
      event.preventDefault();
      props.onCopy(cells(at.row, Math.floor(at.column / shown))?.[at.column % shown] ?? '');
    } else {
      const page = Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1);
      const to = moveFocus(event, at, { rows: table.rows.length, columns: leaves, page });
      if (!to) return;
      event.preventDefault();
      moveTo(to);
    }
  };

  const tab = (row: number) => (leaf: number) => (focus.row === row && focus.column === leaf ? 0 : -1);
  const focused = (row: number) => (column: number) => {
    if (row !== place.current.row || column !== place.current.column) setFocus({ row, column });
  };
  const space = (count: number) =>
    count > 0 ? (
      <tr class="space">
        <td style={{ height: `${count * rowHeight}px` }} />
      </tr>
    ) : null;
  return (
    <div
      ref={element}
      class="pivot"
      onScroll={({ currentTarget: { scrollTop, scrollLeft } }) => {
        const place = { top: scrollTop, left: scrollLeft };
        setScroll(place);
        props.state.scrolled(place);
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: members open and close, which a plain table cannot say
        role="treegrid"
        aria-label={t('Pivot')}
        aria-rowcount={table.rows.length + heads.length + 1}
        aria-colcount={leaves + 1}
        style={{ width: `${labelWidth + leaves * cellWidth}px` }}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col style={{ width: `${labelWidth}px` }} />
          <col span={Math.max(leaves, 1)} style={{ width: `${cellWidth}px` }} />
        </colgroup>
        <PivotHead {...props} heads={heads} columnsDrawn={drawn} tab={tab(-1)} onFocus={focused(-1)} />
        <tbody>
          {space(rows.first)}
          {table.rows.slice(rows.first, rows.last).map((row, i) => (
            <PivotRow
              key={JSON.stringify(row.path)}
              {...props}
              at={rows.first + i}
              headRows={heads.length + 1}
              columnsDrawn={drawn}
              cells={cells}
              changed={changed}
              tab={tab(rows.first + i)}
              onFocus={focused(rows.first + i)}
            />
          ))}
          {space(table.rows.length - rows.last)}
        </tbody>
      </table>
    </div>
  );
}

/** The row of the member that a row's is part of, where it has one above. */
function parentRow({ rows }: PivotTable, at: number): number | undefined {
  const depth = (rows[at]?.path.length ?? 0) - 1;
  const above = depth < 1 ? -1 : rows.slice(0, at).findLastIndex(({ path }) => path.length === depth);
  return above < 0 ? undefined : above;
}

/** In pixels, at the right of a cell's text, which a browser leaves out of what it says of its width. */
const cellPadding = 12;

/** What the widest cell that is cut would need, in pixels; 0 where none is. */
function widestCell(grid: HTMLElement | null): number {
  let widest = 0;
  for (const cell of grid?.querySelectorAll<HTMLElement>('tbody td:not([colspan])') ?? []) {
    if (cell.scrollWidth > cell.clientWidth) widest = Math.max(widest, cell.scrollWidth + cellPadding);
  }
  return Math.min(widest, mostCellWidth);
}

/** @param columnWidth of all measures of a column together */
function visibleColumns(left: number, width: number, columnWidth: number, count: number): ColumnRange {
  const first = Math.max(0, Math.min(Math.floor(left / columnWidth), count) - overscanColumns);
  return { first, last: Math.min(count, Math.ceil((left + width) / columnWidth) + overscanColumns) };
}

/** The value, or the bound that it is beyond. */
function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** The width in pixels that an element's content is seen through, as it changes. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return width;
}
