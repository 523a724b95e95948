import { quoteText } from '../../../../core/sqlQuoting.ts';
import { isFloating, isInteger, isNumeric, isText, varchar } from '../types/trinoType.ts';
import { toText } from '../writing/casts.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';

interface Piece {
  readonly flags: string;
  readonly width: string;
  readonly precision: string;
  readonly letter: string;
}

/** https://trino.io/docs/current/functions/string.html#format */
export const formatFunctions: Readonly<Record<string, FunctionWriter>> = {
  format(call) {
    const pattern = call.literal(0);
    if (pattern === undefined) {
      throw call.fail('NOT_SUPPORTED', 'The pattern of format must be a literal in the local engine');
    }
    const parts: string[] = [];
    let next = 1;
    let from = 0;
    for (const match of pattern.matchAll(/%(?:(\d+)\$)?([-+ 0,(#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g)) {
      if (match.index > from) parts.push(quoteText(pattern.slice(from, match.index)));
      from = match.index + match[0].length;
      const [, place, flags = '', width = '', precision = '', letter = ''] = match;
      if (letter === '%' || letter === 'n') {
        parts.push(letter === '%' ? "'%'" : 'chr(10)');
        continue;
      }
      const index = place === undefined ? next++ : Number(place);
      if (index >= call.count) {
        throw call.fail(
          'INVALID_FUNCTION_ARGUMENT',
          `Invalid format string: ${pattern} (MissingFormatArgument: Format specifier '${match[0]}')`,
        );
      }
      parts.push(padded(piece(call, call.arg(index), { flags, width, precision, letter }), flags, width));
    }
    if (from < pattern.length) parts.push(quoteText(pattern.slice(from)));
    // `format` shows nulls, where `||` would make the whole null.
    return written(parts.length === 0 ? "''" : `concat(${parts.join(', ')})`, varchar);
  },
  format_number(call) {
    return written(`trino_format_number(CAST(${call.arg(0).sql} AS DOUBLE))`, varchar);
  },
};

function piece(call: CallWriter, value: Written, { flags, width, precision, letter }: Piece): string {
  const invalid = (): Error =>
    call.fail(
      'INVALID_FUNCTION_ARGUMENT',
      `Invalid format string: ${call.literal(0)} (IllegalFormatConversion: ${letter})`,
    );
  const group = flags.includes(',') ? ',' : '';
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const zeros = flags.includes('0') && width !== '' ? `0${width}` : '';
  switch (letter) {
    case 's':
    case 'S': {
      const text = isFloating(value.type) ? `CAST(${value.sql} AS VARCHAR)` : toText(value.sql, value.type);
      const cut = precision === '' ? text : `left(${text}, ${precision})`;
      return `coalesce(${letter === 'S' ? `upper(${cut})` : cut}, 'null')`;
    }
    case 'd':
      if (value.type && !isInteger(value.type)) throw invalid();
      return `format('{:${sign}${zeros}${group || 'd'}}', CAST(${value.sql} AS BIGINT))`;
    case 'f':
      if (value.type && !isNumeric(value.type)) throw invalid();
      return `format('{:${sign}${zeros}${group}.${precision || '6'}f}', CAST(${value.sql} AS DOUBLE))`;
    case 'e':
    case 'E':
      return `format('{:${sign}.${precision || '6'}${letter}}', CAST(${value.sql} AS DOUBLE))`;
    case 'x':
    case 'X':
      return `format('{:${zeros}${letter}}', CAST(${value.sql} AS BIGINT))`;
    case 'o':
      return `format('{:${zeros}o}', CAST(${value.sql} AS BIGINT))`;
    case 'b':
    case 'B':
      return `CASE WHEN ${value.type?.name === 'boolean' ? value.sql : `${value.sql} IS NOT NULL`} THEN 'true' ELSE 'false' END`;
    case 'c':
      if (value.type && !isText(value.type)) throw invalid();
      return value.sql;
    default:
      throw call.fail('NOT_SUPPORTED', `%${letter} in format is not supported by the local engine`);
  }
}

function padded(sql: string, flags: string, width: string): string {
  if (width === '' || flags.includes('0')) return sql;
  const pad = flags.includes('-') ? 'rpad' : 'lpad';
  return `${pad}(${sql}, greatest(${width}, CAST(length(${sql}) AS INTEGER)), ' ')`;
}

export const formatMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_short_number(x, unit) AS
    CASE WHEN abs(x) >= 100 THEN format('{:.0f}', x) WHEN abs(x) >= 10 THEN rtrim(rtrim(format('{:.1f}', x), '0'), '.')
      ELSE rtrim(rtrim(format('{:.2f}', x), '0'), '.') END || unit`,
  `CREATE OR REPLACE MACRO trino_format_number(x) AS
    CASE WHEN abs(x) < 1000 THEN trino_short_number(x, '') WHEN abs(x) < 1e6 THEN trino_short_number(x / 1e3, 'K')
      WHEN abs(x) < 1e9 THEN trino_short_number(x / 1e6, 'M') WHEN abs(x) < 1e12 THEN trino_short_number(x / 1e9, 'B')
      WHEN abs(x) < 1e15 THEN trino_short_number(x / 1e12, 'T') ELSE trino_short_number(x / 1e15, 'Q') END`,
];
