import { quoteText } from '../../../../core/sqlQuoting.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { date, double, numericType, timestamp, timestamptz, varchar } from '../types/redshiftType.ts';
import { isInterval, isMoment, isNumber } from '../types/typeGroups.ts';
import { coerced } from '../writing/coercion.ts';
import { failure } from '../writing/failure.ts';
import { written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';
import { datePattern, strptimePattern } from './datePatterns.ts';
import { numberDigits, numberText } from './numberPatterns.ts';

/** @throws RedshiftError where the format is no literal */
function formatAt(call: CallWriter): string {
  const format = call.literal(1);
  if (call.count < 2) throw call.unexpected();
  if (format === undefined) {
    throw call.fail('0A000', `${call.call.name} is supported by the local warehouse with a literal format only`);
  }
  return format;
}

/** Each value is written once, however often the pattern names it. */
function withValue(sql: string, body: string): string {
  return `list_transform([${sql}], lambda x: ${body})[1]`;
}

function strptime(call: CallWriter): string {
  const format = formatAt(call);
  const found = strptimePattern(format);
  if ('unsupported' in found) {
    throw call.fail('0A000', `${found.unsupported} in formats is not supported by the local warehouse`);
  }
  return `redshift_strptime(${call.as(0, varchar())}, ${quoteText(found.pattern)}, ${quoteText(format)})`;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Data_type_formatting.html */
export const formatFunctions: Readonly<Record<string, FunctionWriter>> = {
  to_char(call) {
    const format = formatAt(call);
    const arg = call.arg(0);
    const { type } = arg;
    if (isNumber(type)) {
      const found = numberText(format);
      if ('unsupported' in found) {
        throw call.fail('0A000', `${found.unsupported} in formats is not supported by the local warehouse`);
      }
      return written(withValue(arg.sql, found.sql), varchar(64));
    }
    if (isInterval(type)) throw call.fail('0A000', 'to_char of intervals is not supported by the local warehouse');
    const clock = type.name === 'time';
    if (!isMoment(type) && !clock && type.name !== 'unknown') throw call.unexpected();
    const moment = coerced(arg, clock ? type : timestamp, call.at, call.writer);
    const value = clock ? `(DATE '2000-01-01' + ${moment.sql})` : moment.sql;
    return written(withValue(value, datePattern(format)), varchar(64));
  },
  to_date: (call) => written(`CAST(${strptime(call)} AS DATE)`, date),
  to_timestamp(call) {
    if (call.count === 1) {
      return written(`to_timestamp(${call.as(0, double)})`, timestamptz);
    }
    return written(`CAST(${strptime(call)} AS TIMESTAMPTZ)`, timestamptz);
  },
  to_number(call) {
    const digits = numberDigits(formatAt(call));
    if ('unsupported' in digits) {
      throw call.fail('0A000', `${digits.unsupported} in formats is not supported by the local warehouse`);
    }
    const type = numericType(digits.precision, digits.scale);
    return written(`CAST(redshift_number(${call.as(0, varchar())}) AS ${duckDbType(type)})`, type);
  },
  text_to_int_alt: (call) => written(`CAST(redshift_number(${call.as(0, varchar())}) AS INTEGER)`, { name: 'integer' }),
};

export const formatMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_strptime(x, pattern, format) AS CASE WHEN x IS NULL THEN NULL ELSE
    coalesce(try_strptime(trim(x), pattern), try_strptime(regexp_replace(trim(x), '\\.\\d+$', ''), pattern),
      try_strptime(rtrim(left(trim(x), length(format))), pattern),
      ${failure('22007', `'invalid value "' || x || '" for format "' || format || '"'`)}) END`,
  // Brackets and a sign at either end mean a negative number; everything else but digits and point is left out.
  `CREATE OR REPLACE MACRO redshift_number(x) AS
    CASE WHEN regexp_matches(x, '^\\s*-|-\\s*$|^\\s*<.*>\\s*$|MI\\s*$|^[^0-9]*-') THEN '-' ELSE '' END
    || coalesce(nullif(regexp_replace(x, '[^0-9.]', '', 'g'), ''),
      ${failure('22P02', `'invalid input syntax for type numeric: "' || x || '"'`)})`,
];
