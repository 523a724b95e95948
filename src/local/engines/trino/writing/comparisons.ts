import { queryError } from '../athenaSyntaxError.ts';
import type { Position } from '../statement.ts';
import { commonType } from '../types/commonType.ts';
import { isFloating, isNumeric, typeText, unknown } from '../types/trinoType.ts';
import { mismatch } from './operators.ts';
import type { Written } from './written.ts';

/**
 * Both sides of a comparison. DuckDB would turn texts into numbers and dates by itself, where Trino wants a cast.
 * @throws AthenaSyntaxError TYPE_MISMATCH
 */
export function compared(operator: string, left: Written, right: Written, at: Position): readonly [string, string] {
  const [a, b] = [left.type, right.type];
  if (!a || !b || a.name === 'unknown' || b.name === 'unknown') return [left.sql, right.sql];
  if (!commonType(a, b) && !hasUnknownPart(left, right)) throw mismatch(operator, a, b, at);
  if (a.name !== b.name && isNumeric(a) && isNumeric(b) && (isFloating(a) || isFloating(b))) {
    return [asDouble(left), asDouble(right)];
  }
  return [left.sql, right.sql];
}

/** Types of nested values may be known in part; then nothing is said about them. */
function hasUnknownPart(...sides: readonly Written[]): boolean {
  return sides.some(({ type }) => JSON.stringify(type, (_, value) => value ?? '?').includes('"?"'));
}

function asDouble({ sql, type }: Written): string {
  return isFloating(type) ? sql : `CAST(${sql} AS DOUBLE)`;
}

/** A condition. @throws AthenaSyntaxError TYPE_MISMATCH for anything but a boolean */
export function truth({ sql, type }: Written, at: Position): string {
  if (type && type !== unknown && type.name !== 'boolean' && type.name !== 'unknown') {
    const text = `Logical expression term must evaluate to a boolean (actual: ${typeText(type)})`;
    throw queryError('TYPE_MISMATCH', at, text);
  }
  return sql;
}

/** The right side of LIKE. */
export function likePattern(pattern: Written, escaped: Written | undefined): string {
  return escaped ? `${pattern.sql} ESCAPE ${escaped.sql}` : pattern.sql;
}
