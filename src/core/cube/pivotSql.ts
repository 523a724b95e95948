/** One statement for a pivot: GROUPING SETS over the levels that are shown, so that every total is the engine's own. */
import { AppError } from '../appError.ts';
import { t } from '../l10n.ts';
import type { SqlDialect } from '../sqlDialect.ts';
import { type AxisDepth, axisDepths, depthsBelow } from './axisDepths.ts';
import { type Cube, type CubeLevel, type CubeMeasure, levelNamed, measureNamed } from './cube.ts';
import { levelSql, type PeriodShift, pathSql, sliceSql } from './levelSql.ts';
import { measureColumns } from './measureSql.ts';
import type { MemberPath, PivotRequest } from './pivotRequest.ts';
import { relationSql } from './relationSql.ts';
import { timeParts } from './timeParts.ts';
import { topSql } from './topSql.ts';

/** A statement and how its rows are read: `sh, rd, cd, r1…, c1…, m1…`. */
export interface PivotStatement {
  readonly sql: string;
  readonly rowLevels: number;
  readonly columnLevels: number;
  /** Of each measure, which of the columns `m1…` are its own. */
  readonly measures: readonly { readonly measure: CubeMeasure; readonly columns: readonly number[] }[];
}

/** The parts of a request, looked up in the cube. */
export interface BoundPivot {
  readonly cube: Cube;
  readonly dialect: SqlDialect;
  readonly request: PivotRequest;
  readonly rows: readonly CubeLevel[];
  readonly columns: readonly CubeLevel[];
  readonly measures: PivotStatement['measures'];
  /** SQL of the columns `m1…`. */
  readonly aggregates: readonly string[];
}

/** @throws AppError `invalid-input` naming what the cube does not have */
export function bindPivot(cube: Cube, dialect: SqlDialect, request: PivotRequest): BoundPivot {
  const names = [...request.rows.levels, ...request.columns.levels];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new AppError('invalid-input', t('{0} stands on rows and columns twice.', twice));
  const aggregates: string[] = [];
  const wanted = [...request.measures.map(({ measure }) => measure), ...(request.top ? [request.top.measure] : [])];
  const measures = [...new Set(wanted)].map((name) => {
    const measure = requireMeasure(cube, name);
    const columns = measureColumns(dialect, measure).map((sql) => {
      if (!aggregates.includes(sql)) aggregates.push(sql);
      return aggregates.indexOf(sql);
    });
    return { measure, columns };
  });
  return {
    cube,
    dialect,
    request,
    rows: request.rows.levels.map((name) => requireLevel(cube, name)),
    columns: request.columns.levels.map((name) => requireLevel(cube, name)),
    measures,
    aggregates,
  };
}

/** @throws AppError `invalid-input` naming the levels that there are */
export function requireLevel(cube: Cube, name: string): CubeLevel {
  const level = levelNamed(cube, name);
  if (level) return level;
  throw new AppError('invalid-input', t('The cube {0} has no dimension {1}.', cube.name, name), {
    hint: t('There are: {0}', cube.levels.map((each) => each.name).join(', ')),
  });
}

/** @throws AppError `invalid-input` naming the measures that there are */
export function requireMeasure(cube: Cube, name: string): CubeMeasure {
  const measure = measureNamed(cube, name);
  if (measure) return measure;
  throw new AppError('invalid-input', t('The cube {0} has no measure {1}.', cube.name, name), {
    hint: t('There are: {0}', cube.measures.map((each) => each.name).join(', ')),
  });
}

/**
 * The statement of a pivot, or of what is still missing of it when one member was expanded.
 * @throws AppError `invalid-input` for what the cube does not have
 */
export function pivotStatement(
  cube: Cube,
  dialect: SqlDialect,
  request: PivotRequest,
  expanded?: { readonly axis: 'rows' | 'columns'; readonly path: MemberPath },
): PivotStatement {
  const bound = bindPivot(cube, dialect, request);
  const rows = expanded?.axis === 'rows' ? depthsBelow(request.rows, expanded.path) : axisDepths(request.rows);
  const columns =
    expanded?.axis === 'columns' ? depthsBelow(request.columns, expanded.path) : axisDepths(request.columns);
  const shifts = shiftsOf(bound);
  const sources = [undefined, ...shifts].map((shift, i) => `s${i} AS (\n${sourceSql(bound, shift)}\n)`);
  const selects: string[] = [];
  for (const [i, shift] of [undefined, ...shifts].entries()) {
    for (const someRows of byRestriction(rows)) {
      for (const someColumns of byRestriction(columns)) {
        const block = blockSql(bound, i, shift, someRows, someColumns);
        if (block) selects.push(block);
      }
    }
  }
  const cells = `q AS (\n${selects.join('\nUNION ALL\n')}\n)`;
  return {
    sql: `WITH ${sources.join(',\n')},\n${cells}\n${topSql(bound)}`,
    rowLevels: bound.rows.length,
    columnLevels: bound.columns.length,
    measures: bound.measures,
  };
}

