/** The table of a pivot out of its cells: which rows and columns are shown, in which order. */
import type { Cube, CubeLevel } from './cube.ts';
import { levelNamed } from './cube.ts';
import { compareDecimals, parseDecimal } from './exactDecimal.ts';
import type { MemberNode, PivotCells } from './pivotCells.ts';
import {
  isOpen,
  type Member,
  type MemberPath,
  type PivotAxis,
  type PivotRequest,
  type PivotSort,
} from './pivotRequest.ts';
import { shownValue } from './shownValue.ts';

/** A row or a column of the table. */
export interface PivotHeader {
  /** Empty for the total. */
  readonly path: MemberPath;
  /** Whether there are levels below this one. */
  readonly expandable: boolean;
  readonly expanded: boolean;
}

export interface PivotTable {
  readonly rows: readonly PivotHeader[];
  readonly columns: readonly PivotHeader[];
}

/** A part of the table: cells by row, then by column, then by shown measure. */
export interface PivotWindow {
  readonly rowOffset: number;
  readonly columnOffset: number;
  readonly cells: readonly (readonly (readonly (string | null)[])[])[];
}

/** The headers of both axes. A member stands before its children on rows; its total behind them on columns. */
export function assemblePivot(cube: Cube, request: PivotRequest, cells: PivotCells): PivotTable {
  const { rows, columns, totals, sort } = request;
  const placeOf = (axis: 'rows' | 'columns', one: MemberPath, other: MemberPath): [MemberPath, MemberPath] =>
    axis === 'rows' ? [one, other] : [other, one];
  const headers = (axis: 'rows' | 'columns', root: MemberNode): PivotHeader[] => {
    const shown: PivotHeader[] = [];
    const asked = axis === 'rows' ? rows : columns;
    const compare = comparing(cube, asked, sort[axis], (path, by) => {
      const measure = request.measures[by.index];
      return measure ? shownValue(cells, ...placeOf(axis, path, by.at), measure) : null;
    });
    walk(root, asked, compare, axis === 'columns', shown);
    const total: PivotHeader = { path: [], expandable: false, expanded: true };
    if (asked.levels.length === 0 || totals[axis]) shown.push(total);
    return shown;
  };
  return { rows: headers('rows', cells.rows), columns: headers('columns', cells.columns) };
}

function walk(
  node: MemberNode,
  axis: PivotAxis,
  compare: (a: MemberPath, b: MemberPath) => number,
  totalBehind: boolean,
  shown: PivotHeader[],
): void {
  const children = [...node.children.values()].sort((a, b) => compare(a.path, b.path));
  for (const child of children) {
    const open = isOpen(axis, child.path);
    const header = { path: child.path, expandable: child.path.length < axis.levels.length, expanded: open };
    if (!totalBehind || !open) shown.push(header);
    if (open) walk(child, axis, compare, totalBehind, shown);
    if (totalBehind && open) shown.push(header);
  }
}

type ByMeasure = PivotSort & { readonly by: 'measure' };

function comparing(
  cube: Cube,
  axis: PivotAxis,
  sort: PivotSort | null,
  valueAt: (path: MemberPath, by: ByMeasure) => string | null,
): (a: MemberPath, b: MemberPath) => number {
  const byLabel = (a: MemberPath, b: MemberPath) =>
    compareMembers(levelNamed(cube, axis.levels[a.length - 1] ?? ''), a.at(-1) ?? null, b.at(-1) ?? null);
  if (!sort) return byLabel;
  if (sort.by === 'label') {
    return (a, b) => {
      // NULL stays last in either direction.
      if (a.at(-1) === null || b.at(-1) === null) return byLabel(a, b);
      return sort.descending ? -byLabel(a, b) : byLabel(a, b);
    };
  }
  const values = new Map<MemberPath, string | null>();
  const numberAt = (path: MemberPath) => {
    const known = values.get(path);
    if (known !== undefined) return known;
    const value = valueAt(path, sort);
    values.set(path, value);
    return value;
  };
  return (a, b) => compareNumbers(numberAt(a), numberAt(b), sort.descending) || byLabel(a, b);
}

/** Texts of numbers; what is none comes last in either direction. */
function compareNumbers(a: string | null, b: string | null, descending: boolean): number {
  const [x, y] = [parseDecimal(a), parseDecimal(b)];
  if (!x || !y) return x ? -1 : y ? 1 : 0;
  return descending ? compareDecimals(y, x) : compareDecimals(x, y);
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** The natural order of a level's members; NULL last. */
export function compareMembers(level: CubeLevel | undefined, a: Member, b: Member): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (level && ['integer', 'decimal', 'float'].includes(level.kind)) {
    const byNumber = compareNumbers(a, b, false);
    if (byNumber !== 0) return byNumber;
  }
  if (level?.part !== undefined || level?.kind === 'date' || level?.kind === 'timestamp')
    return a < b ? -1 : a > b ? 1 : 0;
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The cells of a part of the table. */
export function pivotWindow(
  table: PivotTable,
  request: PivotRequest,
  cells: PivotCells,
  part: { readonly rowOffset: number; readonly rows: number; readonly columnOffset: number; readonly columns: number },
): PivotWindow {
  const columns = table.columns.slice(part.columnOffset, part.columnOffset + part.columns);
  return {
    rowOffset: part.rowOffset,
    columnOffset: part.columnOffset,
    cells: table.rows
      .slice(part.rowOffset, part.rowOffset + part.rows)
      .map((row) =>
        columns.map((column) => request.measures.map((measure) => shownValue(cells, row.path, column.path, measure))),
      ),
  };
}
