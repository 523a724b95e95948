/** SQL of the members of levels, in three dialects. Members come as text and go back as typed literals. */
import { asText, type SqlDialect, sqlText } from '../sqlDialect.ts';
import type { CubeLevel } from './cube.ts';
import type { Member, MemberPath, Slice } from './pivotRequest.ts';
import { nextPeriod, type TimePart } from './timeParts.ts';

/**
 * The rows of the period before, counted into this one: dates of the same source as this level are moved one period
 * forward wherever they are used.
 */
export type PeriodShift = CubeLevel & { readonly part: TimePart };

/** What rows are grouped by. */
export function levelSql(dialect: SqlDialect, level: CubeLevel, shift?: PeriodShift): string {
  const { part } = level;
  if (part === undefined) return level.sql;
  if (level.kind === 'integer') return shift?.sql === level.sql ? `(${level.sql}) + 1` : level.sql;
  return periodStartSql(dialect, part, dateSql(dialect, level, shift));
}

/** The first day of the period that a day is in. */
function periodStartSql(dialect: SqlDialect, part: TimePart, day: string): string {
  // DuckDB's date_trunc takes longer than all the rest of a pivot: it counts back where it can.
  const back = { year: 'dayofyear', month: 'dayofmonth', week: 'isodow', quarter: undefined, day: undefined }[part];
  if (dialect === 'duckdb' && part === 'day') return day;
  if (dialect === 'duckdb' && back !== undefined) return `(${day}) - CAST(${back}(${day}) - 1 AS integer)`;
  const truncated = `date_trunc('${part}', ${day})`;
  return dialect === 'trino' ? truncated : `CAST(${truncated} AS date)`;
}

function dateSql(dialect: SqlDialect, level: CubeLevel, shift: PeriodShift | undefined): string {
  const date = level.kind === 'date' ? level.sql : `CAST(${level.sql} AS date)`;
  return shift?.sql === level.sql && shift.kind !== 'integer' ? moved(dialect, date, shift.part) : date;
}

/** A day, one period later. */
function moved(dialect: SqlDialect, date: string, part: TimePart): string {
  const [unit, count] = {
    year: ['year', 1] as const,
    quarter: ['month', 3] as const,
    month: ['month', 1] as const,
    week: ['day', 7] as const,
    day: ['day', 1] as const,
  }[part];
  switch (dialect) {
    case 'trino':
      return `date_add('${unit}', ${count}, ${date})`;
    case 'redshift':
      return `CAST(dateadd(${unit}, ${count}, ${date}) AS date)`;
    case 'duckdb':
      return `CAST((${date}) + INTERVAL ${count} ${unit} AS date)`;
  }
}

/** That a row belongs to a member. Periods become ranges of the date itself, by which engines leave out whole files. */
export function memberSql(dialect: SqlDialect, level: CubeLevel, member: Member, shift?: PeriodShift): string {
  const moves = shift?.sql === level.sql;
  if (member === null) return `(${level.sql}) IS NULL`;
  if (level.part !== undefined && level.kind !== 'integer' && /^\d{4}-\d{2}-\d{2}$/.test(member)) {
    const next = nextPeriod(level.part, member);
    const date = level.kind === 'date' || moves ? dateSql(dialect, level, shift) : level.sql;
    const typed = (day: string) => (level.kind === 'date' || moves ? `DATE '${day}'` : `TIMESTAMP '${day} 00:00:00'`);
    return `(${date} >= ${typed(member)} AND ${date} < ${typed(next)})`;
  }
  const expression = level.part === undefined ? `(${level.sql})` : `(${levelSql(dialect, level, shift)})`;
  return equals(dialect, expression, level, member);
}

function equals(dialect: SqlDialect, expression: string, level: CubeLevel, member: string): string {
  const number = level.kind === 'integer' ? /^-?\d+$/ : level.kind === 'decimal' ? /^-?\d+(\.\d+)?$/ : undefined;
  if (number?.test(member)) return `${expression} = ${member}`;
  if (level.kind === 'boolean' && /^(true|false)$/i.test(member)) return `${expression} = ${member.toLowerCase()}`;
  if (level.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(member)) return `${expression} = DATE '${member}'`;
  if (level.kind === 'text') return `${expression} = ${sqlText(dialect, member)}`;
  // Whatever else it is, it is what prints so.
  return `${asText(dialect, expression)} = ${sqlText(dialect, member)}`;
}

/** That a row is below a member: all levels of the path. */
export function pathSql(
  dialect: SqlDialect,
  levels: readonly CubeLevel[],
  path: MemberPath,
  shift?: PeriodShift,
): string {
  const parts = path.map((member, i) => memberSql(dialect, levels[i]!, member, shift));
  return parts.length === 0 ? '1 = 1' : parts.length === 1 ? parts[0]! : `(${parts.join(' AND ')})`;
}

/** That a row passes a slice. NULL passes an exclusion unless it is excluded itself. */
export function sliceSql(dialect: SqlDialect, level: CubeLevel, slice: Slice, shift?: PeriodShift): string {
  const named = slice.members.filter((member) => member !== null);
  const withNull = slice.members.includes(null);
  const among =
    named.length > 0 ? `(${named.map((m) => memberSql(dialect, level, m, shift)).join(' OR ')})` : '(1 = 0)';
  if (!slice.exclude) return withNull ? `(${among} OR (${level.sql}) IS NULL)` : among;
  return withNull ? `((${level.sql}) IS NOT NULL AND NOT ${among})` : `((${level.sql}) IS NULL OR NOT ${among})`;
}
