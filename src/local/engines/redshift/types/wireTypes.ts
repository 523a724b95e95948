import type { RedshiftType } from './redshiftType.ts';

/** Numbers of types in `pg_type`; those above 1700 other than timestamps are Redshift's own. */
const numbers: Readonly<Record<string, number>> = {
  boolean: 16,
  char: 18,
  name: 19,
  bigint: 20,
  smallint: 21,
  integer: 23,
  regproc: 24,
  text: 25,
  oid: 26,
  xid: 28,
  real: 700,
  'double precision': 701,
  unknown: 705,
  character: 1042,
  'character varying': 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  'interval year to month': 1188,
  'interval day to second': 1190,
  timetz: 1266,
  numeric: 1700,
  regclass: 2205,
  regtype: 2206,
  void: 2278,
  super: 4000,
  varbyte: 6551,
};

const arrays: Readonly<Record<string, number>> = {
  smallint: 1005,
  integer: 1007,
  text: 1009,
  'character varying': 1015,
  name: 1003,
  oid: 1028,
  bigint: 1016,
  boolean: 1000,
  char: 1002,
};

/** A type's number in `pg_type`, as RowDescription of the wire protocol tells it. */
export function typeOid(type: RedshiftType): number {
  if (type.name === 'array') return arrays[type.element.name] ?? 1009;
  return numbers[type.name] ?? 705;
}

/** The type of a number that a client declares a parameter with; `undefined` for 0 and what is not known. */
export function typeOfOid(oid: number): RedshiftType | undefined {
  const name = Object.entries(numbers).find(([, number]) => number === oid)?.[0];
  switch (name) {
    case undefined:
    case 'unknown':
      return undefined;
    case 'character varying':
    case 'varbyte':
      return { name, length: 65_535 };
    case 'character':
      return { name, length: 4096 };
    case 'numeric':
      return { name, precision: 38, scale: 18 };
    default:
      return { name } as RedshiftType;
  }
}

const sizes: Readonly<Record<string, number>> = {
  boolean: 1,
  char: 1,
  smallint: 2,
  integer: 4,
  oid: 4,
  xid: 4,
  real: 4,
  date: 4,
  regproc: 4,
  regclass: 4,
  regtype: 4,
  bigint: 8,
  'double precision': 8,
  time: 8,
  timestamp: 8,
  timestamptz: 8,
  timetz: 12,
  'interval year to month': 4,
  'interval day to second': 8,
  name: 64,
};

/** A type's size in bytes, -1 where it varies. */
export function typeSize(type: RedshiftType): number {
  return sizes[type.name] ?? -1;
}

/** A type's modifier: length, or precision and scale, both with 4 more; -1 where it has none. */
export function typeModifier(type: RedshiftType): number {
  if (type.name === 'numeric') return ((type.precision << 16) | type.scale) + 4;
  return 'length' in type ? type.length + 4 : -1;
}
