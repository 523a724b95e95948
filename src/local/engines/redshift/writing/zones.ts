import { quoteText } from '../../../../core/sqlQuoting.ts';
import { RedshiftError } from '../redshiftError.ts';
import { varchar } from '../types/redshiftType.ts';
import { isInterval } from '../types/typeGroups.ts';
import { castTo } from './casts.ts';
import { coerced } from './coercion.ts';
import { zoneName } from './literalCasts.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** `AT TIME ZONE`. https://docs.aws.amazon.com/redshift/latest/dg/r_AT_TIME_ZONE.html */
export function zoned(operand: Written, zone: Written, at: number, writer: Writer): Written {
  const value = operand.type.name === 'unknown' ? coerced(operand, { name: 'timestamptz' }, at, writer) : operand;
  const name = zoneSql(zone, at, writer);
  switch (value.type.name) {
    case 'timestamptz':
      return written(`timezone(${name}, ${value.sql})`, { name: 'timestamp' });
    case 'date':
    case 'timestamp':
      return written(`timezone(${name}, CAST(${value.sql} AS TIMESTAMP))`, { name: 'timestamptz' });
    default:
      throw new RedshiftError('42883', `AT TIME ZONE does not take a ${value.type.name}`, at);
  }
}

/** A zone's name as DuckDB has it. */
export function zoneSql(zone: Written, at: number, writer: Writer): string {
  if (zone.literal !== undefined) return quoteText(zoneName(zone.literal));
  if (isInterval(zone.type)) return `redshift_offset_zone(${zone.sql})`;
  return `redshift_zone(${coerced(zone, varchar(), at, writer).sql})`;
}

/** A moment in one zone as clocks in another show it. */
export function converted(value: Written, from: string | undefined, to: string, at: number): Written {
  const plain = castTo(value, { name: 'timestamp' }, at).sql;
  const moment =
    value.type.name === 'timestamptz' && from === undefined ? value.sql : `timezone(${from ?? "'UTC'"}, ${plain})`;
  return written(`timezone(${to}, ${moment})`, { name: 'timestamp' });
}

export const zoneMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_zone(zone) AS CASE upper(zone) WHEN 'EST' THEN 'Etc/GMT+5' WHEN 'EDT' THEN 'Etc/GMT+4'
    WHEN 'CST' THEN 'Etc/GMT+6' WHEN 'CDT' THEN 'Etc/GMT+5' WHEN 'MST' THEN 'Etc/GMT+7' WHEN 'MDT' THEN 'Etc/GMT+6'
    WHEN 'PST' THEN 'Etc/GMT+8' WHEN 'PDT' THEN 'Etc/GMT+7' WHEN 'Z' THEN 'UTC' WHEN 'CET' THEN 'Etc/GMT-1'
    WHEN 'JST' THEN 'Etc/GMT-9' ELSE zone END`,
  `CREATE OR REPLACE MACRO redshift_offset_zone(x) AS
    'Etc/GMT' || CASE WHEN datepart('hour', x) > 0 THEN '-' ELSE '+' END || abs(datepart('hour', x))`,
];
