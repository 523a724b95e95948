/** What a chart draws of a pivot: marks by row and series, numbers close enough for pixels, their exact texts beside. */
import type { PivotTable, PivotWindow } from '../../src/core/cube/assemblePivot.ts';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { ChartType } from '../../src/core/cube/cubeView.ts';
import type { MemberPath, PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import { isShare } from '../../src/core/cube/readableNumber.ts';
import { memberText } from './memberText.ts';
import { numberText } from './numberText.ts';

export interface Mark {
  readonly x: string;
  readonly series: string;
  readonly y: number;
  /** The exact value as people read it. */
  readonly text: string;
  /** Where it stands in the table. */
  readonly row: MemberPath;
  readonly column: MemberPath;
}

export type DrawnChart = Exclude<ChartType, 'none' | 'auto'>;

export interface ChartData {
  readonly type: DrawnChart;
  readonly marks: readonly Mark[];
  readonly xs: readonly string[];
  readonly series: readonly string[];
  /** Rows or columns that were left out, as there are too many to tell apart. */
  readonly cut: boolean;
  /** The numbers are shares of one. */
  readonly percent: boolean;
}

/** More bars than this are thinner than a pixel, more colours than these are told apart by nobody. */
export const mostXs = 200;
export const mostSeries = 12;

/** The innermost rows and columns that are open, without totals. */
export function chartData(
  request: PivotRequest,
  table: PivotTable,
  window: PivotWindow,
  levels: ReadonlyMap<string, CubeLevel>,
  measures: ReadonlyMap<string, CubeMeasure>,
  asked: ChartType,
): ChartData {
  const labelOf = (axis: 'rows' | 'columns') => (path: readonly (string | null)[]) => {
    const names = path.map((member, i) => memberText(levels.get(request[axis].levels[i] ?? ''), member));
    // A month says its year itself.
    const last = levels.get(request[axis].levels[path.length - 1] ?? '');
    return last?.part !== undefined && last.kind !== 'integer' ? (names.at(-1) ?? '') : names.join(' › ');
  };
  const inner = (axis: 'rows' | 'columns') => {
    const members = table[axis].map((header, index) => ({ ...header, index }));
    const leaves = members.filter(({ path, expandable, expanded }) => path.length > 0 && !(expandable && expanded));
    return leaves.length > 0 ? leaves : members.filter(({ path }) => path.length === 0);
  };
  const [rows, columns] = [inner('rows'), inner('columns')];
  const [shown, ...more] = request.measures;
  // A line goes along time, wherever it stands.
  const timeOn = (axis: 'rows' | 'columns') =>
    request[axis].levels.some((name) => levels.get(name)?.part !== undefined);
  const turned = !timeOn('rows') && timeOn('columns') && more.length === 0;
  const measure = shown && measures.get(shown.measure);
  const marks: Mark[] = [];
  const along = (turned ? columns : rows).slice(0, mostXs);
  const across = (turned ? rows : columns).slice(0, mostSeries);
  const [alongAxis, acrossAxis] = turned ? (['columns', 'rows'] as const) : (['rows', 'columns'] as const);
  for (const one of along) {
    for (const other of across) {
      const [row, column] = turned ? [other, one] : [one, other];
      const value = window.cells[row.index]?.[column.index]?.[0];
      if (value === null || value === undefined || !shown || !Number.isFinite(Number(value))) continue;
      const x = labelOf(alongAxis)(one.path);
      const series = labelOf(acrossAxis)(other.path);
      const text = numberText(value, measure, shown.show);
      marks.push({ x, series, y: Number(value), text, row: row.path, column: column.path });
    }
  }
  const distinct = (values: readonly string[]) => [...new Set(values)];
  const xs = distinct(along.map(({ path }) => labelOf(alongAxis)(path)));
  const series = distinct(across.map(({ path }) => labelOf(acrossAxis)(path)));
  const time = timeOn(alongAxis);
  const auto: DrawnChart = time ? 'line' : series.length > 1 ? 'stacked' : 'bar';
  const type = asked === 'auto' || asked === 'none' ? auto : asked;
  const cut = (turned ? columns : rows).length > mostXs || (turned ? rows : columns).length > mostSeries;
  return { type, marks, xs, series, cut, percent: shown !== undefined && isShare(shown.show) };
}
