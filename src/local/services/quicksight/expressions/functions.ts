/**
 * Functions of calculated fields that work on a row, as DuckDB's SQL.
 * https://docs.aws.amazon.com/quicksight/latest/user/functions.html
 */
import { ExpressionError } from './expressionError.ts';

export type ValueType = 'STRING' | 'INTEGER' | 'DECIMAL' | 'DATETIME' | 'BOOLEAN' | 'NULL';

export interface Value {
  readonly sql: string;
  readonly type: ValueType;
  /** The text of a literal, for arguments that must be one. */
  readonly literal?: string | undefined;
}

export interface RowFunction {
  readonly least: number;
  readonly most: number;
  readonly type: ValueType | ((args: readonly Value[]) => ValueType);
  readonly sql: (args: readonly Value[]) => string;
}

const many = 2048;
const fn = (least: number, most: number, type: RowFunction['type'], sql: RowFunction['sql']): RowFunction => ({
  ...{ least, most, type, sql },
});
const call = (name: string) => (args: readonly Value[]) => `${name}(${args.map(({ sql }) => sql).join(', ')})`;
const at = (args: readonly Value[], index: number): string => args[index]?.sql ?? 'NULL';

/** The type that all of the values have, numbers being decimal where one is. */
export function commonType(values: readonly Value[]): ValueType {
  const types = new Set(values.map(({ type }) => type).filter((type) => type !== 'NULL'));
  if (types.size === 0) return 'STRING';
  if (types.size === 1) return [...types][0]!;
  if ([...types].every((type) => type === 'INTEGER' || type === 'DECIMAL')) return 'DECIMAL';
  throw new ExpressionError(`its results have different types: ${[...types].join(', ')}`);
}

const numberLike = (args: readonly Value[]): ValueType => (args[0]?.type === 'INTEGER' ? 'INTEGER' : 'DECIMAL');

/** Periods of dates, and what DuckDB calls them. */
const periods: Readonly<Record<string, string>> = {
  YYYY: 'year',
  Q: 'quarter',
  MM: 'month',
  WK: 'week',
  DD: 'day',
  HH: 'hour',
  MI: 'minute',
  SS: 'second',
};

function period(value: Value | undefined): string {
  const name = value?.literal?.toUpperCase() ?? '';
  const found = periods[name];
  if (!found) throw new ExpressionError(`a period must be one of ${Object.keys(periods).join(', ')}`);
  return found;
}

/** ifelse(condition, value, condition, value, …, otherwise) */
function ifElse(args: readonly Value[]): string {
  if (args.length % 2 === 0) throw new ExpressionError('ifelse needs an odd number of arguments');
  const branches: string[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) branches.push(`WHEN ${at(args, i)} THEN ${at(args, i + 1)}`);
  return `CASE ${branches.join(' ')} ELSE ${at(args, args.length - 1)} END`;
}

/** switch(value, case, result, …, otherwise) */
function switchOf(args: readonly Value[]): string {
  if (args.length % 2 !== 0) throw new ExpressionError('switch needs an even number of arguments');
  const branches: string[] = [];
  for (let i = 1; i + 1 < args.length; i += 2) branches.push(`WHEN ${at(args, i)} THEN ${at(args, i + 1)}`);
  return `CASE ${at(args, 0)} ${branches.join(' ')} ELSE ${at(args, args.length - 1)} END`;
}

const results = (args: readonly Value[], first: number): Value[] =>
  args.filter((_, i) => (i >= first && (i - first) % 2 === 0) || i === args.length - 1);

export const rowFunctions: Readonly<Record<string, RowFunction>> = {
  abs: fn(1, 1, numberLike, call('abs')),
  adddatetime: fn(3, 3, 'DATETIME', (args) => {
    return `(${at(args, 2)} + CAST(${at(args, 0)} AS BIGINT) * INTERVAL 1 ${period(args[1])})`;
  }),
  ceil: fn(1, 1, 'INTEGER', (args) => `CAST(ceil(${at(args, 0)}) AS BIGINT)`),
  coalesce: fn(1, many, commonType, call('coalesce')),
  concat: fn(1, many, 'STRING', (args) => `(${args.map(({ sql }) => `CAST(${sql} AS VARCHAR)`).join(' || ')})`),
  contains: fn(2, 2, 'BOOLEAN', call('contains')),
  datediff: fn(2, 3, 'INTEGER', (args) => {
    return `date_diff('${args[2] ? period(args[2]) : 'day'}', ${at(args, 0)}, ${at(args, 1)})`;
  }),
  decimaltoint: fn(1, 1, 'INTEGER', (args) => `CAST(trunc(${at(args, 0)}) AS BIGINT)`),
  endswith: fn(2, 2, 'BOOLEAN', call('ends_with')),
  exp: fn(1, 1, 'DECIMAL', call('exp')),
  extract: fn(2, 2, 'INTEGER', (args) => `date_part('${period(args[0])}', ${at(args, 1)})`),
  floor: fn(1, 1, 'INTEGER', (args) => `CAST(floor(${at(args, 0)}) AS BIGINT)`),
  ifelse: fn(3, many, (args) => commonType(results(args, 1)), ifElse),
  in: fn(2, 2, 'BOOLEAN', (args) => `(${at(args, 0)} IN ${at(args, 1)})`),
  inttodecimal: fn(1, 1, 'DECIMAL', (args) => `CAST(${at(args, 0)} AS DECIMAL(38, 0))`),
  isnotnull: fn(1, 1, 'BOOLEAN', (args) => `(${at(args, 0)} IS NOT NULL)`),
  isnull: fn(1, 1, 'BOOLEAN', (args) => `(${at(args, 0)} IS NULL)`),
  left: fn(2, 2, 'STRING', call('left')),
  ln: fn(1, 1, 'DECIMAL', call('ln')),
  locate: fn(2, 2, 'INTEGER', (args) => `strpos(${at(args, 0)}, ${at(args, 1)})`),
  log: fn(1, 1, 'DECIMAL', call('log10')),
  ltrim: fn(1, 1, 'STRING', call('ltrim')),
  mod: fn(2, 2, numberLike, call('mod')),
  notin: fn(2, 2, 'BOOLEAN', (args) => `(${at(args, 0)} NOT IN ${at(args, 1)})`),
  now: fn(0, 0, 'DATETIME', () => 'CAST(now() AS TIMESTAMP)'),
  nullif: fn(2, 2, (args) => args[0]?.type ?? 'STRING', call('nullif')),
  replace: fn(3, 3, 'STRING', call('replace')),
  right: fn(2, 2, 'STRING', call('right')),
  round: fn(1, 2, 'DECIMAL', call('round')),
  rtrim: fn(1, 1, 'STRING', call('rtrim')),
  sqrt: fn(1, 1, 'DECIMAL', call('sqrt')),
  startswith: fn(2, 2, 'BOOLEAN', call('starts_with')),
  strlen: fn(1, 1, 'INTEGER', call('length')),
  substring: fn(3, 3, 'STRING', call('substring')),
  switch: fn(4, many, (args) => commonType(results(args, 2)), switchOf),
  tolower: fn(1, 1, 'STRING', call('lower')),
  tostring: fn(1, 1, 'STRING', (args) => `CAST(${at(args, 0)} AS VARCHAR)`),
  toupper: fn(1, 1, 'STRING', call('upper')),
  trim: fn(1, 1, 'STRING', call('trim')),
  truncdate: fn(2, 2, 'DATETIME', (args) => `CAST(date_trunc('${period(args[0])}', ${at(args, 1)}) AS TIMESTAMP)`),
};