/** The periods by which rows are moved, where a change is asked for: those of the time levels on both axes. */
function shiftsOf({ request, rows, columns }: BoundPivot): readonly PeriodShift[] {
  if (!request.measures.some(({ show }) => show === 'change' || show === 'change-percent')) return [];
  return [...rows, ...columns].filter((level): level is PeriodShift => level.part !== undefined);
}

/** By which period the cells of these levels change: the finest of them. */
function shiftFor(levels: readonly CubeLevel[]): CubeLevel | undefined {
  const timed = levels.filter(({ part }) => part !== undefined);
  return timed.reduce<CubeLevel | undefined>(
    (finest, level) => (finest && timeParts.indexOf(finest.part!) >= timeParts.indexOf(level.part!) ? finest : level),
    undefined,
  );
}

/** Rows that pass the slices, with their members beside them. */
function sourceSql({ cube, dialect, request, rows, columns }: BoundPivot, shift: PeriodShift | undefined): string {
  const members = [
    ...rows.map((level, i) => `${levelSql(dialect, level, shift)} AS ${rowName(i)}`),
    ...columns.map((level, i) => `${levelSql(dialect, level, shift)} AS ${columnName(i)}`),
  ];
  const where = request.slices.map((slice) => sliceSql(dialect, requireLevel(cube, slice.level), slice, shift));
  const list = ['t.*', ...members].join(',\n    ');
  const filter = where.length > 0 ? `\n  WHERE ${where.join('\n    AND ')}` : '';
  return `  SELECT ${list}\n  FROM ${relationSql(cube.relation)} AS t${filter}`;
}

/** Depths that are shown of all members share their grouping sets; each depth below some members has its own filter. */
function byRestriction(depths: readonly AxisDepth[]): readonly (readonly AxisDepth[])[] {
  const open = depths.filter(({ below }) => below === undefined);
  const restricted = depths.filter(({ below }) => below !== undefined).map((depth) => [depth]);
  return open.length > 0 ? [open, ...restricted] : restricted;
}

function blockSql(
  bound: BoundPivot,
  source: number,
  shift: PeriodShift | undefined,
  rows: readonly AxisDepth[],
  columns: readonly AxisDepth[],
): string | undefined {
  const { dialect } = bound;
  const sets: string[][] = [];
  for (const { depth: r } of rows) {
    for (const { depth: c } of columns) {
      const levels = [...bound.rows.slice(0, r), ...bound.columns.slice(0, c)];
      if (shift && shiftFor(levels) !== shift) continue;
      sets.push([...names(r, rowName), ...names(c, columnName)]);
    }
  }
  if (sets.length === 0) return undefined;
  const all = (name: string) => sets.every((set) => set.includes(name));
  const any = (name: string) => sets.some((set) => set.includes(name));
  const flag = (name: string) => (all(name) ? '1' : any(name) ? `(1 - grouping(${name}))` : '0');
  const depth = (flags: readonly string[]) => (flags.length > 0 ? flags.join(' + ') : '0');
  const members = [...names(bound.rows.length, rowName), ...names(bound.columns.length, columnName)];
  const member = (name: string) => (any(name) ? `CAST(${name} AS varchar)` : 'CAST(NULL AS varchar)');
  const list = [
    `${source} AS sh`,
    `${depth(names(bound.rows.length, rowName).map(flag))} AS rd`,
    `${depth(names(bound.columns.length, columnName).map(flag))} AS cd`,
    ...members.map((name) => `${member(name)} AS ${name.replace('strata_', '')}`),
    ...bound.aggregates.map((sql, i) => `${sql} AS m${i + 1}`),
  ];
  const where = [
    ...belowSql(dialect, bound.rows, rows[0]?.below, shift),
    ...belowSql(dialect, bound.columns, columns[0]?.below, shift),
  ];
  const filter = where.length > 0 ? `\n  WHERE ${where.join(' AND ')}` : '';
  return `  SELECT ${list.join(', ')}\n  FROM s${source}${filter}${groupBy(sets)}`;
}

function groupBy(sets: readonly (readonly string[])[]): string {
  const [only = []] = sets;
  if (sets.length === 1) return only.length > 0 ? `\n  GROUP BY ${only.join(', ')}` : '';
  return `\n  GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})`;
}

function belowSql(
  dialect: SqlDialect,
  levels: readonly CubeLevel[],
  below: readonly MemberPath[] | undefined,
  shift: PeriodShift | undefined,
): string[] {
  if (!below) return [];
  return [`(${below.map((path) => pathSql(dialect, levels, path, shift)).join(' OR ')})`];
}

const rowName = (i: number) => `strata_r${i + 1}`;
const columnName = (i: number) => `strata_c${i + 1}`;
const names = (count: number, nameOf: (i: number) => string) => Array.from({ length: count }, (_, i) => nameOf(i));
