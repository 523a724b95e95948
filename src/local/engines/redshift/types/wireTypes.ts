import type { RedshiftType } from './redshiftType.ts';
import { factByType, typeTable } from './typeTable.ts';

/** A type's number in `pg_type`, as RowDescription of the wire protocol tells it. */
export function typeOid(type: RedshiftType): number {
  if (type.name !== 'array') return typeTable[type.name].oid;
  const { element } = type;
  return (element.name === 'array' ? undefined : typeTable[element.name].arrayOid) ?? 1009;
}

/** The type of a number that a client declares a parameter with; `undefined` for 0 and what is not known. */
export function typeOfOid(oid: number): RedshiftType | undefined {
  const name = factByType('oid').find(([, number]) => number === oid)?.[0];
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

/** A type's size in bytes, -1 where it varies. */
export function typeSize(type: RedshiftType): number {
  return (type.name === 'array' ? undefined : typeTable[type.name].size) ?? -1;
}

/** A type's modifier: length, or precision and scale, both with 4 more; -1 where it has none. */
export function typeModifier(type: RedshiftType): number {
  if (type.name === 'numeric') return ((type.precision << 16) | type.scale) + 4;
  return 'length' in type ? type.length + 4 : -1;
}
