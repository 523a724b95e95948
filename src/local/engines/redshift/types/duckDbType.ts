import type { RedshiftType } from './redshiftType.ts';

const names: Readonly<Record<string, string>> = {
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  'double precision': 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  time: 'TIME',
  timetz: 'TIMETZ',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  'interval year to month': 'INTERVAL',
  'interval day to second': 'INTERVAL',
  super: 'JSON',
  varbyte: 'BLOB',
  oid: 'BIGINT',
  xid: 'BIGINT',
};

/** What DuckDB keeps a type's values as. Texts of every kind are VARCHAR. */
export function duckDbType(type: RedshiftType): string {
  if (type.name === 'numeric') return `DECIMAL(${type.precision},${type.scale})`;
  if (type.name === 'array') return `${duckDbType(type.element)}[]`;
  return names[type.name] ?? 'VARCHAR';
}
