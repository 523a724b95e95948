/** Expressions over a line `c` of `strata.columns`: how system views tell a column's type. */
import { factByType, type TypeFacts } from '../../../engines/redshift/types/typeTable.ts';

function cases(fact: keyof TypeFacts, otherwise: string): string {
  const lines = factByType(fact).map(([from, to]) => `WHEN '${from}' THEN ${typeof to === 'number' ? to : `'${to}'`}`);
  return `CASE c.type ${lines.join(' ')} ELSE ${otherwise} END`;
}

/** pg_type's number. */
export const typeOid = cases('oid', '25');

export const typeSize = cases('size', '-1');

/** `atttypmod` */
export const typeModifier = `CASE WHEN c.length IS NOT NULL THEN c.length + 4
  WHEN c.type = 'numeric' THEN c.precision * 65536 + c.scale + 4 ELSE -1 END`;

/** As information_schema names types: without length. */
export const dataType = cases('long', 'c.type');

/** `int4`, `varchar` */
export const shortName = cases('short', 'c.type');

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
