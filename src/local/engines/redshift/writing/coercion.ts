import { RedshiftError } from '../redshiftError.ts';
import { commonType } from '../types/commonType.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { type RedshiftType, varchar } from '../types/redshiftType.ts';
import { plainTypeText } from '../types/typeNames.ts';
import { castTo } from './casts.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/**
 * A value as one of another type, as it becomes without a cast: literals and parameters take the type, others are cast
 * where their types differ.
 */
export function coerced(value: Written, type: RedshiftType, at: number, writer: Writer): Written {
  if (value.parameter !== undefined) return written(writer.parameter(value.parameter, type), type);
  if (value.literal !== undefined || value.type.name === 'super') return castTo(value, type, at);
  if (value.type.name === 'unknown') return written(`CAST(${value.sql} AS ${duckDbType(type)})`, type);
  if (value.type.name === type.name && type.name !== 'numeric') return value;
  return castTo(value, type, at);
}

/** A literal or parameter that nothing has given a type is a text. */
export function settled(value: Written, writer: Writer): Written {
  if (value.type.name !== 'unknown') return value;
  if (value.parameter !== undefined) return written(writer.parameter(value.parameter, varchar()), varchar());
  if (value.literal === undefined) return written('CAST(NULL AS VARCHAR)', varchar(1));
  return written(value.sql, varchar(new TextEncoder().encode(value.literal).length));
}

/**
 * The type that all of them can be turned into.
 * @throws RedshiftError 42804 `CASE types integer and date cannot be matched`
 */
export function unified(
  what: string,
  values: readonly { readonly value: Written; readonly at: number }[],
): RedshiftType {
  let type: RedshiftType = { name: 'unknown' };
  for (const { value, at } of values) {
    const common = commonType(type, value.type);
    if (!common) {
      const text = `${what} types ${plainTypeText(type)} and ${plainTypeText(value.type)} cannot be matched`;
      throw new RedshiftError('42804', text, at);
    }
    type = common;
  }
  return type;
}

/** Each of them as the type that all can be turned into; texts where none has a type. */
export function together(
  what: string,
  values: readonly { readonly value: Written; readonly at: number }[],
  writer: Writer,
): { readonly type: RedshiftType; readonly sql: readonly string[] } {
  const found = unified(what, values);
  const all = values.map(({ value }) => value);
  const type = found.name === 'unknown' ? longest(all) : widened(found, all);
  // A bare NULL fits wherever it stands.
  const sql = values.map(({ value, at }) =>
    value.type.name === 'unknown' && value.literal === undefined && value.parameter === undefined
      ? `CAST(NULL AS ${duckDbType(type)})`
      : isSame(value, type)
        ? value.sql
        : coerced(value, type, at, writer).sql,
  );
  return { type, sql };
}

function isSame({ type: from, literal, parameter }: Written, to: RedshiftType): boolean {
  if (literal !== undefined || parameter !== undefined || from.name !== to.name) return false;
  return from.name !== 'numeric' || to.name !== 'numeric' || from.scale === to.scale;
}

/** A text is as long as the literals beside it want. */
export function widened(type: RedshiftType, values: readonly Written[]): RedshiftType {
  if (type.name !== 'character varying' && type.name !== 'character') return type;
  const lengths = values.map(({ literal }) => new TextEncoder().encode(literal ?? '').length);
  const length = Math.max(type.length, ...lengths);
  return length === type.length ? type : varchar(length);
}

function longest(values: readonly Written[]): RedshiftType {
  const lengths = values.map(({ literal }) => new TextEncoder().encode(literal ?? '').length);
  return varchar(values.some(({ parameter }) => parameter !== undefined) ? undefined : Math.max(...lengths));
}

/** A condition. @throws RedshiftError 42804 for anything but a boolean */
export function truth(value: Written, clause: string, at: number, writer: Writer): string {
  const { name } = value.type;
  if (name === 'boolean') return value.sql;
  if (name === 'unknown' || name === 'super') return coerced(value, { name: 'boolean' }, at, writer).sql;
  throw new RedshiftError(
    '42804',
    `argument of ${clause} must be type boolean, not type ${plainTypeText(value.type)}`,
    at,
  );
}
