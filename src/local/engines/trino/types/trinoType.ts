/** A type of Trino's, as far as translation needs to know it. https://trino.io/docs/current/language/types.html */
export type TrinoType =
  | { readonly name: SimpleName }
  | { readonly name: 'varchar'; readonly length?: number }
  | { readonly name: 'char'; readonly length: number }
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly name: 'array'; readonly element: TrinoType | undefined }
  | { readonly name: 'map'; readonly key: TrinoType | undefined; readonly value: TrinoType | undefined }
  | { readonly name: 'row'; readonly fields: readonly RowField[] }
  /** `zone`: the SQL of the time zone to show it in, where that is not the session's. */
  | { readonly name: 'timestamp with time zone'; readonly zone?: string };

export type SimpleName =
  | 'unknown'
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'varbinary'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'interval day to second'
  | 'interval year to month'
  | 'json'
  | 'uuid'
  | 'ipaddress';

export interface RowField {
  /** Missing for `ROW(1, 2)`, whose fields are reached by number only. */
  readonly name?: string;
  readonly type: TrinoType | undefined;
}

export const varchar: TrinoType = { name: 'varchar' };
export const bigint: TrinoType = { name: 'bigint' };
export const integer: TrinoType = { name: 'integer' };
export const double: TrinoType = { name: 'double' };
export const boolean: TrinoType = { name: 'boolean' };
export const date: TrinoType = { name: 'date' };
export const timestamp: TrinoType = { name: 'timestamp' };
export const zonedTimestamp: TrinoType = { name: 'timestamp with time zone' };
export const varbinary: TrinoType = { name: 'varbinary' };
export const json: TrinoType = { name: 'json' };
export const unknown: TrinoType = { name: 'unknown' };

export function arrayOf(element: TrinoType | undefined): TrinoType {
  return { name: 'array', element };
}

export function mapOf(key: TrinoType | undefined, value: TrinoType | undefined): TrinoType {
  return { name: 'map', key, value };
}

export function rowOf(...fields: readonly RowField[]): TrinoType {
  return { name: 'row', fields };
}

/** A decimal whose digits are kept within 38, as Trino's are. */
export function decimalOf(precision: number, scale: number): TrinoType {
  return { name: 'decimal', precision: Math.min(38, Math.max(1, precision)), scale };
}

const integers = ['tinyint', 'smallint', 'integer', 'bigint'] as const;

export function isInteger(type: TrinoType | undefined): boolean {
  return integers.some((name) => name === type?.name);
}

export function isFloating(type: TrinoType | undefined): boolean {
  return type?.name === 'double' || type?.name === 'real';
}

export function isNumeric(type: TrinoType | undefined): boolean {
  return isInteger(type) || isFloating(type) || type?.name === 'decimal';
}

export function isText(type: TrinoType | undefined): boolean {
  return type?.name === 'varchar' || type?.name === 'char';
}

export function isTimestamp(type: TrinoType | undefined): boolean {
  return type?.name === 'timestamp' || type?.name === 'timestamp with time zone';
}

const digitsOfIntegers: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

/** A decimal or an integer as a decimal; `undefined` for anything else. */
export function asDecimal(type: TrinoType | undefined): { precision: number; scale: number } | undefined {
  if (type?.name === 'decimal') return type;
  const precision = digitsOfIntegers[type?.name ?? ''];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

/** A type as Trino writes it in messages and `typeof` gives it. */
export function typeText(type: TrinoType | undefined): string {
  if (!type) return 'unknown';
  switch (type.name) {
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array(${typeText(type.element)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'row':
      return `row(${type.fields.map(fieldText).join(', ')})`;
    case 'timestamp':
      return 'timestamp(3)';
    case 'timestamp with time zone':
      return 'timestamp(3) with time zone';
    case 'time':
      return 'time(3)';
    default:
      return type.name;
  }
}

function fieldText({ name, type }: RowField): string {
  if (name === undefined) return typeText(type);
  return `${/^[a-z_]\w*$/i.test(name) ? name : `"${name}"`} ${typeText(type)}`;
}
