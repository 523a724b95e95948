/** One statement for a pivot: GROUPING SETS over the levels that are shown, so that every total is the engine's own. */
import { AppError } from '../appError.ts';
import { t } from '../l10n.ts';
import { asText, type SqlDialect } from '../sqlDialect.ts';
import { type AxisDepth, axisDepths, depthsBelow } from './axisDepths.ts';
import {
  type BoundPivot,
  bindPivot,
  hasFacts,
  type PivotSource,
  type PivotStatement,
  requireLevel,
} from './boundPivot.ts';
import type { Cube, CubeLevel, CubeRelation } from './cube.ts';
import { levelSql, type PeriodShift, pathSql, sliceSql } from './levelSql.ts';
import type { MemberPath, PivotRequest } from './pivotRequest.ts';
import { relationSql } from './relationSql.ts';
import { timeParts } from './timeParts.ts';
import { topSql } from './topSql.ts';

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
  const sources = sourcesOf(bound);
  const selects: string[] = [];
  for (const [i, source] of sources.entries()) {
    for (const someRows of byRestriction(rows)) {
      for (const someColumns of byRestriction(columns)) {
        const block = blockSql(bound, i, source, someRows, someColumns);
        if (block) selects.push(block);
      }
    }
  }
  const relations = sources.map((source, i) => `s${i} AS (\n${sourceSql(bound, source)}\n)`);
  const cells = `q AS (\n${selects.join('\nUNION ALL\n')}\n)`;
  return {
    sql: `WITH ${relations.join(',\n')},\n${cells}\n${topSql(bound, sources)}`,
    sources,
    rowLevels: bound.rows.length,
    columnLevels: bound.columns.length,
    measures: bound.measures,
  };
}

function sourcesOf(bound: BoundPivot): readonly PivotSource[] {
  const facts = bound.aggregates.some((each) => each.facts);
  const own = !facts || bound.aggregates.some((each) => !each.facts);
  const shifts = shiftsOf(bound);
  return [...(own ? [false] : []), ...(facts ? [true] : [])].flatMap((each) => [
    { facts: each },
    ...shifts.map((shift) => ({ facts: each, shift })),
  ]);
}

/** A level as the rows of a source have it. */
function levelIn<L extends CubeLevel>(source: PivotSource, level: L): L {
  return source.facts && level.factSql !== undefined ? { ...level, sql: level.factSql } : level;
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
function sourceSql({ cube, dialect, request, rows, columns }: BoundPivot, source: PivotSource): string {
  const shift = source.shift && levelIn(source, source.shift);
  const relation = source.facts ? requireFacts(cube) : cube.relation;
  const members = [
    ...rows.map((level, i) => `${levelSql(dialect, levelIn(source, level), shift)} AS ${rowName(i)}`),
    ...columns.map((level, i) => `${levelSql(dialect, levelIn(source, level), shift)} AS ${columnName(i)}`),
  ];
  const where = request.slices.map((slice) =>
    sliceSql(dialect, levelIn(source, requireLevel(cube, slice.level)), slice, shift),
  );
  const list = ['t.*', ...members].join(',\n    ');
  const filter = where.length > 0 ? `\n  WHERE ${where.join('\n    AND ')}` : '';
  return `  SELECT ${list}\n  FROM ${relationSql(relation)} AS t${filter}`;
}

/** Depths that are shown of all members share their grouping sets; each depth below some members has its own filter. */
function byRestriction(depths: readonly AxisDepth[]): readonly (readonly AxisDepth[])[] {
  const open = depths.filter(({ below }) => below === undefined);
  const restricted = depths.filter(({ below }) => below !== undefined).map((depth) => [depth]);
  return open.length > 0 ? [open, ...restricted] : restricted;
}

function blockSql(
  bound: BoundPivot,
  index: number,
  source: PivotSource,
  rows: readonly AxisDepth[],
  columns: readonly AxisDepth[],
): string | undefined {
  const { dialect } = bound;
  const sets: string[][] = [];
  for (const { depth: r } of rows) {
    for (const { depth: c } of columns) {
      const levels = [...bound.rows.slice(0, r), ...bound.columns.slice(0, c)];
      if (source.shift && shiftFor(levels) !== source.shift) continue;
      sets.push([...names(r, rowName), ...names(c, columnName)]);
    }
  }
  if (sets.length === 0) return undefined;
  const all = (name: string) => sets.every((set) => set.includes(name));
  const any = (name: string) => sets.some((set) => set.includes(name));
  const flag = (name: string) => (all(name) ? '1' : any(name) ? `(1 - grouping(${name}))` : '0');
  const depth = (flags: readonly string[]) => (flags.length > 0 ? flags.join(' + ') : '0');
  const members = [...names(bound.rows.length, rowName), ...names(bound.columns.length, columnName)];
  const member = (name: string) => asText(dialect, any(name) ? name : 'NULL');
  const list = [
    `${index} AS sh`,
    `${depth(names(bound.rows.length, rowName).map(flag))} AS rd`,
    `${depth(names(bound.columns.length, columnName).map(flag))} AS cd`,
    ...members.map((name) => `${member(name)} AS ${name.replace('strata_', '')}`),
    ...bound.aggregates.map((each, i) => `${aggregateSql(bound, each, source)} AS m${i + 1}`),
  ];
  const where = [
    ...belowSql(dialect, bound.rows, rows[0]?.below, source),
    ...belowSql(dialect, bound.columns, columns[0]?.below, source),
  ];
  const filter = where.length > 0 ? `\n  WHERE ${where.join(' AND ')}` : '';
  return `  SELECT ${list.join(', ')}\n  FROM s${index}${filter}${groupBy(sets)}`;
}

/** Where some columns are of the facts, all are text: NULLs of no type are joined by no engine alike. */
function aggregateSql(
  bound: BoundPivot,
  { sql, facts }: BoundPivot['aggregates'][number],
  source: PivotSource,
): string {
  if (!hasFacts(bound)) return sql;
  return asText(bound.dialect, facts === source.facts ? sql : 'NULL');
}

/** @throws AppError `invalid-input` for a measure of facts in a cube that names none */
function requireFacts(cube: Cube): CubeRelation {
  if (cube.facts) return cube.facts;
  throw new AppError('invalid-input', t('The cube {0} has a measure of its facts and does not name them.', cube.name));
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
  source: PivotSource,
): string[] {
  if (!below) return [];
  const there = levels.map((level) => levelIn(source, level));
  const shift = source.shift && levelIn(source, source.shift);
  return [`(${below.map((path) => pathSql(dialect, there, path, shift)).join(' OR ')})`];
}

const rowName = (i: number) => `strata_r${i + 1}`;
const columnName = (i: number) => `strata_c${i + 1}`;
const names = (count: number, nameOf: (i: number) => string) => Array.from({ length: count }, (_, i) => nameOf(i));
