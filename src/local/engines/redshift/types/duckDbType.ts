import { type RedshiftType, varbyte, varchar } from './redshiftType.ts';

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

const known: Readonly<Record<string, RedshiftType>> = {
  BOOLEAN: { name: 'boolean' },
  TINYINT: { name: 'smallint' },
  UTINYINT: { name: 'smallint' },
  SMALLINT: { name: 'smallint' },
  USMALLINT: { name: 'integer' },
  INTEGER: { name: 'integer' },
  UINTEGER: { name: 'bigint' },
  BIGINT: { name: 'bigint' },
  UBIGINT: { name: 'numeric', precision: 20, scale: 0 },
  HUGEINT: { name: 'numeric', precision: 38, scale: 0 },
  FLOAT: { name: 'real' },
  DOUBLE: { name: 'double precision' },
  BLOB: varbyte(),
  DATE: { name: 'date' },
  TIME: { name: 'time' },
  TIMETZ: { name: 'timetz' },
  'TIME WITH TIME ZONE': { name: 'timetz' },
  TIMESTAMP: { name: 'timestamp' },
  TIMESTAMP_S: { name: 'timestamp' },
  TIMESTAMP_MS: { name: 'timestamp' },
  TIMESTAMP_NS: { name: 'timestamp' },
  TIMESTAMPTZ: { name: 'timestamptz' },
  'TIMESTAMP WITH TIME ZONE': { name: 'timestamptz' },
  INTERVAL: { name: 'interval day to second' },
  JSON: { name: 'super' },
};

/** The type of a DuckDB column, such as a file's; what nests is `super`, and what is not known a text. */
export function typeOfDuckDb(text: string): RedshiftType {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/i.exec(text);
  if (decimal) return { name: 'numeric', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  if (/\[\d*\]$|^(?:STRUCT|MAP)\(/i.test(text)) return { name: 'super' };
  return known[text.toUpperCase()] ?? varchar();
}
