import type { RedshiftType } from './redshiftType.ts';

const integers = ['smallint', 'integer', 'bigint'];
const texts = ['character varying', 'character', 'text', 'name', 'char', 'regclass', 'regtype', 'regproc'];

export function isInteger({ name }: RedshiftType): boolean {
  return integers.includes(name) || name === 'oid' || name === 'xid';
}

export function isFloating({ name }: RedshiftType): boolean {
  return name === 'real' || name === 'double precision';
}

export function isNumber(type: RedshiftType): boolean {
  return isInteger(type) || isFloating(type) || type.name === 'numeric';
}

export function isText({ name }: RedshiftType): boolean {
  return texts.includes(name);
}

/** A date, or a timestamp of either kind. */
export function isMoment({ name }: RedshiftType): boolean {
  return name === 'date' || isTimestamp({ name } as RedshiftType);
}

export function isTimestamp({ name }: RedshiftType): boolean {
  return name === 'timestamp' || name === 'timestamptz';
}

export function isInterval({ name }: RedshiftType): boolean {
  return name.startsWith('interval');
}

/** The wider of two whole numbers. */
export function widerInteger(a: RedshiftType, b: RedshiftType): RedshiftType {
  if (a.name === 'oid' || a.name === 'xid') return b.name === 'oid' ? b : { name: 'bigint' };
  if (b.name === 'oid' || b.name === 'xid') return { name: 'bigint' };
  return integers.indexOf(a.name) >= integers.indexOf(b.name) ? a : b;
}

export interface Digits {
  readonly precision: number;
  readonly scale: number;
}

const digitsOfIntegers: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19, oid: 19, xid: 19 };

/**
 * A numeric, or a whole number as one; `undefined` for anything else.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export function digitsOf(type: RedshiftType): Digits | undefined {
  if (type.name === 'numeric') return type;
  const precision = digitsOfIntegers[type.name];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

/** A numeric whose digits are kept within 38; too many of them take digits from behind the point, down to `least`. */
export function numericOf(precision: number, scale: number, least = scale): RedshiftType {
  if (precision <= 38) return { name: 'numeric', precision: Math.max(1, precision), scale: Math.min(scale, precision) };
  return {
    name: 'numeric',
    precision: 38,
    scale: Math.min(37, Math.max(38 + scale - precision, Math.min(least, scale))),
  };
}

/** How many bytes a type's values come to as texts. */
export function textLength(type: RedshiftType): number {
  switch (type.name) {
    case 'character varying':
    case 'character':
    case 'varbyte':
      return type.length;
    case 'numeric':
      return type.precision + 2;
    case 'smallint':
      return 6;
    case 'integer':
      return 11;
    case 'bigint':
    case 'oid':
    case 'xid':
      return 20;
    case 'date':
      return 10;
    case 'timestamp':
    case 'timestamptz':
      return 32;
    case 'name':
      return 128;
    case 'char':
      return 1;
    default:
      return 65_535;
  }
}
