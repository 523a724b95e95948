import type { RedshiftType } from './redshiftType.ts';

const written: Readonly<Record<string, string>> = {
  time: 'time without time zone',
  timetz: 'time with time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  char: '"char"',
};

/** A type as `format_type` and errors write it: `character varying(20)`, `numeric(10,2)`. */
export function typeText(type: RedshiftType): string {
  switch (type.name) {
    case 'character varying':
    case 'character':
    case 'varbyte':
      return `${type.name === 'varbyte' ? 'binary varying' : type.name}(${type.length})`;
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
  return written[type.name] ?? type.name;
}

/** What the type is called in `pg_type`, and so in the Data API's column metadata. */
export function internalTypeName(type: RedshiftType): string {
  switch (type.name) {
    case 'array':
      return `_${internalTypeName(type.element)}`;
    case 'character varying':
      return 'varchar';
    case 'character':
      return 'bpchar';
    case 'integer':
      return 'int4';
    case 'smallint':
      return 'int2';
    case 'bigint':
      return 'int8';
    case 'real':
      return 'float4';
    case 'double precision':
      return 'float8';
    case 'boolean':
      return 'bool';
    case 'interval year to month':
      return 'intervaly2m';
    case 'interval day to second':
      return 'intervald2s';
    default:
      return type.name;
  }
}
