import type { BinaryOperator } from '../grammar/queryTree.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { type RedshiftType, varbyte, varchar } from '../types/redshiftType.ts';
import {
  isFloating,
  isInteger,
  isInterval,
  isMoment,
  isNumber,
  isText,
  textLength,
  widerInteger,
} from '../types/typeGroups.ts';
import { castTo, toText } from './casts.ts';
import { coerced, settled } from './coercion.ts';
import { noOperator } from './comparisons.ts';
import { numericArithmetic } from './decimals.ts';
import { failure } from './failure.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** An operation with the result type that Redshift gives it. @throws RedshiftError 42883 */
export function arithmetic(operator: BinaryOperator, a: Written, b: Written, at: number, writer: Writer): Written {
  if (operator === '||') return concatenated(a, b, at, writer);
  const [left, right] = typed(operator, a, b, at, writer);
  const [x, y] = [left.type, right.type];
  if (isNumber(x) && isNumber(y)) return numeric(operator, left, right, at);
  if (x.name === 'varbyte' && y.name === 'varbyte' && ['&', '|', '#'].includes(operator)) {
    throw noOperator(operator, x, y, at);
  }
  const moment = temporal(operator, left, right);
  if (!moment) throw noOperator(operator, x, y, at);
  return moment;
}

/** A literal beside a number is one; beside a timestamp it is an interval, unless something is taken from it. */
function typed(operator: string, a: Written, b: Written, at: number, writer: Writer): readonly [Written, Written] {
  const [x, y] = [a.type, b.type];
  if (x.name === 'unknown' && y.name === 'unknown') {
    return [coerced(a, { name: 'integer' }, at, writer), coerced(b, { name: 'integer' }, at, writer)];
  }
  if (x.name === 'unknown')
    return [coerced(a, isInterval(y) && operator === '+' ? { name: 'timestamp' } : sideOf(y), at, writer), b];
  if (y.name === 'unknown') {
    const interval: RedshiftType = { name: 'interval day to second' };
    const moment = (x.name === 'timestamp' || x.name === 'timestamptz') && !looksLikeMoment(b);
    return [a, coerced(b, moment ? interval : sideOf(x), at, writer)];
  }
  if (x.name === 'super' && isNumber(y)) return [castTo(a, isInteger(y) ? { name: 'bigint' } : y, at), b];
  if (y.name === 'super' && isNumber(x)) return [a, castTo(b, isInteger(x) ? { name: 'bigint' } : x, at)];
  if (x.name === 'super' && y.name === 'super') {
    const double: RedshiftType = { name: 'double precision' };
    return [castTo(a, double, at), castTo(b, double, at)];
  }
  return [a, b];
}

function looksLikeMoment({ literal }: Written): boolean {
  return literal !== undefined && /^\s*\d{4}-?\d{2}/.test(literal);
}

function sideOf(type: RedshiftType): RedshiftType {
  return type.name === 'numeric' ? { name: 'numeric', precision: 38, scale: Math.max(type.scale, 4) } : type;
}

function numeric(operator: BinaryOperator, left: Written, right: Written, at: number): Written {
  const [a, b] = [left.type, right.type];
  if (operator === '^')
    return written(`redshift_power(${asDouble(left)}, ${asDouble(right)})`, { name: 'double precision' });
  if (['&', '|', '#', '<<', '>>'].includes(operator)) return bitwise(operator, left, right, at);
  if (isFloating(a) || isFloating(b)) {
    const type: RedshiftType = a.name === 'real' && b.name === 'real' ? a : { name: 'double precision' };
    const divisor = operator === '/' || operator === '%' ? `redshift_divisor(${asDouble(right)})` : asDouble(right);
    const sql = `(${asDouble(left)} ${operator} ${divisor})`;
    return written(type.name === 'real' ? `CAST(${sql} AS FLOAT)` : sql, type);
  }
  if (!isInteger(a) || !isInteger(b)) return numericArithmetic(operator, left, right);
  const type = widerInteger(a, b);
  const [x, y] = [left, right].map((side) => widened(side, type));
  switch (operator) {
    case '/':
      return written(`(${x} // redshift_divisor(${y}))`, type);
    case '%':
      return written(`(${x} % redshift_divisor(${y}))`, type);
    default:
      return written(`(${x} ${operator} ${y})`, type);
  }
}

/** DuckDB types a literal by what stands beside it, and adds in the wider type of two. */
function widened({ sql, type }: Written, to: RedshiftType): string {
  return type.name === to.name && !/^\d+$/.test(sql) ? sql : `CAST(${sql} AS ${duckDbType(to)})`;
}

function bitwise(operator: string, left: Written, right: Written, at: number): Written {
  if (!isInteger(left.type) || !isInteger(right.type)) throw noOperator(operator, left.type, right.type, at);
  const type = operator === '<<' || operator === '>>' ? left.type : widerInteger(left.type, right.type);
  const [x, y] = [left, right].map((side) => `CAST(${side.sql} AS BIGINT)`);
  const sql = operator === '#' ? `xor(${x}, ${y})` : `(${x} ${operator} ${y})`;
  return written(`CAST(${sql} AS ${duckDbType(type)})`, type);
}

function asDouble({ sql, type }: Written): string {
  return type.name === 'double precision' ? sql : `CAST(${sql} AS DOUBLE)`;
}

