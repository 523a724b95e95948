import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Position } from '../statement.ts';
import { duckDbType, fieldName } from '../types/duckDbType.ts';
import { isInteger, isText, type RowField, type TrinoType, typeText } from '../types/trinoType.ts';
import { type Written, written } from './written.ts';

/**
 * `CAST` and `TRY_CAST` as Trino means them. https://trino.io/docs/current/functions/conversion.html
 * @throws AthenaSyntaxError TYPE_MISMATCH where no cast exists
 */
export function castTo(value: Written, target: TrinoType, safe: boolean, at: Position): Written {
  return written(castSql(value.sql, value.type, target, safe, at), target);
}

function castSql(sql: string, from: TrinoType | undefined, to: TrinoType, safe: boolean, at: Position): string {
  if (from && !castable(from, to)) {
    throw queryError('TYPE_MISMATCH', at, `Cannot cast ${typeText(from)} to ${typeText(to)}`);
  }
  const cast = (inner: string): string => `${safe ? 'TRY_CAST' : 'CAST'}(${inner} AS ${duckDbType(to)})`;
  if (isText(to)) return fitted(toText(sql, from), to);
  if (!from || from.name === 'unknown') return cast(sql);
  if (to.name === 'json') return toJson(sql, from);
  if (from.name === 'json') return to.name === 'row' ? fromJsonRow(sql, to, cast) : cast(scalarOfJson(sql, to));
  if (isInteger(to)) return cast(wholeNumber(sql, from));
  if (from.name === 'array' && to.name === 'array') return castArray(sql, from, to, safe, at);
  if (from.name === 'map' && to.name === 'map') return castMap(sql, from, to, safe, at);
  if (from.name === 'row' && to.name === 'row') return castRow(sql, from.fields, to.fields, safe, at);
  if (from.name === 'timestamp with time zone' && from.zone !== undefined && to.name !== from.name) {
    return cast(`timezone(${from.zone}, ${sql})`);
  }
  return cast(sql);
}

const numbers = ['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double', 'decimal'];
const scalars = [...numbers, 'boolean', 'varchar', 'char', 'json'];
const moments = ['date', 'timestamp', 'timestamp with time zone'];

/** The targets of each type's casts, beside itself. */
const targets: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(numbers.map((name) => [name, scalars])),
  boolean: scalars,
  varchar: [...scalars, ...moments, 'time', 'uuid', 'ipaddress'],
  char: [...scalars, ...moments, 'time'],
  varbinary: ['uuid', 'ipaddress'],
  date: ['varchar', 'char', 'json', ...moments],
  time: ['varchar', 'char', 'timestamp', 'timestamp with time zone'],
  timestamp: ['varchar', 'char', 'json', 'time', ...moments],
  'timestamp with time zone': ['varchar', 'char', 'time', ...moments],
  json: [...scalars, 'array', 'map', 'row'],
  array: ['json', 'array'],
  map: ['json', 'map'],
  row: ['json', 'row'],
  uuid: ['varchar', 'char', 'varbinary'],
  ipaddress: ['varchar', 'char', 'varbinary'],
  'interval day to second': ['varchar', 'char'],
  'interval year to month': ['varchar', 'char'],
};

function castable(from: TrinoType, to: TrinoType): boolean {
  return from.name === 'unknown' || from.name === to.name || (targets[from.name]?.includes(to.name) ?? true);
}

