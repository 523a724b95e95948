/** A pivot as people type it, on the command line or as a tool's input. */
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { requireMeasure } from '../../core/cube/boundPivot.ts';
import { aggregates, type Cube, type CubeLevel, levelNamed } from '../../core/cube/cube.ts';
import { levelsNamed } from '../../core/cube/declaredCube.ts';
import { aggregatesOf, measureNamed } from '../../core/cube/otherAggregate.ts';
import {
  emptyPivot,
  type Member,
  measureShows,
  type PivotRequest,
  type ShownMeasure,
} from '../../core/cube/pivotRequest.ts';
import { periodStart } from '../../core/cube/timeParts.ts';
import { t } from '../../core/l10n.ts';

const list = (what: string) => z.array(z.string().min(1)).optional().describe(what);

export const pivotInput = z.object({
  rows: list('Dimensions or hierarchies on rows, the outermost first'),
  columns: list('Dimensions or hierarchies on columns'),
  measures: list(
    `Measures, each with another aggregate than its own, and how it is shown where that is not its value: sales, sales:avg, sales:share-of-total; ${aggregates.join(', ')}; ${measureShows.join(', ')}`,
  ),
  slices: list('Only these members: region=Lima, month=2024-03|2024-04, region!=Cusco; NULL is written NULL'),
  top: z.int().min(1).optional().describe('Only so many members of each row level, by the first measure'),
});

export type PivotInput = z.infer<typeof pivotInput>;

/**
 * What the words mean in a cube. All levels that are named are open; without measures the first one is shown.
 * @throws AppError `invalid-input` naming what there is
 */
export function pivotOf(cube: Cube, input: PivotInput): PivotRequest {
  const axis = (names: readonly string[] | undefined) => {
    const levels = [...new Set((names ?? []).flatMap((name) => levelsNamed(cube, name)))];
    return { levels, depth: Math.max(levels.length, 1), expanded: [], collapsed: [] };
  };
  const first = cube.measures[0];
  const named = input.measures?.map((text) => measureOf(cube, text));
  const measures = named ?? (first ? [{ measure: first.name, show: 'value' as const }] : []);
  return {
    ...emptyPivot,
    rows: axis(input.rows),
    columns: axis(input.columns),
    measures,
    slices: (input.slices ?? []).map((text) => sliceOf(cube, text)),
    top: input.top === undefined ? null : { count: input.top, measure: measures[0]?.measure ?? '' },
    sort: {
      rows: input.top === undefined ? null : { by: 'measure', index: 0, at: [], descending: true },
      columns: null,
    },
  };
}

/** `sales`, `sales:avg`, `sales:share-of-total`, `sales:avg:share-of-total`. */
function measureOf(cube: Cube, text: string): ShownMeasure {
  const end = text.lastIndexOf(':');
  const show = measureShows.find((each) => each === text.slice(end + 1));
  const name = show && end >= 0 ? text.slice(0, end) : text;
  const base = end < 0 ? undefined : measureNamed(cube, text.slice(0, end));
  if (!base || show || measureNamed(cube, name))
    return { measure: requireMeasure(cube, name).name, show: show ?? 'value' };
  throw new AppError('invalid-input', t('A measure is not shown as {0}.', text.slice(end + 1)), {
    hint: t('There are: {0}', [...measureShows, ...aggregatesOf(base)].join(', ')),
  });
}

function sliceOf(cube: Cube, text: string) {
  const match = /^(.+?)(!?=)([\s\S]*)$/.exec(text);
  if (!match) {
    throw new AppError('invalid-input', t('{0} is no slice.', text), { hint: t('It looks like region=Lima') });
  }
  const [, name = '', operator, members = ''] = match;
  const levels = levelsNamed(cube, name.trim());
  const level = levelNamed(cube, levels.at(-1) ?? '')!;
  return {
    level: level.name,
    members: members.split('|').map((each) => memberOf(level, each)),
    ...(operator === '!=' ? { exclude: true } : {}),
  };
}

function memberOf(level: CubeLevel, text: string): Member {
  if (text === 'NULL') return null;
  if (level.part === undefined || level.kind === 'integer') return text;
  const start = periodStart(level.part, text);
  if (start !== undefined) return start;
  throw new AppError('invalid-input', t('{0} names no {1}.', text, level.part), {
    hint: t('Periods look like 2024, 2024-Q3, 2024-03 or 2024-03-05.'),
  });
}
