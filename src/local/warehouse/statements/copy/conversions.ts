/** From the text of a field to a value of a column: https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-conversion.html */
import { quoteText } from '../../../../core/sqlQuoting.ts';
import { duckDbType } from '../../../engines/redshift/types/duckDbType.ts';
import type { ColumnEntry } from '../../catalog/entries.ts';
import { literal } from '../../databases/duckDb.ts';
import type { LoadOptions } from './copyOptions.ts';

export interface Conversion {
  /** The value, or an error of DuckDB's. */
  readonly strict: string;
  /** Holds for a text that cannot be converted. */
  readonly bad: string;
  /** STL_LOAD_ERRORS' code and reason; `$` stands for the text. */
  readonly code: number;
  readonly reason: string;
}

/** @param text an expression of the field's text, NULL where it is the null marker */
export function conversionOf(column: ColumnEntry, text: string, options: LoadOptions): Conversion {
  const { type } = column;
  if (type.name === 'character varying' || type.name === 'character') return ofText(column, text, type.length, options);
  const duck = duckDbType(type);
  const given = `nullif(trim(${text}), '')`;
  const cast = `CAST(${leftTrimmed(text)} AS ${duck})`;
  const plain = (parsed: string, tried: string, code: number, reason: string): Conversion => ({
    strict: notNull(column, parsed),
    bad: `(${given} IS NOT NULL AND ${tried} IS NULL)${missing(column, given)}`,
    code,
    reason,
  });
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'bigint': {
      const whole = `CASE WHEN contains(${given}, '.') THEN NULL ELSE ${given} END`;
      const name = { smallint: 'Short', integer: 'Integer', bigint: 'Long' }[type.name];
      const strict = `CASE WHEN contains(${text}, '.') THEN error('Invalid digit') ELSE ${cast} END`;
      return plain(strict, `TRY_CAST(${whole} AS ${duck})`, 1207, `Invalid digit, Value '$', Pos 0, Type: ${name}`);
    }
    case 'boolean': {
      const known = `CASE WHEN lower(${given}) IN ('t', 'true', 'y', 'yes', '1', 'on') THEN true
        WHEN lower(${given}) IN ('f', 'false', 'n', 'no', '0', 'off') THEN false END`;
      const strict = `CASE WHEN ${given} IS NOT NULL AND (${known}) IS NULL THEN error('Unknown boolean format') ELSE ${known} END`;
      return plain(strict, `(${known})`, 1210, 'Unknown boolean format - unknown value $');
    }
    case 'date':
      return moment(
        plain,
        { given, cast },
        'DATE',
        options.dateFormat,
        options.anyDate,
        1205,
        'Invalid Date Format - length must be 10 or more',
      );
    case 'timestamp':
    case 'timestamptz':
      return moment(
        plain,
        { given, cast },
        duck,
        options.timeFormat,
        options.anyDate,
        1206,
        'Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]',
      );
    case 'numeric':
    case 'real':
    case 'double precision':
      return plain(cast, `TRY_CAST(${given} AS ${duck})`, 1207, `Invalid value, Value '$', Type: ${type.name}`);
    default:
      return plain(
        `CAST(${given} AS ${duck})`,
        `TRY_CAST(${given} AS ${duck})`,
        1207,
        `Invalid value, Value '$', Type: ${type.name}`,
      );
  }
}

/**
 * A field without the blanks before it, NULL where there are only blanks: enough for casts, which pass over blanks behind a
 * number or a moment. Most fields begin with no blank, and are taken as they are: to trim each would take a third of a load.
 */
function leftTrimmed(text: string): string {
  return `CASE WHEN ${text} < '!' THEN nullif(trim(${text}), '') ELSE ${text} END`;
}

function ofText(column: ColumnEntry, text: string, length: number, options: LoadOptions): Conversion {
  let value = text;
  if (options.trimBlanks || column.type.name === 'character') value = `rtrim(${value}, ' ')`;
  if (options.blanksAsNull)
    value = `CASE WHEN ${value} <> '' AND trim(${value}, E' \\t\\r\\n') = '' THEN NULL ELSE ${value} END`;
  if (options.emptyAsNull) value = `nullif(${value}, '')`;
  const long = `strlen(${value}) > ${length}`;
  const cut = options.truncate ? cutTo(value, length) : `error('String length exceeds DDL length')`;
  return {
    strict: notNull(column, `CASE WHEN ${long} THEN ${cut} ELSE ${value} END`),
    bad: `${options.truncate ? 'false' : `coalesce(${long}, false)`}${missing(column, value)}`,
    code: 1204,
    reason: 'String length exceeds DDL length',
  };
}

