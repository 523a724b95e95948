/** Parquet, its columns found by name as Athena finds them: https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html */
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { HiveType } from '../../trino/hive/hiveType.ts';
import type { SourceColumn } from '../engineApi.ts';
import { quoteList } from '../sqlText.ts';
import { duckDbType, hiveTypeOf } from './hiveCast.ts';
import type { ParquetField } from './parquetSchema.ts';
import type { Reader } from './reader.ts';

/** Reads files of one schema; a column that they lack is NULL. */
export function parquetReader(
  files: readonly string[],
  uris: readonly string[],
  fields: readonly ParquetField[],
): Reader {
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  return {
    from: `read_parquet(${quoteList(files)}, union_by_name = false, hive_partitioning = false)`,
    column: (column) => {
      const type = hiveTypeOf(column.type);
      const field = byName.get(column.name.toLowerCase());
      if (!field) return `CAST(NULL AS ${duckDbType(type)})`;
      return fieldAs(type, field) ?? mismatch(column, type, field, uris[0] ?? '');
    },
  };
}

const integers = ['tinyint', 'smallint', 'int', 'bigint'];

/** Undefined where Athena does not read the file's type as the table's. */
function fieldAs(type: HiveType, field: ParquetField): string | undefined {
  const value = quoteName(field.name);
  const cast = `CAST(${value} AS ${duckDbType(type)})`;
  const nested = type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
  if (nested || field.nested) return nested && field.nested ? cast : undefined;
  const stored = field.type;
  if (type.kind === 'decimal') return /^(DECIMAL|(U?(TINY|SMALL|BIG)?INT(EGER)?)$)/.test(stored) ? cast : undefined;
  if (type.kind === 'text' || type.name === 'string') {
    if (stored === 'BLOB') return `decode(${value})`;
    return /^(VARCHAR|ENUM|JSON|UUID)/.test(stored) ? cast : undefined;
  }
  if (integers.includes(type.name)) return /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(stored) ? cast : undefined;
  switch (type.name) {
    case 'double':
      return stored === 'FLOAT' || stored === 'DOUBLE' ? cast : undefined;
    case 'float':
      return stored === 'FLOAT' ? cast : undefined;
    case 'boolean':
      return stored === 'BOOLEAN' ? cast : undefined;
    case 'date':
      return stored === 'DATE' ? cast : undefined;
    case 'timestamp':
    case 'timestamptz':
      if (stored === 'TIMESTAMP WITH TIME ZONE') return type.name === 'timestamp' ? `timezone('UTC', ${value})` : value;
      return stored.startsWith('TIMESTAMP') ? cast : undefined;
    case 'binary':
      if (stored === 'VARCHAR') return `encode(${value})`;
      return stored === 'BLOB' ? value : undefined;
    default:
      return cast;
  }
}

/** Fails when the column is read, not before: a query that does not need it goes through. */
function mismatch(column: SourceColumn, type: HiveType, field: ParquetField, uri: string): string {
  const words =
    `HIVE_BAD_DATA: Field ${column.name}'s type ${field.physical} in parquet file ${uri} is incompatible with type ` +
    `${trinoName(type)} defined in table schema`;
  return `CASE WHEN file_index >= 0 THEN CAST(error(${quoteText(words)}) AS ${duckDbType(type)}) END`;
}

function trinoName(type: HiveType): string {
  switch (type.kind) {
    case 'simple':
      return { int: 'integer', string: 'varchar', float: 'real', binary: 'varbinary' }[type.name] ?? type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'text':
      return `${type.name}(${type.length})`;
    default:
      return type.kind === 'struct' ? 'row' : type.kind;
  }
}
