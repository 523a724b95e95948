import { quoteText } from '../../../../core/sqlQuoting.ts';
import { RedshiftError } from '../redshiftError.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { type RedshiftType, varchar } from '../types/redshiftType.ts';
import { isInteger, isInterval, isMoment, isNumber, isText, textLength } from '../types/typeGroups.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { literalAs } from './literalCasts.ts';
import { type Written, written } from './written.ts';

/**
 * `CAST(x AS type)` as Redshift means it. https://docs.aws.amazon.com/redshift/latest/dg/r_CAST_function.html
 * @throws RedshiftError 42846 where no cast exists, and where a literal is none of the type
 */
export function castTo(value: Written, target: RedshiftType, at: number): Written {
  const type = sized(target, value);
  if (value.literal !== undefined) {
    const literal = literalAs(value.literal, type, at);
    if (literal !== undefined) return written(literal, type);
  }
  return written(castSql(value.sql, value.type, type, at), type);
}

/** A VARCHAR without a length is as long as what it is made of. */
function sized(target: RedshiftType, { type, literal }: Written): RedshiftType {
  if (target.name !== 'character varying' || target.length !== 65_535) return target;
  if (literal !== undefined) return varchar(new TextEncoder().encode(literal).length);
  return varchar(textLength(type));
}

function castSql(sql: string, from: RedshiftType, to: RedshiftType, at: number): string {
  if (!castable(from, to)) {
    throw new RedshiftError('42846', `cannot cast type ${plainTypeText(from)} to ${plainTypeText(to)}`, at);
  }
  if (to.name === 'super') return from.name === 'super' ? sql : `to_json(${sql})`;
  const plain = from.name === 'super' ? `redshift_scalar(${sql})` : sql;
  const source: RedshiftType = from.name === 'super' ? varchar() : from;
  if (isText(to)) return fitted(toText(plain, source), to);
  if (to.name === 'varbyte') return source.name === 'varbyte' ? plain : `encode(${plain})`;
  if (source.name === 'unknown') return `CAST(${plain} AS ${duckDbType(to)})`;
  if (isText(source)) return fromText(plain, to);
  if (to.name === 'boolean') return `(${plain} <> 0)`;
  if (to.name === 'time' && source.name === 'timestamptz') return `CAST(CAST(${plain} AS TIMESTAMP) AS TIME)`;
  return source.name === to.name && to.name !== 'numeric' ? plain : `CAST(${plain} AS ${duckDbType(to)})`;
}

function castable(from: RedshiftType, to: RedshiftType): boolean {
  if (from.name === to.name || from.name === 'unknown' || from.name === 'super') return true;
  if (isText(from)) return to.name !== 'array';
  if (isText(to)) return from.name !== 'boolean';
  if (to.name === 'super') return !isMoment(from) || from.name !== 'timestamptz';
  if (isNumber(from)) return isNumber(to) || (to.name === 'boolean' && isInteger(from));
  if (from.name === 'boolean') return isInteger(to);
  if (isMoment(from)) return isMoment(to) || (from.name !== 'date' && (to.name === 'time' || to.name === 'timetz'));
  if (from.name === 'time' || from.name === 'timetz') return to.name === 'time' || to.name === 'timetz';
  return isInterval(from) && isInterval(to);
}

/** The text of a value, as a cast makes it. */
export function toText(sql: string, from: RedshiftType): string {
  if (isText(from) || from.name === 'unknown') return sql;
  if (from.name === 'double precision') return `redshift_double_text(${sql})`;
  if (from.name === 'real') return `redshift_real_text(${sql})`;
  if (from.name === 'varbyte') return `decode(${sql})`;
  if (from.name === 'super') return `redshift_scalar(${sql})`;
  if (isInterval(from)) return `redshift_interval_text(${sql})`;
  return `CAST(${sql} AS VARCHAR)`;
}

/** A text cut to a type's length, which counts bytes. Blanks that fill a CHAR up are never kept. */
function fitted(sql: string, to: RedshiftType): string {
  if (to.name === 'character') return `rtrim(redshift_left(${sql}, ${to.length}), ' ')`;
  if (to.name !== 'character varying' || to.length === 65_535) return sql;
  return `redshift_left(${sql}, ${to.length})`;
}

function fromText(sql: string, to: RedshiftType): string {
  switch (to.name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'oid':
    case 'xid':
      return `CAST(redshift_digits(${sql}, ${quoteText(integerNames[to.name]!)}) AS ${duckDbType(to)})`;
    case 'numeric':
    case 'real':
    case 'double precision':
      return `CAST(trim(${sql}) AS ${duckDbType(to)})`;
    case 'boolean':
      return `redshift_boolean(${sql})`;
    case 'date':
      return `redshift_date(${sql})`;
    case 'timestamp':
      return `redshift_timestamp(${sql})`;
    case 'timestamptz':
      return `redshift_timestamptz(${sql})`;
    default:
      return `CAST(${sql} AS ${duckDbType(to)})`;
  }
}

const integerNames: Readonly<Record<string, string>> = {
  smallint: 'Short',
  integer: 'Integer',
  bigint: 'Long',
  oid: 'Integer',
  xid: 'Long',
};

/**
 * A value as an INSERT or UPDATE puts it into a column: texts that are too long are refused.
 * @throws RedshiftError 42804 where it cannot be put there without a cast
 */
export function assignTo(value: Written, column: string, target: RedshiftType, at: number): Written {
  if (!assignable(value.type, target)) {
    const from = plainTypeText(value.type);
    throw new RedshiftError(
      '42804',
      `column "${column}" is of type ${plainTypeText(target)} but expression is of type ${from}`,
      at,
      { hint: 'You will need to rewrite or cast the expression.' },
    );
  }
  if (value.type.name === 'boolean' && isText(target)) {
    const answer = written(`CASE ${value.sql} WHEN true THEN 'true' WHEN false THEN 'false' END`, varchar(5));
    return assignTo(answer, column, target, at);
  }
  const known = value.literal === undefined ? textLength(value.type) : new TextEncoder().encode(value.literal).length;
  if ((target.name === 'character varying' || target.name === 'character') && value.type.name !== 'array') {
    const text = castSql(value.sql, value.type, varchar(), at);
    const short = target.name === 'character' ? `rtrim(${text}, ' ')` : text;
    if (known <= target.length && target.name === 'character varying') return written(text, target);
    const name = plainTypeText(target);
    return written(`redshift_assigned(${short}, ${target.length}, ${quoteText(`${name}(${target.length})`)})`, target);
  }
  return castTo(value, target, at);
}

function assignable(from: RedshiftType, to: RedshiftType): boolean {
  if (from.name === to.name || from.name === 'unknown' || from.name === 'super' || to.name === 'super') return true;
  if (isText(to)) return true;
  if (isNumber(from)) return isNumber(to) || (to.name === 'boolean' && isInteger(from));
  if (from.name === 'boolean') return isInteger(to);
  if (isMoment(from)) return isMoment(to) || to.name === 'time' || to.name === 'timetz';
  if (from.name === 'time' || from.name === 'timetz') return to.name === 'time' || to.name === 'timetz';
  return isInterval(from) && isInterval(to);
}
