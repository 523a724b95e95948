import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { type HiveType, parseHiveType } from '../../trino/hive/hiveType.ts';

/** The type of a catalog's column. Text that is no type is read as a string, so that one odd column hides no other. */
export function hiveTypeOf(type: string): HiveType {
  return parseHiveType(type) ?? { kind: 'simple', name: 'string' };
}

const duckDbNames: Readonly<Record<string, string>> = {
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
  time: 'TIME',
  uuid: 'UUID',
};

/** How DuckDB writes a Hive type. */
export function duckDbType(type: HiveType): string {
  switch (type.kind) {
    case 'simple':
      return duckDbNames[type.name] ?? 'VARCHAR';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'text':
      return 'VARCHAR';
    case 'array':
      return `${duckDbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckDbType(type.key)}, ${duckDbType(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${duckDbType(field.type)}`).join(', ')})`;
  }
}

const integers = new Set(['tinyint', 'smallint', 'int', 'bigint']);

/**
 * An expression for a text as a scalar type, NULL where it is none: what Hive's text SerDes give. DuckDB reads more
 * than they do (`1.6` as 2, blanks, dates with slashes), so the form is looked at first.
 */
export function textAs(type: HiveType, text: string): string {
  if (type.kind === 'text') return type.name === 'varchar' ? `left(${text}, ${type.length})` : text;
  if (type.kind === 'decimal') return `TRY_CAST(trim(${text}) AS ${duckDbType(type)})`;
  if (type.kind !== 'simple') throw new Error(`${type.kind} is no scalar type`);
  if (integers.has(type.name)) {
    return `CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+') THEN TRY_CAST(${text} AS ${duckDbType(type)}) END`;
  }
  switch (type.name) {
    case 'float':
    case 'double':
      return `TRY_CAST(${text} AS ${duckDbType(type)})`;
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;
    case 'date':
      return `CAST(try_strptime(trim(${text}), '%Y-%m-%d') AS DATE)`;
    case 'timestamp':
      return `CASE WHEN regexp_full_match(${text}, ${quoteText(timestampForm)}) THEN TRY_CAST(${text} AS TIMESTAMP) END`;
    case 'binary':
      return `TRY(from_base64(${text}))`;
    default:
      return text;
  }
}

const timestampForm = String.raw`\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?)?`;
