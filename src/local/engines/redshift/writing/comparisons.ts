import { RedshiftError } from '../redshiftError.ts';
import { type RedshiftType, varchar } from '../types/redshiftType.ts';
import { isFloating, isInterval, isMoment, isNumber, isText } from '../types/typeGroups.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { castTo } from './casts.ts';
import { coerced, settled } from './coercion.ts';
import { withoutBlanks } from './trailingBlanks.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/**
 * Both sides of a comparison, as they can be compared in DuckDB: blanks at the end of texts mean nothing, and what is
 * compared with a text is one. https://docs.aws.amazon.com/redshift/latest/dg/r_comparison_condition.html
 * @throws RedshiftError 42883 `operator does not exist: integer = date`
 */
export function compared(
  operator: string,
  a: Written,
  b: Written,
  at: number,
  writer: Writer,
): readonly [string, string] {
  const [left, right] = typed(a, b, at, writer);
  const [x, y] = [left.type, right.type];
  if (isNumber(x) && isNumber(y)) {
    return isFloating(x) !== isFloating(y) ? [asDouble(left), asDouble(right)] : [left.sql, right.sql];
  }
  if (isText(x) || isText(y)) {
    if (!comparesAsText(x) || !comparesAsText(y)) throw noOperator(operator, x, y, at);
    return [trimmed(left, at), trimmed(right, at)];
  }
  if (isMoment(x) && isMoment(y)) return [left.sql, right.sql];
  if (x.name === y.name || (isInterval(x) && isInterval(y))) return [left.sql, right.sql];
  if (x.name === 'boolean' && isNumber(y)) return [left.sql, castTo(right, x, at).sql];
  if (y.name === 'boolean' && isNumber(x)) return [castTo(left, y, at).sql, right.sql];
  if (x.name.startsWith('time') && y.name.startsWith('time') && !isMoment(x) && !isMoment(y))
    return [left.sql, right.sql];
  throw noOperator(operator, x, y, at);
}

/** Literals and parameters take the other side's type; beside SUPER nothing has one before it runs. */
function typed(a: Written, b: Written, at: number, writer: Writer): readonly [Written, Written] {
  const [x, y] = [a.type.name, b.type.name];
  if (x === 'unknown' && y === 'unknown') return [settled(a, writer), settled(b, writer)];
  if (x === 'super' && y === 'unknown') {
    const text = settled(b, writer);
    return [loosely(a, text.type), text];
  }
  if (x === 'unknown' && y === 'super') return typed(b, a, at, writer).toReversed() as [Written, Written];
  if (x === 'unknown') return [coerced(a, besideLiteral(b.type), at, writer), b];
  if (y === 'unknown') return [a, coerced(b, besideLiteral(a.type), at, writer)];
  if (x === 'super' && y !== 'super') return [loosely(a, b.type), b];
  if (y === 'super' && x !== 'super') return [a, loosely(b, a.type)];
  return [a, b];
}

/** A literal is no shorter for standing beside a short text, and keeps its digits beside a number. */
function besideLiteral(type: RedshiftType): RedshiftType {
  if (isText(type)) return varchar();
  if (type.name === 'numeric') return { name: 'numeric', precision: 38, scale: Math.max(type.scale, 10) };
  return type.name === 'super' ? { name: 'super' } : type;
}

/** A SUPER value of another kind is not equal, and no error. */
function loosely(value: Written, type: RedshiftType): Written {
  if (isText(type))
    return written(`CASE WHEN json_type(${value.sql}) = 'VARCHAR' THEN redshift_scalar(${value.sql}) END`, type);
  const plain = castTo(value, type, 0).sql;
  return written(
    isNumber(type) ? `TRY_CAST(redshift_scalar(${value.sql}) AS DOUBLE)` : plain,
    isNumber(type) ? { name: 'double precision' } : type,
  );
}

function comparesAsText(type: RedshiftType): boolean {
  return isText(type) || isNumber(type) || isMoment(type) || type.name === 'time' || type.name === 'timetz';
}

function trimmed(value: Written, at: number): string {
  return withoutBlanks(isText(value.type) ? value : castTo(value, varchar(), at));
}

function asDouble({ sql, type }: Written): string {
  return isFloating(type) ? sql : `CAST(${sql} AS DOUBLE)`;
}

export function noOperator(operator: string, a: RedshiftType, b: RedshiftType, at: number): RedshiftError {
  return new RedshiftError(
    '42883',
    `operator does not exist: ${plainTypeText(a)} ${operator} ${plainTypeText(b)}`,
    at,
    { hint: 'No operator matches the given name and argument type(s). You may need to add explicit type casts.' },
  );
}
