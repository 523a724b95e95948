import { type HiveType, hiveTypeText, parseHiveType } from '../hive/hiveType.ts';
import { duckDbType, fieldName, typeOfDuckDb } from './duckDbType.ts';
import { arrayOf, mapOf, type TrinoType } from './trinoType.ts';

/** The types that Hive and Trino name differently, and those that they name alike. */
const ofHive: Readonly<Record<string, TrinoType>> = {
  tinyint: { name: 'tinyint' },
  smallint: { name: 'smallint' },
  int: { name: 'integer' },
  bigint: { name: 'bigint' },
  float: { name: 'real' },
  double: { name: 'double' },
  boolean: { name: 'boolean' },
  string: { name: 'varchar' },
  binary: { name: 'varbinary' },
  date: { name: 'date' },
  timestamp: { name: 'timestamp' },
  timestamptz: { name: 'timestamp with time zone' },
  time: { name: 'time' },
  uuid: { name: 'uuid' },
  interval_day_time: { name: 'interval day to second' },
  interval_year_month: { name: 'interval year to month' },
  void: { name: 'unknown' },
};

/** The Trino type of a catalog's column; `undefined` when it is no Hive type. */
export function typeOfHive(text: string): TrinoType | undefined {
  const type = parseHiveType(text);
  return type && fromHive(type);
}

function fromHive(type: HiveType): TrinoType | undefined {
  switch (type.kind) {
    case 'simple':
      return ofHive[type.name];
    case 'decimal':
      return { name: 'decimal', precision: type.precision, scale: type.scale };
    case 'text':
      return { name: type.name, length: type.length };
    case 'array':
      return arrayOf(fromHive(type.element));
    case 'map':
      return mapOf(fromHive(type.key), fromHive(type.value));
    case 'struct':
      return {
        name: 'row',
        fields: type.fields.map(({ name, type: field }) => ({ name: name.toLowerCase(), type: fromHive(field) })),
      };
  }
}

const toHive: Readonly<Record<string, string>> = {
  integer: 'int',
  real: 'float',
  varchar: 'string',
  varbinary: 'binary',
  'timestamp with time zone': 'timestamp',
  time: 'string',
  json: 'string',
  uuid: 'string',
  ipaddress: 'string',
  unknown: 'string',
  'interval day to second': 'string',
  'interval year to month': 'string',
};

function hiveOf(type: TrinoType | undefined): HiveType {
  if (!type) return { kind: 'simple', name: 'string' };
  switch (type.name) {
    case 'decimal':
      return { kind: 'decimal', precision: type.precision, scale: type.scale };
    case 'varchar':
      return type.length === undefined
        ? { kind: 'simple', name: 'string' }
        : { kind: 'text', name: 'varchar', length: type.length };
    case 'char':
      return { kind: 'text', name: 'char', length: type.length };
    case 'array':
      return { kind: 'array', element: hiveOf(type.element) };
    case 'map':
      return { kind: 'map', key: hiveOf(type.key), value: hiveOf(type.value) };
    case 'row':
      return {
        kind: 'struct',
        fields: type.fields.map((field, index) => ({ name: fieldName(field, index), type: hiveOf(field.type) })),
      };
    default:
      return { kind: 'simple', name: toHive[type.name] ?? type.name };
  }
}

/** The DuckDB type that a catalog's column is read as. @throws Error for a type that Hive has not */
export function hiveToDuckDb(type: string): string {
  const known = typeOfHive(type);
  if (!known) throw new Error(`'${type}' is not a type of the Data Catalog`);
  return duckDbType(known);
}

/** The type that the catalog writes for a DuckDB column. */
export function duckDbToHive(type: string): string {
  return hiveTypeText(hiveOf(typeOfDuckDb(type)));
}

/** A column's type as Athena's results describe it. */
export interface ResultType {
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

const digits: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  float: 17,
  double: 17,
  varchar: 2_147_483_647,
  varbinary: 1_073_741_824,
  json: 2_147_483_647,
  timestamp: 3,
  'timestamp with time zone': 3,
  time: 3,
};

/**
 * What ColumnInfo of GetQueryResults says of a DuckDB column.
 * https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html
 */
export function trinoType(type: string): ResultType {
  const known = typeOfDuckDb(type);
  if (known.name === 'decimal') return { type: 'decimal', precision: known.precision, scale: known.scale };
  const name = known.name === 'real' ? 'float' : known.name;
  return { type: name, precision: digits[name] ?? 0, scale: 0 };
}
