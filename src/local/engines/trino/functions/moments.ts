import { quoteText } from '../../../../core/sqlQuoting.ts';
import { duckDbType } from '../types/duckDbType.ts';
import { date, isNumeric, isText, isTimestamp, type TrinoType, timestamp, varchar } from '../types/trinoType.ts';
import { castTo } from '../writing/casts.ts';
import { zoneName } from '../writing/literals.ts';
import { localMoment } from '../writing/localMoment.ts';
import { type Written, written } from '../writing/written.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';
import { dynamicMysqlPattern, jodaPattern, mysqlPattern } from './datePatterns.ts';

/** The interval of some units of time. */
const intervals: Readonly<Record<string, (n: string) => string>> = {
  millisecond: (n) => `to_milliseconds(CAST(${n} AS BIGINT))`,
  second: (n) => `to_seconds(CAST(${n} AS BIGINT))`,
  minute: (n) => `to_minutes(CAST(${n} AS BIGINT))`,
  hour: (n) => `to_hours(CAST(${n} AS BIGINT))`,
  day: (n) => `to_days(CAST(${n} AS INTEGER))`,
  week: (n) => `to_weeks(CAST(${n} AS INTEGER))`,
  month: (n) => `to_months(CAST(${n} AS INTEGER))`,
  quarter: (n) => `to_months(CAST(3 * ${n} AS INTEGER))`,
  year: (n) => `to_years(CAST(${n} AS INTEGER))`,
};

const dateUnits = ['day', 'week', 'month', 'quarter', 'year'];

/** The unit that a call names. @throws AthenaSyntaxError INVALID_FUNCTION_ARGUMENT for one that its moment has not */
function unitOf(call: CallWriter, type: TrinoType | undefined): string {
  const literal = call.literal(0);
  if (literal === undefined) {
    throw call.fail('NOT_SUPPORTED', `The unit of ${call.call.name} must be a literal in the local engine`);
  }
  const unit = literal.toLowerCase();
  if (!intervals[unit] || (type?.name === 'date' && !dateUnits.includes(unit))) {
    const kind = type?.name === 'date' ? 'DATE' : 'TIMESTAMP';
    throw call.fail('INVALID_FUNCTION_ARGUMENT', `'${literal}' is not a valid ${kind} field`);
  }
  return unit;
}

function momentAt(call: CallWriter, index: number): Written {
  const arg = call.arg(index);
  const fits = !arg.type || ['date', 'time', 'unknown'].includes(arg.type.name) || isTimestamp(arg.type);
  if (!fits) {
    const { name } = call.call;
    const before = name === 'date_add' || name === 'date_diff' ? 'varchar(x), ' : '';
    throw call.unexpected(
      ...['date', 'timestamp(p)', 'timestamp(p) with time zone'].map((type) => `${name}(${before}${type})`),
    );
  }
  return arg;
}

/** The zone that an argument names. */
function zoneAt(call: CallWriter, index: number): string {
  const literal = call.literal(index);
  return literal === undefined ? call.arg(index).sql : quoteText(zoneName(literal));
}

function zoned(sql: string, zone: string): Written {
  return written(
    sql,
    zone === "'UTC'" ? { name: 'timestamp with time zone' } : { name: 'timestamp with time zone', zone },
  );
}

function patternAt(call: CallWriter, index: number): string {
  const literal = call.literal(index);
  if (literal === undefined) return dynamicMysqlPattern(call.arg(index).sql);
  const result = mysqlPattern(literal);
  if ('pattern' in result) return quoteText(result.pattern);
  throw call.fail('INVALID_FUNCTION_ARGUMENT', `${result.unsupported} not supported in date format string`);
}

function jodaPatternAt(call: CallWriter): string {
  const literal = call.literal(1);
  const pattern = literal === undefined ? undefined : jodaPattern(literal);
  if (pattern !== undefined) return quoteText(pattern);
  throw call.fail('NOT_SUPPORTED', `Date pattern ${literal ?? 'of a column'} is not supported by the local engine`);
}

function textAt(call: CallWriter): string {
  const { sql, type } = call.arg(0);
  if (type && !isText(type) && type.name !== 'unknown')
    throw call.unexpected(`${call.call.name}(varchar(x), varchar(y))`);
  return sql;
}

export const momentFunctions: Readonly<Record<string, FunctionWriter>> = {
  date: (call) => castTo(call.arg(0), date, false, call.call.at),
  date_add(call) {
    const moment = momentAt(call, 2);
    const { sql, type } = moment;
    const sum = `(${sql} + ${intervals[unitOf(call, type)]!(call.arg(1).sql)})`;
    return written(type?.name === 'date' ? `CAST(${sum} AS DATE)` : sum, type);
  },
  /** Whole units that have gone by, as DuckDB's `date_sub` counts them; its `date_diff` counts their borders. */
  date_diff(call) {
    const [from, to] = [momentAt(call, 1), momentAt(call, 2)];
    const unit = unitOf(call, from.type?.name === 'date' && to.type?.name === 'date' ? from.type : undefined);
    return written(`date_sub('${unit}', ${asTimestamp(from)}, ${asTimestamp(to)})`, { name: 'bigint' });
  },
  date_trunc(call) {
    const moment = momentAt(call, 1);
    const { type } = moment;
    const unit = unitOf(call, type);
    const cut = `date_trunc('${unit}', ${localMoment(moment)})`;
    if (type?.name !== 'timestamp with time zone') {
      return written(type ? `CAST(${cut} AS ${duckDbType(type)})` : cut, type);
    }
    return written(`timezone(${type.zone ?? "'UTC'"}, ${cut})`, type);
  },
  date_format: (call) => written(`strftime(${asTimestamp(momentAt(call, 0))}, ${patternAt(call, 1)})`, varchar),
  date_parse: (call) => written(`strptime(${textAt(call)}, ${patternAt(call, 1)})`, timestamp),
  format_datetime: (call) => written(`strftime(${asTimestamp(momentAt(call, 0))}, ${jodaPatternAt(call)})`, varchar),
  parse_datetime(call) {
    const pattern = jodaPatternAt(call);
    const parsed = `strptime(${textAt(call)}, ${pattern})`;
    return zoned(/%z/i.test(pattern) ? parsed : `timezone('UTC', ${parsed})`, "'UTC'");
  },
  from_unixtime(call) {
    const { sql, type } = call.arg(0);
    if (type && !isNumeric(type) && type.name !== 'unknown') {
      throw call.unexpected(
        'from_unixtime(double)',
        'from_unixtime(double, varchar)',
        'from_unixtime(double, bigint, bigint)',
      );
    }
    const moment = `to_timestamp(CAST(${sql} AS DOUBLE))`;
    return zoned(moment, call.count === 2 ? zoneAt(call, 1) : "'UTC'");
  },
  at_timezone(call) {
    const { sql, type } = momentAt(call, 0);
    const moment =
      type?.name === 'timestamp with time zone' || !type ? sql : `timezone('UTC', CAST(${sql} AS TIMESTAMP))`;
    return zoned(moment, zoneAt(call, 1));
  },
  with_timezone(call) {
    const zone = zoneAt(call, 1);
    return zoned(`timezone(${zone}, CAST(${momentAt(call, 0).sql} AS TIMESTAMP))`, zone);
  },
};

/** DuckDB would read a date's time of day in its own way, and a zoned moment in the session's zone. */
function asTimestamp(moment: Written): string {
  return `CAST(${localMoment(moment)} AS TIMESTAMP)`;
}