/** Dates, times and intervals with each other. https://docs.aws.amazon.com/redshift/latest/dg/r_DATE-CONCATENATE_function.html */
function temporal(operator: BinaryOperator, left: Written, right: Written): Written | undefined {
  const [a, b] = [left.type, right.type];
  const plain = `(${left.sql} ${operator} ${right.sql})`;
  const sum = operator === '+' || operator === '-';
  if (operator === '+' && !isMoment(a) && a.name !== 'time' && isMoment(b)) return temporal('+', right, left);
  if (sum && a.name === 'date' && isInteger(b))
    return written(`(${left.sql} ${operator} CAST(${right.sql} AS INTEGER))`, a);
  if (operator === '+' && a.name === 'date' && b.name === 'time') return written(plain, { name: 'timestamp' });
  if (operator === '+' && a.name === 'date' && b.name === 'timetz') return written(plain, { name: 'timestamptz' });
  if (operator === '+' && (a.name === 'time' || a.name === 'timetz') && b.name === 'date') {
    return temporal('+', right, left);
  }
  if (sum && isInterval(b) && isMoment(a)) return written(plain, a.name === 'date' ? { name: 'timestamp' } : a);
  if (sum && isInterval(b) && (a.name === 'time' || a.name === 'timetz')) return written(plain, a);
  if (sum && isInterval(a) && isInterval(b))
    return written(plain, a.name === b.name ? a : { name: 'interval day to second' });
  if (operator === '-' && a.name === 'date' && b.name === 'date')
    return written(`CAST(${plain} AS INTEGER)`, { name: 'integer' });
  if (operator === '-' && isMoment(a) && isMoment(b)) return written(plain, { name: 'interval day to second' });
  if (operator === '-' && a.name === 'time' && b.name === 'time')
    return written(plain, { name: 'interval day to second' });
  if (operator === '*' && isInterval(a) && isNumber(b)) return scaled(left, right, '*');
  if (operator === '*' && isNumber(a) && isInterval(b)) return scaled(right, left, '*');
  if (operator === '/' && isInterval(a) && isNumber(b)) return scaled(left, right, '/');
  return undefined;
}

function scaled(interval: Written, factor: Written, operator: '*' | '/'): Written {
  const by = operator === '/' ? `redshift_divisor(CAST(${factor.sql} AS DOUBLE))` : `CAST(${factor.sql} AS DOUBLE)`;
  if (interval.type.name === 'interval year to month') {
    const months = `(datepart('year', ${interval.sql}) * 12 + datepart('month', ${interval.sql}))`;
    return written(`to_months(CAST(trunc(${months} ${operator} ${by}) AS INTEGER))`, interval.type);
  }
  return written(`redshift_scaled_interval(${interval.sql}, ${operator === '/' ? `1 / ${by}` : by})`, interval.type);
}

/** NULL when either side is. Texts, bytes and arrays of SUPER. */
function concatenated(a: Written, b: Written, at: number, writer: Writer): Written {
  const [x, y] = [a.type.name, b.type.name];
  if (x === 'varbyte' && y === 'varbyte') {
    return written(`(${a.sql} || ${b.sql})`, varbyte(Math.min(16_777_216, textLength(a.type) + textLength(b.type))));
  }
  if (x === 'array' || y === 'array') throw noOperator('||', a.type, b.type, at);
  const [left, right] = [settled(a, writer), settled(b, writer)];
  for (const { type } of [left, right]) {
    const fits =
      isText(type) || isNumber(type) || isMoment(type) || type.name === 'super' || type.name.startsWith('time');
    if (!fits) throw noOperator('||', left.type, right.type, at);
  }
  const length = Math.min(65_535, textLength(left.type) + textLength(right.type));
  return written(`(${toText(left.sql, left.type)} || ${toText(right.sql, right.type)})`, varchar(length));
}

/** A sign. */
export function signed(operator: string, operand: Written, at: number, writer: Writer): Written {
  const value = operand.type.name === 'unknown' ? coerced(operand, { name: 'double precision' }, at, writer) : operand;
  const { sql, type } = value;
  if (!isNumber(type) && !(isInterval(type) && (operator === '-' || operator === '+'))) {
    throw noOperator(operator, { name: 'unknown' }, type, at);
  }
  switch (operator) {
    case '+':
      return value;
    case '@':
      return written(`abs(${sql})`, type);
    case '~':
      return written(`(~ ${sql})`, type);
    case '|/':
      return written(`redshift_sqrt(${asDouble(value)})`, { name: 'double precision' });
    case '||/':
      return written(`redshift_cbrt(${asDouble(value)})`, { name: 'double precision' });
    default:
      // The least whole number is written as a negative one.
      return /^\d+$/.test(sql) ? written(`-${sql}`, type) : written(`(- ${sql})`, type);
  }
}

export const operatorMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_divisor(x) AS CASE WHEN x = 0 THEN ${failure('22012', "'division by zero'")} ELSE x END`,
  `CREATE OR REPLACE MACRO redshift_sqrt(x) AS CASE WHEN x < 0
    THEN ${failure('2201F', "'cannot take square root of a negative number'")} ELSE sqrt(x) END`,
  `CREATE OR REPLACE MACRO redshift_cbrt(x) AS
    CASE WHEN pow(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END`,
  `CREATE OR REPLACE MACRO redshift_power(x, y) AS CASE WHEN x = 0 AND y < 0 OR x < 0 AND y <> trunc(y)
    THEN ${failure('2201F', "'invalid argument for power function'")} ELSE pow(x, y) END`,
  // Months stay months as far as they come out whole; the rest goes on as days and hours.
  `CREATE OR REPLACE MACRO redshift_scaled_interval(x, factor) AS
    to_months(CAST(trunc((datepart('year', x) * 12 + datepart('month', x)) * factor) AS INTEGER))
    + to_days(CAST(trunc(datepart('day', x) * factor) AS INTEGER))
    + to_microseconds(CAST(round((datepart('day', x) * factor - trunc(datepart('day', x) * factor)) * 86400000000
      + (datepart('hour', x) * 3600000000 + datepart('minute', x) * 60000000 + datepart('microsecond', x)) * factor) AS BIGINT))`,
];
