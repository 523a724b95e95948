/** A pivot as plain rows, for the command line, tools and exports. */
import { type Cube, type CubeLevel, type CubeMeasure, levelNamed } from '../../core/cube/cube.ts';
import { measureNamed } from '../../core/cube/otherAggregate.ts';
import type { MeasureShow, Member, MemberPath, ShownMeasure } from '../../core/cube/pivotRequest.ts';
import { readableNumber } from '../../core/cube/readableNumber.ts';
import { shownValue } from '../../core/cube/shownValue.ts';
import { periodText } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';
import type { PivotAnswer } from './openCube.ts';

export interface PivotRows {
  /** Of the row levels, then of each column and measure. */
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** How members and values are written. */
export interface PivotWriting {
  readonly member: (level: CubeLevel | undefined, member: Member) => string;
  readonly value: (value: string, measure: CubeMeasure | undefined, show: MeasureShow) => string;
}

/** Values to the last digit; periods by their short names, NULL as such, the empty text as it is. */
export const exactWriting: PivotWriting = {
  member: (level, member) =>
    member === null ? 'NULL' : level?.part === undefined ? member : periodText(level.part, member),
  value: (value) => value,
};

/** For a person: values with the digits that their measure says; the empty text is not overlooked. */
export const readableWriting: PivotWriting = {
  member: (level, member) => (member === '' ? t('(empty)') : exactWriting.member(level, member)),
  value: readableNumber,
};

/** The table with a column for each row level and for each measure of each column. */
export function pivotRows(cube: Cube, { request, cells, table }: PivotAnswer, writing = exactWriting): PivotRows {
  const { rows, columns, measures } = request;
  const levels = rows.levels.length > 0 ? rows.levels : [''];
  const labelsOf = (axis: typeof rows, path: MemberPath) =>
    path.map((member, i) => writing.member(levelNamed(cube, axis.levels[i] ?? ''), member));
  const valueAt = (row: MemberPath, column: MemberPath, shown: ShownMeasure) => {
    const value = shownValue(cells, row, column, shown);
    return value === null ? null : writing.value(value, measureNamed(cube, shown.measure), shown.show);
  };
  const titleOf = ({ measure, show }: ShownMeasure) => {
    const title = measureNamed(cube, measure)?.title ?? measure;
    return show === 'value' ? title : `${title} ${show}`;
  };
  const headers = [
    ...levels.map((level) => levelNamed(cube, level)?.title ?? level),
    ...table.columns.flatMap(({ path }) =>
      measures.map((measure) => {
        const label =
          path.length > 0 ? labelsOf(columns, path).join(' / ') : columns.levels.length > 0 ? t('Total') : '';
        return [label, measures.length > 1 || label === '' ? titleOf(measure) : ''].filter(Boolean).join(' ');
      }),
    ),
  ];
  const body = table.rows.map(({ path }) => {
    const labels = path.length > 0 ? labelsOf(rows, path) : [rows.levels.length > 0 ? t('Total') : ''];
    return [
      // Behind the member that a row is of stands nothing, which is not the empty text.
      ...levels.map((_, i) => labels[i] ?? null),
      ...table.columns.flatMap((column) => measures.map((measure) => valueAt(path, column.path, measure))),
    ];
  });
  return { headers, rows: body };
}