/** The text of a value, as Trino's cast makes it. */
export function toText(sql: string, from: TrinoType | undefined): string {
  switch (from?.name) {
    case 'varchar':
    case 'char':
      return sql;
    case 'double':
    case 'real':
      return `trino_double_text(${sql})`;
    case 'timestamp':
      return `strftime(${sql}, '%Y-%m-%d %H:%M:%S.%g')`;
    case 'timestamp with time zone':
      return `(strftime(timezone(${from.zone ?? "'UTC'"}, ${sql}), '%Y-%m-%d %H:%M:%S.%g') || ' ' || ${from.zone ?? "'UTC'"})`;
    case 'decimal':
      return from.precision === from.scale ? `trino_fraction_text(${sql})` : `CAST(${sql} AS VARCHAR)`;
    case 'json':
      return `trino_json_text(${sql})`;
    case 'interval day to second':
      return `trino_interval_text(${sql})`;
    case 'interval year to month':
      return `trino_months_text(${sql})`;
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

function fitted(sql: string, to: TrinoType): string {
  if (to.name === 'char') return `rpad(${sql}, ${to.length}, ' ')`;
  return to.name === 'varchar' && to.length !== undefined ? `left(${sql}, ${to.length})` : sql;
}

/** DuckDB takes '1.5' for a whole number, and rounds halves of doubles to even. */
function wholeNumber(sql: string, from: TrinoType): string {
  if (isText(from)) return `trino_digits(${sql})`;
  return from.name === 'double' || from.name === 'real' ? `round(${sql})` : sql;
}

function toJson(sql: string, from: TrinoType): string {
  if (from.name === 'json') return sql;
  if (from.name === 'timestamp') return `to_json(${toText(sql, from)})`;
  return `to_json(${sql})`;
}

/** The text inside a JSON string is what a number or a boolean is read from. */
function scalarOfJson(sql: string, to: TrinoType): string {
  if (to.name === 'array' || to.name === 'map') return sql;
  return isInteger(to) ? `round(CAST(trino_json_text(${sql}) AS DOUBLE))` : `trino_json_text(${sql})`;
}

/** Trino takes a row from an object, by name, or from an array, by place. */
function fromJsonRow(sql: string, to: TrinoType & { name: 'row' }, cast: (inner: string) => string): string {
  const fields = to.fields.map((field, index) => `${quoteText(fieldName(field, index))}, ${sql} -> '$[${index}]'`);
  return cast(`CASE WHEN json_type(${sql}) = 'ARRAY' THEN json_object(${fields.join(', ')}) ELSE ${sql} END`);
}

/** Whether DuckDB's own cast does the same. */
function plain(from: TrinoType | undefined, to: TrinoType | undefined): boolean {
  if (!from || !to || from.name === 'unknown') return true;
  if (from.name === to.name && !['array', 'map', 'row', 'varchar', 'char'].includes(to.name)) return true;
  return !isText(to) && !isInteger(to) && numbers.includes(from.name) && numbers.includes(to.name);
}

function castArray(
  sql: string,
  from: TrinoType & { name: 'array' },
  to: TrinoType & { name: 'array' },
  safe: boolean,
  at: Position,
): string {
  if (plain(from.element, to.element) || !to.element) return `CAST(${sql} AS ${duckDbType(to)})`;
  return `list_transform(${sql}, lambda cast_item: ${castSql('cast_item', from.element, to.element, safe, at)})`;
}

function castMap(
  sql: string,
  from: TrinoType & { name: 'map' },
  to: TrinoType & { name: 'map' },
  safe: boolean,
  at: Position,
): string {
  if (!to.key || !to.value || (plain(from.key, to.key) && plain(from.value, to.value))) {
    return `CAST(${sql} AS ${duckDbType(to)})`;
  }
  const key = castSql('cast_entry.key', from.key, to.key, safe, at);
  const value = castSql('cast_entry.value', from.value, to.value, safe, at);
  return `map_from_entries(list_transform(map_entries(${sql}), lambda cast_entry: {'key': ${key}, 'value': ${value}}))`;
}

/** Trino goes by place, DuckDB by name: the fields are taken apart and put together again. */
function castRow(sql: string, from: readonly RowField[], to: readonly RowField[], safe: boolean, at: Position): string {
  if (from.length !== to.length) {
    const [source, target] = [from, to].map((fields) => typeText({ name: 'row', fields }));
    throw queryError('TYPE_MISMATCH', at, `Cannot cast ${source} to ${target}`);
  }
  const fields = to.map((field, index) => {
    const value = fieldAt(sql, from, index);
    return `${quoteName(fieldName(field, index))} := ${field.type ? castSql(value, from[index]?.type, field.type, safe, at) : value}`;
  });
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
}

/** The field of a row at a place, from 0. */
export function fieldAt(sql: string, fields: readonly RowField[], index: number): string {
  return `struct_extract(${sql}, ${quoteText(fieldName(fields[index], index))})`;
}
