/**
 * What a column of PostgreSQL becomes in a file.
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html#CHAP_Source-PostgreSQL-DataTypes
 */

export interface ColumnType {
  /** The object id of the type; of a domain, that of what it is made of. */
  readonly type: number;
  /** -1 for none. */
  readonly modifier: number;
}

export interface TypeOptions {
  readonly format: 'csv' | 'parquet';
  readonly booleansAsBooleans: boolean;
  readonly timestampsInMilliseconds: boolean;
}

/** Of PostgreSQL's catalog pg_type, where they never change. */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const;

/** What a number without precision and scale gets in DMS. */
const unboundedNumber = { precision: 28, scale: 6 };
const mostDigits = 38;

/**
 * DuckDB's expression for a column's value.
 * @param text an expression for PostgreSQL's own text of it
 */
export function valueExpression(column: ColumnType, text: string, options: TypeOptions): string {
  switch (column.type) {
    case oid.int2:
      return `CAST(${text} AS SMALLINT)`;
    case oid.int4:
      return `CAST(${text} AS INTEGER)`;
    case oid.int8:
      return `CAST(${text} AS BIGINT)`;
    case oid.float4:
      return `CAST(${text} AS FLOAT)`;
    case oid.float8:
      return `CAST(${text} AS DOUBLE)`;
    case oid.numeric:
      return numberExpression(column.modifier, text);
    case oid.bool:
      // DMS writes them as text unless it is told otherwise.
      return options.booleansAsBooleans
        ? `${text} = 't'`
        : `CASE ${text} WHEN 't' THEN 'true' WHEN 'f' THEN 'false' END`;
    case oid.date:
      return `CASE WHEN ${isUsual(text)} THEN CAST(${text} AS DATE) END`;
    case oid.timestamp:
      return `CASE WHEN ${isUsual(text)} THEN CAST(${text} AS ${momentType(options)}) END`;
    case oid.timestamptz:
      // Sessions are in UTC, so every value ends in `+00`.
      return `CASE WHEN ${isUsual(text)} THEN CAST(left(${text}, -3) AS ${momentType(options)}) END`;
    case oid.bytea:
      return options.format === 'parquet' ? `unhex(substr(${text}, 3))` : `substr(${text}, 3)`;
    default:
      return text;
  }
}

function momentType(options: TypeOptions): string {
  return options.format === 'parquet' && options.timestampsInMilliseconds ? 'TIMESTAMP_MS' : 'TIMESTAMP';
}

/** Infinity and years before Christ, which files have no value for, become NULL. */
function isUsual(text: string): string {
  return `${text} NOT LIKE '%infinity' AND ${text} NOT LIKE '% BC'`;
}

function numberExpression(modifier: number, text: string): string {
  const { precision, scale } = modifier === -1 ? unboundedNumber : numberSize(modifier);
  if (precision > mostDigits || scale < 0 || scale > precision) return text;
  const number = `CAST(${text} AS DECIMAL(${precision}, ${scale}))`;
  return `CASE WHEN ${text} NOT IN ('NaN', 'Infinity', '-Infinity') THEN ${number} END`;
}

/** https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c (make_numeric_typmod) */
function numberSize(modifier: number): { readonly precision: number; readonly scale: number } {
  const packed = modifier - 4;
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
}
