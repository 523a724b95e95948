import { queryError } from '../athenaSyntaxError.ts';
import type { ArithmeticOperator } from '../grammar/queryTree.ts';
import type { Position } from '../statement.ts';
import { commonType } from '../types/commonType.ts';
import {
  arrayOf,
  asDecimal,
  decimalOf,
  isFloating,
  isInteger,
  isNumeric,
  isText,
  isTimestamp,
  type TrinoType,
  typeText,
  varbinary,
  varchar,
} from '../types/trinoType.ts';
import { decimalQuotient } from './decimals.ts';
import { type Written, written } from './written.ts';

/**
 * An operation with the result type that Trino gives it. https://trino.io/docs/current/functions/decimal.html
 * @throws AthenaSyntaxError TYPE_MISMATCH
 */
export function arithmetic(operator: ArithmeticOperator, left: Written, right: Written, at: Position): Written {
  if (operator === '||') return concatenated(left, right, at);
  const [a, b] = [left.type, right.type];
  if (!a || !b || a.name === 'unknown' || b.name === 'unknown') return untyped(operator, left, right);
  if (isNumeric(a) && isNumeric(b)) return numeric(operator, left, right);
  const moment = temporal(operator, left, right);
  if (!moment) throw mismatch(operator, a, b, at);
  return moment;
}

export function mismatch(operator: string, a: TrinoType, b: TrinoType, at: Position): Error {
  return queryError('TYPE_MISMATCH', at, `Cannot apply operator: ${typeText(a)} ${operator} ${typeText(b)}`);
}

function untyped(operator: ArithmeticOperator, left: Written, right: Written): Written {
  if (operator === '/') return written(`trino_divide(${left.sql}, ${right.sql})`);
  if (operator === '%') return written(`trino_modulo(${left.sql}, ${right.sql})`);
  return written(`(${left.sql} ${operator} ${right.sql})`, undefined);
}

function numeric(operator: ArithmeticOperator, left: Written, right: Written): Written {
  const [a, b] = [left.type!, right.type!];
  const whole = isInteger(a) && isInteger(b);
  const plain = `(${left.sql} ${operator} ${right.sql})`;
  if (isFloating(a) || isFloating(b)) {
    const type = commonType(a, b);
    // In DuckDB a decimal beside a double stays one of 38 digits when it can; Trino always goes to the double.
    const [x, y] = [left, right].map((side) => (isFloating(side.type) ? side.sql : `CAST(${side.sql} AS DOUBLE)`));
    return written(`(${x} ${operator} ${y})`, type);
  }
  const [x, y] = [asDecimal(a)!, asDecimal(b)!];
  switch (operator) {
    case '/':
      return whole
        ? written(`trino_divide_whole(${left.sql}, ${right.sql})`, commonType(a, b))
        : decimalQuotient(left, right);
    case '%':
      return written(`trino_modulo(${left.sql}, ${right.sql})`, whole ? commonType(a, b) : remainderType(x, y));
    case '*':
      return written(plain, whole ? commonType(a, b) : decimalOf(x.precision + y.precision, x.scale + y.scale));
    default: {
      const scale = Math.max(x.scale, y.scale);
      const digits = Math.max(x.precision - x.scale, y.precision - y.scale);
      return written(plain, whole ? commonType(a, b) : decimalOf(digits + scale + 1, scale));
    }
  }
}

interface Digits {
  readonly precision: number;
  readonly scale: number;
}

function remainderType(a: Digits, b: Digits): TrinoType {
  const scale = Math.max(a.scale, b.scale);
  return decimalOf(Math.min(b.precision - b.scale, a.precision - a.scale) + scale, scale);
}

const isInterval = (type: TrinoType): boolean => type.name.startsWith('interval');

/** Dates, times and intervals with each other. */
function temporal(operator: ArithmeticOperator, left: Written, right: Written): Written | undefined {
  const [a, b] = [left.type!, right.type!];
  const plain = `(${left.sql} ${operator} ${right.sql})`;
  const sum = operator === '+' || operator === '-';
  if (sum && isInterval(b) && isMoment(a)) return written(a.name === 'date' ? `CAST(${plain} AS DATE)` : plain, a);
  if (operator === '+' && isInterval(a) && isMoment(b)) return temporal('+', right, left);
  if (sum && isInterval(a) && a.name === b.name) return written(plain, a);
  if (operator === '-' && a.name === 'date' && b.name === 'date') {
    return written(`to_days(CAST(${plain} AS INTEGER))`, { name: 'interval day to second' });
  }
  if (operator === '-' && (isTimestamp(a) || a.name === 'date') && (isTimestamp(b) || b.name === 'date')) {
    return written(plain, { name: 'interval day to second' });
  }
  if (operator === '*' && isInterval(a) && isNumeric(b)) return scaled(left, right, '*');
  if (operator === '*' && isNumeric(a) && isInterval(b)) return scaled(right, left, '*');
  if (operator === '/' && isInterval(a) && isNumeric(b)) return scaled(left, right, '/');
  return undefined;
}

function isMoment(type: TrinoType): boolean {
  return type.name === 'date' || type.name === 'time' || isTimestamp(type);
}

function scaled(interval: Written, factor: Written, operator: '*' | '/'): Written {
  if (interval.type?.name === 'interval year to month') {
    const months = `(datepart('year', ${interval.sql}) * 12 + datepart('month', ${interval.sql}))`;
    return written(`to_months(CAST(trunc(${months} ${operator} ${factor.sql}) AS INTEGER))`, interval.type);
  }
  return written(`to_microseconds(CAST(epoch_us(${interval.sql}) ${operator} ${factor.sql} AS BIGINT))`, interval.type);
}

/** `||` is null when either side is; DuckDB's is too, and joins lists. */
function concatenated(left: Written, right: Written, at: Position): Written {
  const [a, b] = [left.type, right.type];
  const text = ({ sql, type }: Written): string => (type?.name === 'unknown' ? `CAST(${sql} AS VARCHAR)` : sql);
  const plain = `(${text(left)} || ${text(right)})`;
  if (a?.name === 'array' || b?.name === 'array') return joinedArrays(left, right);
  if (!a || !b) return written(plain, a ?? b);
  if (a.name === 'varbinary' && b.name === 'varbinary') return written(plain, varbinary);
  const fits = (type: TrinoType): boolean => isText(type) || type.name === 'unknown';
  if (!fits(a) || !fits(b)) throw mismatch('||', a, b, at);
  return written(plain, varchar);
}

function joinedArrays(left: Written, right: Written): Written {
  const [a, b] = [left.type, right.type];
  if (a?.name === 'array' && b?.name === 'array') {
    return written(`(${left.sql} || ${right.sql})`, commonType(a, b) ?? a);
  }
  if (a?.name === 'array') {
    return written(`list_append(${left.sql}, ${right.sql})`, arrayOf(commonType(a.element, b) ?? a.element));
  }
  const element = b?.name === 'array' ? b.element : undefined;
  return written(`list_prepend(${left.sql}, ${right.sql})`, arrayOf(commonType(a, element) ?? element));
}
