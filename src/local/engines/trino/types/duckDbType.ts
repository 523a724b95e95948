import { quoteName } from '../../../../core/sqlQuoting.ts';
import { arrayOf, mapOf, type RowField, type SimpleName, type TrinoType } from './trinoType.ts';

/** DuckDB's names of types whose values Trino has too. Unsigned and huge integers become what holds them. */
const simple: Readonly<Record<string, TrinoType>> = {
  BOOLEAN: { name: 'boolean' },
  TINYINT: { name: 'tinyint' },
  SMALLINT: { name: 'smallint' },
  INTEGER: { name: 'integer' },
  BIGINT: { name: 'bigint' },
  UTINYINT: { name: 'smallint' },
  USMALLINT: { name: 'integer' },
  UINTEGER: { name: 'bigint' },
  UBIGINT: { name: 'decimal', precision: 20, scale: 0 },
  HUGEINT: { name: 'bigint' },
  UHUGEINT: { name: 'decimal', precision: 38, scale: 0 },
  FLOAT: { name: 'real' },
  DOUBLE: { name: 'double' },
  VARCHAR: { name: 'varchar' },
  BLOB: { name: 'varbinary' },
  DATE: { name: 'date' },
  TIME: { name: 'time' },
  TIMESTAMP: { name: 'timestamp' },
  TIMESTAMP_S: { name: 'timestamp' },
  TIMESTAMP_MS: { name: 'timestamp' },
  TIMESTAMP_NS: { name: 'timestamp' },
  'TIMESTAMP WITH TIME ZONE': { name: 'timestamp with time zone' },
  TIMESTAMPTZ: { name: 'timestamp with time zone' },
  'TIME WITH TIME ZONE': { name: 'time' },
  INTERVAL: { name: 'interval day to second' },
  JSON: { name: 'json' },
  UUID: { name: 'uuid' },
  '"NULL"': { name: 'unknown' },
  NULL: { name: 'unknown' },
  BIT: { name: 'varchar' },
};

/** The type that DuckDB writes so, such as `STRUCT(a INTEGER, b DECIMAL(10,2)[])`; text for what Trino lacks. */
export function typeOfDuckDb(text: string): TrinoType {
  const trimmed = text.trim();
  const list = /^(.*)\[\d*\]$/s.exec(trimmed);
  if (list) return arrayOf(typeOfDuckDb(list[1]!));
  const call = /^(DECIMAL|NUMERIC|STRUCT|MAP|ENUM)\s*\((.*)\)$/is.exec(trimmed);
  if (!call) return simple[trimmed.toUpperCase()] ?? { name: 'varchar' };
  const parts = splitParts(call[2]!);
  switch (call[1]!.toUpperCase()) {
    case 'STRUCT':
      return { name: 'row', fields: parts.map(fieldOf) };
    case 'MAP':
      return mapOf(typeOfDuckDb(parts[0] ?? ''), typeOfDuckDb(parts[1] ?? ''));
    case 'ENUM':
      return { name: 'varchar' };
    default:
      return { name: 'decimal', precision: Number(parts[0]), scale: Number(parts[1] ?? 0) };
  }
}

function fieldOf(part: string): RowField {
  const named = /^(?:"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*))\s+(.+)$/su.exec(part);
  if (!named || simple[part.toUpperCase()]) return { type: typeOfDuckDb(part) };
  const name = named[1]?.replaceAll('""', '"') ?? named[2]!;
  return name === '' ? { type: typeOfDuckDb(named[3]!) } : { name, type: typeOfDuckDb(named[3]!) };
}

/** The parts between commas that stand in no parentheses and no quotes. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let quote = '';
  for (const [index, character] of [...text].entries()) {
    if (quote) quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push([...text].slice(from, index).join('').trim());
      from = index + 1;
    }
  }
  return [...parts, [...text].slice(from).join('').trim()];
}

const duckDbNames: Readonly<Record<SimpleName, string>> = {
  unknown: 'INTEGER',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  varbinary: 'BLOB',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  'interval day to second': 'INTERVAL',
  'interval year to month': 'INTERVAL',
  json: 'JSON',
  uuid: 'UUID',
  ipaddress: 'VARCHAR',
};

/** What a row's field is called in DuckDB; one without a name as Athena's results show it. */
export function fieldName(field: RowField | undefined, index: number): string {
  return field?.name ?? `field${index}`;
}

/** A type in DuckDB's words. */
export function duckDbType(type: TrinoType | undefined): string {
  if (!type) return 'VARCHAR';
  switch (type.name) {
    case 'varchar':
    case 'char':
      return 'VARCHAR';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckDbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckDbType(type.key)}, ${duckDbType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field, index) => `${quoteName(fieldName(field, index))} ${duckDbType(field.type)}`).join(', ')})`;
    case 'timestamp with time zone':
      return 'TIMESTAMP WITH TIME ZONE';
    default:
      return duckDbNames[type.name];
  }
}
