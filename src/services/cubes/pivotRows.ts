/** A pivot as plain rows, for the command line, tools and exports. */
import type { Cube } from '../../core/cube/cube.ts';
import { levelNamed, measureNamed } from '../../core/cube/cube.ts';
import type { MemberPath, ShownMeasure } from '../../core/cube/pivotRequest.ts';
import { shownValue } from '../../core/cube/shownValue.ts';
import { periodText } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';
import type { PivotAnswer } from './openCube.ts';

export interface PivotRows {
  /** Of the row levels, then of each column and measure. */
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What a member is called: a period by its short name, NULL as such. */
export function memberText(cube: Cube, level: string, member: string | null): string {
  if (member === null) return 'NULL';
  const part = levelNamed(cube, level)?.part;
  return part === undefined ? member : periodText(part, member);
}

/** The table with a column for each row level and for each measure of each column; exact texts. */
export function pivotRows(cube: Cube, { request, cells, table }: PivotAnswer): PivotRows {
  const { rows, columns, measures } = request;
  const levels = rows.levels.length > 0 ? rows.levels : [''];
  const labelOf = (axis: typeof rows, path: MemberPath) =>
    path.map((member, i) => memberText(cube, axis.levels[i] ?? '', member));
  const titleOf = ({ measure, show }: ShownMeasure) => {
    const title = measureNamed(cube, measure)?.title ?? measure;
    return show === 'value' ? title : `${title} ${show}`;
  };
  const headers = [
    ...levels.map((level) => levelNamed(cube, level)?.title ?? level),
    ...table.columns.flatMap(({ path }) =>
      measures.map((measure) => {
        const label =
          path.length > 0 ? labelOf(columns, path).join(' / ') : columns.levels.length > 0 ? t('Total') : '';
        return [label, measures.length > 1 || label === '' ? titleOf(measure) : ''].filter(Boolean).join(' ');
      }),
    ),
  ];
  const body = table.rows.map(({ path }) => {
    const labels = path.length > 0 ? labelOf(rows, path) : [rows.levels.length > 0 ? t('Total') : ''];
    return [
      ...levels.map((_, i) => labels[i] ?? (path.length > 0 ? '' : null)),
      ...table.columns.flatMap((column) => measures.map((measure) => shownValue(cells, path, column.path, measure))),
    ];
  });
  return { headers, rows: body };
}
