import type { RedshiftType } from './redshiftType.ts';
import { factByType, typeTable } from './typeTable.ts';

/** A type as `format_type` and errors write it: `character varying(20)`, `numeric(10,2)`. */
export function typeText(type: RedshiftType): string {
  switch (type.name) {
    case 'character varying':
    case 'character':
    case 'varbyte':
      return `${plainTypeText(type)}(${type.length})`;
    case 'numeric':
      return `numeric(${type.precision},${type.scale})`;
    case 'array':
      return `${typeText(type.element)}[]`;
    default:
      return plainTypeText(type);
  }
}

/** The same without lengths, as errors about functions and operators say it. */
export function plainTypeText(type: RedshiftType): string {
  if (type.name === 'array') return `${plainTypeText(type.element)}[]`;
  return typeTable[type.name].long ?? type.name;
}

/** What the type is called in `pg_type`, and so in the Data API's column metadata. */
export function internalTypeName(type: RedshiftType): string {
  if (type.name === 'array') return `_${internalTypeName(type.element)}`;
  return typeTable[type.name].short ?? type.name;
}

/** Types by their names without length as the SQL standard has them, such as `timestamp without time zone`. */
const byStandardName = new Map(factByType('oid').map(([name]) => [typeTable[name].long ?? name, name] as const));

/** What such a type is called in `pg_type`. */
export function internalNameOf(standard: string): string {
  const name = byStandardName.get(standard);
  return (name && typeTable[name].short) ?? name ?? standard;
}

/** The precision of a type that has no digits of its own, as the Data API tells it; 0 where it tells none. */
export function apiDigits(name: string): number {
  return factByType('digits').find(([type]) => type === (byStandardName.get(name) ?? name))?.[1] ?? 0;
}
