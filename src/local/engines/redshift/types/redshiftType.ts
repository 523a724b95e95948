/**
 * A type of Redshift's, with what translation needs to know of it.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html
 */
export type RedshiftType =
  | { readonly name: SimpleName }
  /** Lengths count bytes of UTF-8, as Redshift's do. Values are kept without the blanks that fill a `character` up. */
  | { readonly name: 'character varying' | 'character' | 'varbyte'; readonly length: number }
  | { readonly name: 'numeric'; readonly precision: number; readonly scale: number }
  /** Of system catalogs only. */
  | { readonly name: 'array'; readonly element: RedshiftType };

export type SimpleName =
  /** A literal in quotes, or NULL, that has found no type yet. */
  | 'unknown'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timetz'
  | 'timestamp'
  | 'timestamptz'
  | 'interval year to month'
  | 'interval day to second'
  | 'super'
  /** Of system catalogs and of functions of PostgreSQL's. */
  | 'text'
  | 'name'
  | 'char'
  | 'oid'
  | 'regclass'
  | 'regtype'
  | 'regproc'
  | 'xid'
  | 'void';

export const smallint: RedshiftType = { name: 'smallint' };
export const integer: RedshiftType = { name: 'integer' };
export const bigint: RedshiftType = { name: 'bigint' };
export const real: RedshiftType = { name: 'real' };
export const double: RedshiftType = { name: 'double precision' };
export const boolean: RedshiftType = { name: 'boolean' };
export const date: RedshiftType = { name: 'date' };
export const time: RedshiftType = { name: 'time' };
export const timestamp: RedshiftType = { name: 'timestamp' };
export const timestamptz: RedshiftType = { name: 'timestamptz' };
export const superType: RedshiftType = { name: 'super' };
export const text: RedshiftType = { name: 'text' };
export const oid: RedshiftType = { name: 'oid' };
export const unknown: RedshiftType = { name: 'unknown' };

export function varchar(length = 65_535): RedshiftType {
  return { name: 'character varying', length: Math.max(1, length) };
}

export function varbyte(length = 64_000): RedshiftType {
  return { name: 'varbyte', length: Math.max(1, length) };
}

export function numericType(precision: number, scale: number): RedshiftType {
  return { name: 'numeric', precision, scale };
}