/** The longest beginning that takes no more bytes and ends with a whole character. */
function cutTo(value: string, length: number): string {
  const tries = [0, 1, 2, 3].map((less) => `TRY(decode(encode(${value})[1:${Math.max(0, length - less)}]))`);
  return `coalesce(${tries.join(', ')})`;
}

/** A column that may not be NULL says so by its own name. */
function notNull(column: ColumnEntry, value: string): string {
  return column.notNull ? `coalesce(${value}, error('Missing data for not-null field'))` : value;
}

function missing({ notNull: required }: ColumnEntry, value: string): string {
  return required ? ` OR ${value} IS NULL` : '';
}

const autoDates = [
  '%Y-%m-%d',
  '%Y/%m/%d',
  '%Y.%m.%d',
  '%d-%b-%Y',
  '%d %b %Y',
  '%b %d, %Y',
  '%B %d, %Y',
  '%m/%d/%Y',
  '%m-%d-%Y',
  '%Y%m%d',
];
const autoTimes = [
  '',
  ' %H:%M:%S',
  ' %H:%M:%S.%f',
  ' %H:%M',
  'T%H:%M:%S',
  'T%H:%M:%SZ',
  'T%H:%M:%S.%f',
  ' %I:%M:%S %p',
  ' %I:%M %p',
];

function moment(
  plain: (strict: string, tried: string, code: number, reason: string) => Conversion,
  { given, cast }: { readonly given: string; readonly cast: string },
  duck: string,
  format: string | undefined,
  anyDate: boolean,
  code: number,
  reason: string,
): Conversion {
  const tried = triedMoment(given, duck, format);
  if (anyDate) return plain(tried, 'true', code, reason);
  const failed = `error(${quoteText(reason)})`;
  const strict =
    format === undefined
      ? cast
      : `CASE WHEN ${given} IS NOT NULL AND ${tried} IS NULL THEN ${failed} ELSE ${tried} END`;
  return plain(strict, tried, code, reason);
}

function triedMoment(given: string, duck: string, format: string | undefined): string {
  const usual = `TRY_CAST(${given} AS ${duck})`;
  if (format === undefined) return usual;
  switch (format.toLowerCase()) {
    case 'auto': {
      const all = duck === 'DATE' ? autoDates : autoDates.flatMap((date) => autoTimes.map((time) => date + time));
      return `coalesce(${usual}, CAST(try_strptime(${given}, [${all.map(literal).join(', ')}]) AS ${duck}))`;
    }
    case 'epochsecs':
      return `CAST(make_timestamp(CAST(TRY_CAST(${given} AS DECIMAL(20,6)) * 1000000 AS BIGINT)) AS ${duck})`;
    case 'epochmillisecs':
      return `CAST(make_timestamp(CAST(TRY_CAST(${given} AS DECIMAL(20,3)) * 1000 AS BIGINT)) AS ${duck})`;
    default:
      return `CAST(try_strptime(${given}, ${literal(strptime(format))}) AS ${duck})`;
  }
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^YYYY/i, '%Y'],
  [/^YY/i, '%y'],
  [/^MONTH/i, '%B'],
  [/^MON/i, '%b'],
  [/^MM/i, '%m'],
  [/^DD/i, '%d'],
  [/^HH24/i, '%H'],
  [/^HH12|^HH/i, '%I'],
  [/^MI/i, '%M'],
  [/^SS/i, '%S'],
  [/^(US|MS)/i, '%f'],
  [/^(AM|PM|A\.M\.|P\.M\.)/i, '%p'],
  [/^OF|^TZ/i, '%z'],
  [/^DAY/i, '%A'],
  [/^DY/i, '%a'],
];

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DATEFORMAT_and_TIMEFORMAT_strings.html; HH without AM or PM counts to 24. */
export function strptime(format: string): string {
  const half = /AM|PM|A\.M\.|P\.M\./i.test(format);
  let rest = format;
  let made = '';
  while (rest !== '') {
    const found = patterns.find(([pattern]) => pattern.test(rest));
    const part = found?.[0].exec(rest)?.[0];
    if (found && part) {
      made += found[1] === '%I' && !half ? '%H' : found[1];
      rest = rest.slice(part.length);
    } else {
      made += rest.startsWith('%') ? '%%' : rest[0];
      rest = rest.slice(1);
    }
  }
  return made;
}
