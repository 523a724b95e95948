/** Values in the text that Redshift's wire and Data API use, from those that DuckDB gives. */
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { RedshiftType } from '../../engines/redshift/types/redshiftType.ts';
import { dateText, momentText, offsetText, secondsText, zonedText } from './momentText.ts';

export type TextWriter = (value: DuckDBValue) => string | null;

/**
 * The writer of a column's values.
 * @param zone the session's, in which `timestamptz` is shown
 */
export function textWriter(type: RedshiftType, zone: string): TextWriter {
  switch (type.name) {
    case 'character':
      return (value) => (value === null ? null : padded(plainText(value), type.length));
    case 'real':
      return (value) => (typeof value === 'number' ? floatText(value, true) : textOf(value, zone));
    case 'numeric':
      return (value) => {
        // A count that DuckDB widened, or a whole number where digits behind the point are promised.
        if (typeof value === 'bigint' || typeof value === 'number') return String(value) + zeros(type.scale);
        return textOf(value, zone);
      };
    default:
      return (value) => textOf(value, zone);
  }
}

function textOf(value: DuckDBValue, zone: string): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return floatText(value, false);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof DuckDBTimestampTZValue) return infinite(value.micros) ?? zonedText(value.micros, zone);
  if (value instanceof DuckDBListValue) return arrayText(value, zone);
  return plainText(value);
}

function plainText(value: DuckDBValue): string {
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return dateText(value.days);
  if (value instanceof DuckDBTimestampValue) return infinite(value.micros) ?? momentText(value.micros);
  if (value instanceof DuckDBTimeValue) return secondsText(value.micros);
  if (value instanceof DuckDBTimeTZValue) return secondsText(value.micros) + offsetText(Math.trunc(value.offset / 60));
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (value instanceof DuckDBIntervalValue) return intervalText(value);
  return String(value);
}

/** DuckDB's infinite moments, which tools meet in catalogs. */
function infinite(micros: bigint): string | undefined {
  if (micros === 9_223_372_036_854_775_807n) return 'infinity';
  return micros === -9_223_372_036_854_775_807n ? '-infinity' : undefined;
}

/** As PostgreSQL writes floats: the shortest text that reads back the same. */
function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0';
  if (!single) return exponent(String(value));
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return exponent(String(text));
  }
  return exponent(String(Number(value.toPrecision(9))));
}

/** `1e+21`, and `1e-07` with two digits. */
function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

function padded(text: string, length: number): string {
  const missing = length - Buffer.byteLength(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

function zeros(scale: number): string {
  return scale > 0 ? `.${'0'.repeat(scale)}` : '';
}

function arrayText(list: DuckDBListValue, zone: string): string {
  const items = list.items.map((item) => {
    const text = textOf(item, zone);
    if (text === null) return 'NULL';
    return /^$|[{}",\\\s]|^null$/i.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
  });
  return `{${items.join(',')}}`;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_interval_data_types.html */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  const parts: string[] = [];
  const years = Math.trunc(months / 12);
  const count = (value: number, unit: string) => {
    if (value !== 0) parts.push(`${value} ${unit}${Math.abs(value) === 1 ? '' : 's'}`);
  };
  count(years, 'year');
  count(months % 12, 'mon');
  count(days, 'day');
  if (micros !== 0n || parts.length === 0)
    parts.push(`${micros < 0n ? '-' : ''}${secondsText(micros < 0n ? -micros : micros)}`);
  return parts.join(' ');
}
