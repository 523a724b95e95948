import { type RedshiftType, varchar } from './redshiftType.ts';
import { digitsOf, isFloating, isInteger, isMoment, isNumber, isText, textLength, widerInteger } from './typeGroups.ts';

const moments = ['date', 'timestamp', 'timestamptz'];

/**
 * The type that CASE, COALESCE, UNION and their like give values of two types; `undefined` where there is none.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export function commonType(a: RedshiftType, b: RedshiftType): RedshiftType | undefined {
  if (a.name === 'unknown') return b;
  if (b.name === 'unknown') return a;
  if (a.name === 'super' || b.name === 'super') return { name: 'super' };
  if (isNumber(a) && isNumber(b)) return commonNumber(a, b);
  if (isText(a) && isText(b)) return commonText(a, b);
  if (isMoment(a) && isMoment(b)) return moments.indexOf(a.name) >= moments.indexOf(b.name) ? a : b;
  if (a.name === 'varbyte' && b.name === 'varbyte') return a.length >= b.length ? a : b;
  if (a.name === 'array' && b.name === 'array') {
    const element = commonType(a.element, b.element);
    return element && { name: 'array', element };
  }
  return a.name === b.name ? a : undefined;
}

function commonNumber(a: RedshiftType, b: RedshiftType): RedshiftType {
  if (isFloating(a) || isFloating(b)) return a.name === 'real' && b.name === 'real' ? a : { name: 'double precision' };
  if (isInteger(a) && isInteger(b)) return widerInteger(a, b);
  const [x, y] = [digitsOf(a)!, digitsOf(b)!];
  const scale = Math.max(x.scale, y.scale);
  const digits = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
  // What fits into 64 bits stays there, as long as neither side needs more.
  const most = x.precision > 19 || y.precision > 19 ? 38 : 19;
  return { name: 'numeric', precision: Math.max(scale, Math.min(digits, most)), scale };
}

function commonText(a: RedshiftType, b: RedshiftType): RedshiftType {
  if (a.name === 'character' && b.name === 'character') return a.length >= b.length ? a : b;
  if (a.name === b.name && !('length' in a)) return a;
  return varchar(Math.max(textLength(a), textLength(b)));
}
