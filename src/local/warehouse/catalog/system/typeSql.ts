/** Expressions over a line `c` of `strata.columns`: how system views tell a column's type. */

const oids: Readonly<Record<string, number>> = {
  boolean: 16,
  bigint: 20,
  smallint: 21,
  integer: 23,
  text: 25,
  oid: 26,
  name: 19,
  char: 18,
  real: 700,
  'double precision': 701,
  character: 1042,
  'character varying': 1043,
  unknown: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  'interval year to month': 1188,
  'interval day to second': 1190,
  timetz: 1266,
  numeric: 1700,
  super: 4000,
  varbyte: 6551,
};

const long: Readonly<Record<string, string>> = {
  time: 'time without time zone',
  timetz: 'time with time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  varbyte: 'binary varying',
  char: '"char"',
};

const short: Readonly<Record<string, string>> = {
  boolean: 'bool',
  bigint: 'int8',
  smallint: 'int2',
  integer: 'int4',
  real: 'float4',
  'double precision': 'float8',
  character: 'bpchar',
  'character varying': 'varchar',
  'interval year to month': 'intervaly2m',
  'interval day to second': 'intervald2s',
};

const sizes: Readonly<Record<string, number>> = {
  boolean: 1,
  bigint: 8,
  smallint: 2,
  integer: 4,
  oid: 4,
  name: 64,
  char: 1,
  real: 4,
  'double precision': 8,
  date: 4,
  time: 8,
  timestamp: 8,
  timestamptz: 8,
  timetz: 12,
};

function cases(table: Readonly<Record<string, string | number>>, otherwise: string): string {
  const lines = Object.entries(table).map(
    ([from, to]) => `WHEN '${from}' THEN ${typeof to === 'number' ? to : `'${to}'`}`,
  );
  return `CASE c.type ${lines.join(' ')} ELSE ${otherwise} END`;
}

/** pg_type's number. */
export const typeOid = cases(oids, '25');

export const typeSize = cases(sizes, '-1');

/** `atttypmod` */
export const typeModifier = `CASE WHEN c.length IS NOT NULL THEN c.length + 4
  WHEN c.type = 'numeric' THEN c.precision * 65536 + c.scale + 4 ELSE -1 END`;

/** As information_schema names types: without length. */
export const dataType = cases(long, 'c.type');

/** `int4`, `varchar` */
export const shortName = cases(short, 'c.type');

/** As format_type tells it: with length. */
export const fullType = `${dataType} || CASE WHEN c.length IS NOT NULL THEN '(' || c.length || ')'
  WHEN c.type = 'numeric' THEN '(' || c.precision || ',' || c.scale || ')' ELSE '' END`;

/** Digits of numbers, as information_schema counts them: decimal, or binary for floats and whole numbers. */
export const numericPrecision = `CASE c.type WHEN 'numeric' THEN c.precision WHEN 'smallint' THEN 16
  WHEN 'integer' THEN 32 WHEN 'bigint' THEN 64 WHEN 'real' THEN 24 WHEN 'double precision' THEN 53 END`;

export const numericRadix = `CASE WHEN c.type = 'numeric' THEN 10
  WHEN c.type IN ('smallint', 'integer', 'bigint', 'real', 'double precision') THEN 2 END`;

export const numericScale = `CASE WHEN c.type = 'numeric' THEN c.scale
  WHEN c.type IN ('smallint', 'integer', 'bigint') THEN 0 END`;

/** Of character types only. */
export const characterLength = `CASE WHEN c.type IN ('character', 'character varying') THEN c.length END`;

export const datetimePrecision = `CASE WHEN c.type IN ('time', 'timetz', 'timestamp', 'timestamptz') THEN 6 END`;

/** `nextval(…)`, or the default as it was written. */
export const columnDefault = `CASE WHEN c.identity IS NOT NULL
  THEN '"identity"(' || c.relation || ', ' || (c.position - 1) || ', ''' || json_extract_string(c.identity, '$.seed') || ',' ||
    json_extract_string(c.identity, '$.step') || '''::text)' ELSE c.default_text END`;
