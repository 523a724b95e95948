import { type RedshiftType, superType, varchar } from '../../../engines/redshift/types/redshiftType.ts';

const simple: Readonly<Record<string, RedshiftType>> = {
  tinyint: { name: 'smallint' },
  smallint: { name: 'smallint' },
  int: { name: 'integer' },
  integer: { name: 'integer' },
  bigint: { name: 'bigint' },
  float: { name: 'real' },
  real: { name: 'real' },
  double: { name: 'double precision' },
  boolean: { name: 'boolean' },
  date: { name: 'date' },
  timestamp: { name: 'timestamp' },
  string: varchar(),
  binary: { name: 'varbyte', length: 64_000 },
};

/** A column's type in the Data Catalog, as Spectrum reads it; what nests is `super` here. */
export function redshiftTypeOf(hive: string): RedshiftType {
  const text = hive.trim().toLowerCase();
  const sized = /^(varchar|char)\((\d+)\)$/.exec(text);
  if (sized) return { name: sized[1] === 'char' ? 'character' : 'character varying', length: Number(sized[2]) };
  const decimal = /^decimal(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(text);
  if (decimal) return { name: 'numeric', precision: Number(decimal[1] ?? 10), scale: Number(decimal[2] ?? 0) };
  if (/^(array|map|struct)</.test(text)) return superType;
  return simple[text] ?? varchar();
}

/** A column of a Hive type, as a value of the type that Redshift has for it. */
export function shownAs(column: string, hive: string): string {
  const type = redshiftTypeOf(hive);
  if (type.name === 'super') return `to_json(${column})`;
  if (type.name === 'character') return `rtrim(${column}, ' ')`;
  return type.name === 'smallint' ? `CAST(${column} AS SMALLINT)` : column;
}

/** A Redshift type as the Data Catalog writes it. */
export function hiveTypeText(text: string): string {
  const plain = text.trim().toLowerCase();
  const names: Readonly<Record<string, string>> = {
    integer: 'int',
    int4: 'int',
    int8: 'bigint',
    int2: 'smallint',
    'double precision': 'double',
    float8: 'double',
    float: 'double',
    real: 'float',
    float4: 'float',
    bool: 'boolean',
    text: 'string',
    'timestamp without time zone': 'timestamp',
  };
  const sized = plain
    .replace(/^character varying/, 'varchar')
    .replace(/^character\b/, 'char')
    .replace(/^numeric/, 'decimal');
  return names[sized] ?? sized;
}
