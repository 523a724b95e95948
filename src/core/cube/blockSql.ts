/** One SELECT of a pivot's statement: the cells of some depths of both axes, from one source of rows. */
import { AppError } from '../appError.ts';
import { t } from '../l10n.ts';
import { asText, type SqlDialect } from '../sqlDialect.ts';
import type { AxisDepth } from './axisDepths.ts';
import { type BoundAggregate, type BoundPivot, hasFacts, type PivotSource, requireLevel } from './boundPivot.ts';
import type { Cube, CubeLevel, CubeRelation } from './cube.ts';
import { levelSql, pathSql, sliceSql } from './levelSql.ts';
import { mergedSql } from './measureSql.ts';
import type { MemberPath } from './pivotRequest.ts';
import { relationSql } from './relationSql.ts';
import { timeParts } from './timeParts.ts';

/** A level on an axis, with the name of its members in the statement. */
interface NamedLevel {
  readonly name: string;
  readonly level: CubeLevel;
}

/**
 * The SELECT of the cells at every pair of these depths. Where all aggregates can be merged, the rows are grouped once, by
 * the finest levels, and the totals are aggregated from those groups: engines read and hash all rows anew for each of the
 * GROUPING SETS.
 * @param index of the source, which the cells are told by
 * @returns undefined where the source says nothing of these depths
 */
export function blockSql(
  bound: BoundPivot,
  index: number,
  source: PivotSource,
  rows: readonly AxisDepth[],
  columns: readonly AxisDepth[],
): string | undefined {
  const onRows = bound.rows.map((level, i): NamedLevel => ({ name: `strata_r${i + 1}`, level }));
  const onColumns = bound.columns.map((level, i): NamedLevel => ({ name: `strata_c${i + 1}`, level }));
  const sets: string[][] = [];
  for (const { depth: r } of rows) {
    for (const { depth: c } of columns) {
      const shown = [...onRows.slice(0, r), ...onColumns.slice(0, c)];
      if (source.shift && shiftFor(shown.map(({ level }) => level)) !== source.shift) continue;
      sets.push(shown.map(({ name }) => name));
    }
  }
  if (sets.length === 0) return undefined;
  const used = [...onRows, ...onColumns].filter(({ name }) => sets.some((set) => set.includes(name)));
  const all = (name: string) => sets.every((set) => set.includes(name));
  const any = (name: string) => used.some((each) => each.name === name);
  const flag = ({ name }: NamedLevel) => (all(name) ? '1' : any(name) ? `(1 - grouping(${name}))` : '0');
  const depth = (levels: readonly NamedLevel[]) => levels.map(flag).join(' + ') || '0';
  const merged = sets.length > 1 && bound.aggregates.every(({ merge }) => merge !== undefined);
  const aggregate = (each: BoundAggregate, i: number) => {
    const sql = merged && each.merge ? mergedSql(each.merge, `p${i + 1}`) : each.sql;
    return aggregateSql(bound, each, source, sql);
  };
  const list = [
    `${index} AS sh`,
    `${depth(onRows)} AS rd`,
    `${depth(onColumns)} AS cd`,
    ...[...onRows, ...onColumns].map(
      ({ name }) => `${asText(bound.dialect, any(name) ? name : 'NULL')} AS ${name.replace('strata_', '')}`,
    ),
    ...bound.aggregates.map((each, i) => `${aggregate(each, i)} AS m${i + 1}`),
  ];
  const where = [
    ...belowSql(bound.dialect, bound.rows, rows[0]?.below, source),
    ...belowSql(bound.dialect, bound.columns, columns[0]?.below, source),
  ];
  const from = merged ? groupedRows(bound, source, used, where) : namedRows(bound, source, used, where);
  return `  SELECT ${list.join(', ')}\n  FROM (\n${from}\n  ) AS s${groupBy(sets)}`;
}

/** Rows that pass, with their members beside them. */
function namedRows(
  bound: BoundPivot,
  source: PivotSource,
  levels: readonly NamedLevel[],
  where: readonly string[],
): string {
  return selectSql(bound, source, ['t.*', ...membersSql(bound, source, levels)], where);
}

/** A row for each group of the finest levels, with what its totals are made of. */
function groupedRows(
  bound: BoundPivot,
  source: PivotSource,
  levels: readonly NamedLevel[],
  where: readonly string[],
): string {
  const own = bound.aggregates.flatMap(({ sql, facts }, i) => (facts === source.facts ? [`${sql} AS p${i + 1}`] : []));
  const keys = levels.map((_, i) => i + 1).join(', ');
  const list = [...membersSql(bound, source, levels), ...own];
  return `${selectSql(bound, source, list, where)}\n    GROUP BY ${keys}`;
}

function membersSql({ dialect }: BoundPivot, source: PivotSource, levels: readonly NamedLevel[]): readonly string[] {
  const shift = source.shift && levelIn(source, source.shift);
  return levels.map(({ name, level }) => `${levelSql(dialect, levelIn(source, level), shift)} AS ${name}`);
}

/** The rows of a source that pass the slices and these conditions. */
function selectSql(
  { cube, dialect, request }: BoundPivot,
  source: PivotSource,
  list: readonly string[],
  where: readonly string[],
): string {
  const shift = source.shift && levelIn(source, source.shift);
  const relation = source.facts ? requireFacts(cube) : cube.relation;
  const slices = request.slices.map((slice) =>
    sliceSql(dialect, levelIn(source, requireLevel(cube, slice.level)), slice, shift),
  );
  const all = [...slices, ...where];
  const filter = all.length > 0 ? `\n    WHERE ${all.join('\n      AND ')}` : '';
  return `    SELECT ${list.join(', ')}\n    FROM ${relationSql(relation)} AS t${filter}`;
}

/** A level as the rows of a source have it. */
function levelIn<L extends CubeLevel>(source: PivotSource, level: L): L {
  return source.facts && level.factSql !== undefined ? { ...level, sql: level.factSql } : level;
}

/** By which period the cells of these levels change: the finest of them. */
function shiftFor(levels: readonly CubeLevel[]): CubeLevel | undefined {
  const timed = levels.filter(({ part }) => part !== undefined);
  return timed.reduce<CubeLevel | undefined>(
    (finest, level) => (finest && timeParts.indexOf(finest.part!) >= timeParts.indexOf(level.part!) ? finest : level),
    undefined,
  );
}

/** Where some columns are of the facts, all are text: NULLs of no type are joined by no engine alike. */
function aggregateSql(bound: BoundPivot, { facts }: BoundAggregate, source: PivotSource, sql: string): string {
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
