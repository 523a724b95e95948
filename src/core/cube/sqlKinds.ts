import type { ColumnKind } from '../relation.ts';

/** What a column holds, by the engine's own word for its type: Glue's, Athena's, Redshift's or DuckDB's. */
export function kindOfSqlType(type: string): ColumnKind {
  const word = type.trim().toLowerCase();
  if (/^(u?(tiny|small|big|huge)?int(eger|\d*)?|bignum|serial|bigserial)$/.test(word)) return 'integer';
  if (/^(decimal|numeric)\b/.test(word)) return 'decimal';
  if (/^(double|float|real|double precision|float[48])\b/.test(word)) return 'float';
  if (/^bool(ean)?$/.test(word)) return 'boolean';
  if (word === 'date') return 'date';
  if (/^(timestamp|datetime)/.test(word)) return 'timestamp';
  if (/^time/.test(word)) return 'time';
  if (/^(varbinary|binary|blob|bytea|bit)\b/.test(word)) return 'binary';
  if (/^(array|map|struct|row|super|json|list|union|variant)\b|\[\d*\]$/.test(word)) return 'nested';
  return 'text';
}
