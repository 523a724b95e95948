import { quoteText } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Expression } from '../grammar/queryTree.ts';
import { bigint, double, integer, type TrinoType, varbinary } from '../types/trinoType.ts';
import { type Written, written } from './written.ts';

/** A number as Trino types it: `1` is an integer, `1.0` a decimal and `1e0` a double. */
export function numberLiteral(text: string): Written {
  if (/e/i.test(text)) return written(text, double);
  if (text.includes('.')) {
    const type = decimalTypeOf(text);
    return written(text.startsWith('.') ? `0${text}` : text, type);
  }
  const value = BigInt(text);
  if (value < 2n ** 31n) return written(text, integer);
  if (value < 2n ** 63n) return written(text, bigint);
  return written(text, { name: 'decimal', precision: Math.min(38, text.length), scale: 0 });
}

function decimalTypeOf(text: string): TrinoType {
  const [whole = '', fraction = ''] = text.replace(/^[-+]/, '').split('.');
  const precision = whole.replace(/^0+/, '').length + fraction.length;
  return { name: 'decimal', precision: Math.max(1, precision), scale: fraction.length };
}

/** The length of a text in characters, as Trino types it. */
export function textLiteral(value: string): Written {
  return written(quoteText(value), { name: 'varchar', length: [...value].length });
}

export function binaryLiteral(hex: string): Written {
  return written(`unhex('${hex}')`, varbinary);
}

const casts: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  integer: 'INTEGER',
  int: 'INTEGER',
  smallint: 'SMALLINT',
  tinyint: 'TINYINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  uuid: 'UUID',
};

/** `DATE '…'`, `TIMESTAMP '…'`, `DECIMAL '…'` … @throws AthenaSyntaxError INVALID_LITERAL */
export function typedLiteral({ type, value, at }: Expression & { kind: 'typed' }): Written {
  const invalid = (): Error =>
    queryError('INVALID_LITERAL', at, `'${value}' is not a valid ${type.toUpperCase()} literal`);
  switch (type) {
    case 'date':
      if (!/^\s*[-+]?\d{1,6}-\d{1,2}-\d{1,2}\s*$/.test(value)) throw invalid();
      return written(`DATE ${quoteText(value.trim())}`, { name: 'date' });
    case 'time':
      return written(`TIME ${quoteText(value)}`, { name: 'time' });
    case 'timestamp': {
      const parts = /^\s*(\d{1,6}-\d{1,2}-\d{1,2}(?: \d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?)\s*(.*?)\s*$/.exec(value);
      if (!parts) throw invalid();
      const time = parts[1]!.replace(/^(\S+ \d{1,2}:\d{1,2})$/, '$1:00');
      return zonedLiteral(time, parts[2]!);
    }
    case 'decimal': {
      if (!/^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(value)) throw invalid();
      const decimal = decimalTypeOf(value);
      const { precision, scale } = decimal as { precision: number; scale: number };
      return written(`CAST(${quoteText(value)} AS DECIMAL(${precision},${scale}))`, decimal);
    }
    case 'char':
      return written(quoteText(value), { name: 'char', length: value.length });
    case 'varchar':
      return textLiteral(value);
    case 'json':
      return written(`trino_json_parse(${quoteText(value)})`, { name: 'json' });
    case 'varbinary':
      return written(`encode(${quoteText(value)})`, varbinary);
    case 'ipaddress':
      return written(quoteText(value), { name: 'ipaddress' });
    default: {
      const name = type === 'int' ? 'integer' : type;
      return written(`CAST(${quoteText(value)} AS ${casts[type]})`, { name } as TrinoType);
    }
  }
}

function zonedLiteral(time: string, zone: string): Written {
  if (zone === '') return written(`TIMESTAMP ${quoteText(time)}`, { name: 'timestamp' });
  const name = quoteText(zoneName(zone));
  const type: TrinoType =
    zone === 'UTC' ? { name: 'timestamp with time zone' } : { name: 'timestamp with time zone', zone: name };
  return written(`timezone(${name}, TIMESTAMP ${quoteText(time)})`, type);
}

/** A time zone as DuckDB knows it: an offset such as `+02:00` is a zone of the other sign there. */
export function zoneName(zone: string): string {
  const offset = /^(?:UTC|GMT|UT)?([-+])(\d{1,2})(?::?(\d{2}))?$/.exec(zone);
  if (!offset) return zone === 'Z' ? 'UTC' : zone;
  const [, sign, hours, minutes = '00'] = offset;
  if (minutes !== '00') return zone;
  return Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
}

const milliseconds: Readonly<Record<string, number>> = {
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};

/** `INTERVAL '2' DAY`, `INTERVAL '1-6' YEAR TO MONTH`. @throws AthenaSyntaxError INVALID_LITERAL */
export function intervalLiteral(node: Expression & { kind: 'interval' }): Written {
  const { from, value, negative, at } = node;
  const invalid = (): Error => queryError('INVALID_LITERAL', at, `Invalid INTERVAL ${from} value: ${value}`);
  const sign = (negative ? -1 : 1) * (value.trim().startsWith('-') ? -1 : 1);
  const text = value.trim().replace(/^[-+]/, '');
  if (from === 'YEAR' || from === 'MONTH') {
    const parts = /^(\d+)(?:-(\d+))?$/.exec(text);
    if (!parts) throw invalid();
    const months = (from === 'YEAR' ? 12 * Number(parts[1]) : Number(parts[1])) + Number(parts[2] ?? 0);
    return written(`INTERVAL '${sign * months} months'`, { name: 'interval year to month' });
  }
  const units = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
  const parts = /^\d+(?:[ :]\d+)*(?:\.\d+)?$/.test(text) ? text.split(/[ :]/) : [];
  const first = units.indexOf(from);
  if (parts.length === 0 || parts.length > units.length - first) throw invalid();
  const total = parts.reduce((sum, part, index) => sum + Number(part) * milliseconds[units[first + index]!]!, 0);
  return written(`INTERVAL '${sign * Math.round(total)} milliseconds'`, { name: 'interval day to second' });
}
