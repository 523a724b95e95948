import {
  bigint,
  date,
  double,
  integer,
  type RedshiftType,
  timestamp,
  timestamptz,
  varchar,
} from '../types/redshiftType.ts';
import { isInterval, isMoment } from '../types/typeGroups.ts';
import { castTo } from '../writing/casts.ts';
import { coerced } from '../writing/coercion.ts';
import { type Written, written } from '../writing/written.ts';
import { converted, zoned, zoneSql } from '../writing/zones.ts';
import type { CallWriter, FunctionWriter } from './callWriter.ts';
import { datepart } from './dateparts.ts';

/** @throws RedshiftError 22023 for a word that is no datepart */
function partAt(call: CallWriter, index: number): string {
  const word = call.word(index);
  const part = datepart(word);
  if (part) return part;
  if (word === undefined) throw call.unexpected();
  throw call.fail('22023', `Invalid datepart "${word}"`);
}

/** An argument that is a moment or a time; a literal is a timestamp. */
function momentAt(call: CallWriter, index: number, literal: RedshiftType = timestamp): Written {
  const arg = call.arg(index);
  const { name } = arg.type;
  if (isMoment(arg.type) || name === 'time' || name === 'timetz' || isInterval(arg.type)) return arg;
  if (name === 'unknown' || name === 'character varying' || name === 'character' || name === 'super') {
    const clock = arg.literal !== undefined && /^\s*\d{1,2}:\d{2}/.test(arg.literal);
    return coerced(arg, clock ? { name: 'time' } : literal, call.at, call.writer);
  }
  throw call.unexpected();
}

/** What clocks of the session show. */
function local({ sql, type }: Written): string {
  return type.name === 'timestamptz' ? `CAST(${sql} AS TIMESTAMP)` : sql;
}

const steps: Readonly<Record<string, string>> = {
  millennium: 'to_months(CAST($ * 12000 AS INTEGER))',
  century: 'to_months(CAST($ * 1200 AS INTEGER))',
  decade: 'to_months(CAST($ * 120 AS INTEGER))',
  year: 'to_months(CAST($ * 12 AS INTEGER))',
  quarter: 'to_months(CAST($ * 3 AS INTEGER))',
  month: 'to_months(CAST($ AS INTEGER))',
  week: 'to_days(CAST($ * 7 AS INTEGER))',
  day: 'to_days(CAST($ AS INTEGER))',
  weekday: 'to_days(CAST($ AS INTEGER))',
  yearday: 'to_days(CAST($ AS INTEGER))',
  hour: 'to_microseconds($ * 3600000000)',
  minute: 'to_microseconds($ * 60000000)',
  second: 'to_microseconds($ * 1000000)',
  millisecond: 'to_microseconds($ * 1000)',
  microsecond: 'to_microseconds($)',
};

const dateadd: FunctionWriter = (call) => {
  if (call.count !== 3) throw call.unexpected();
  const part = partAt(call, 0);
  const step = steps[part];
  if (!step) throw call.fail('22023', `datepart "${part}" is not supported by DATEADD`);
  const by = `CAST(${castTo(call.arg(1), bigint, call.at).sql} AS BIGINT)`;
  const { sql, type } = momentAt(call, 2);
  const interval = step.replace('$', by);
  if (type.name === 'date') return written(`(CAST(${sql} AS TIMESTAMP) + ${interval})`, timestamp);
  return written(`(${sql} + ${interval})`, type);
};

const datediff: FunctionWriter = (call) => {
  if (call.count !== 3) throw call.unexpected();
  const part = partAt(call, 0);
  const [from, to] = [momentAt(call, 1), momentAt(call, 2)];
  const unit = ['weekday', 'yearday'].includes(part) ? 'day' : part;
  if (['epoch', 'timezone'].includes(part)) throw call.fail('22023', `datepart "${part}" is not supported by DATEDIFF`);
  const clock = from.type.name === 'time' || from.type.name === 'timetz';
  const [a, b] = [from, to].map((side) => (clock ? `CAST(${side.sql} AS TIME)` : `CAST(${local(side)} AS TIMESTAMP)`));
  return written(`date_diff('${unit}', ${a}, ${b})`, bigint);
};

/** A part of a moment as a whole number. Weekdays count from Sunday, which is 0. */
function partSql(part: string, moment: Written): string {
  const value = local(moment);
  switch (part) {
    case 'weekday':
      return `dayofweek(${value})`;
    case 'yearday':
      return `dayofyear(${value})`;
    case 'epoch':
      return `CAST(floor(epoch(${moment.sql})) AS BIGINT)`;
    // Years that end in 1 begin a decade.
    case 'decade':
      return `((datepart('year', ${value}) + 9) // 10)`;
    case 'millisecond':
      return `(datepart('millisecond', ${value}) % 1000)`;
    case 'microsecond':
      return `(datepart('microsecond', ${value}) % 1000000)`;
    default:
      return `datepart('${part}', ${value})`;
  }
}

function checkedPart(call: CallWriter, moment: Written): string {
  const part = partAt(call, 0);
  const clock = moment.type.name === 'time' || moment.type.name === 'timetz';
  if (clock && !['hour', 'minute', 'second', 'millisecond', 'microsecond', 'epoch'].includes(part)) {
    throw call.fail('22023', `datepart "${part}" is not supported for type ${moment.type.name}`);
  }
  return part;
}

const datePart: FunctionWriter = (call) => {
  if (call.count !== 2) throw call.unexpected();
  const moment = momentAt(call, 1);
  return written(`CAST(${partSql(checkedPart(call, moment), moment)} AS DOUBLE)`, double);
};

const timeFunctions: Readonly<Record<string, FunctionWriter>> = {
  getdate: (call) => noArguments(call, "date_trunc('second', CAST(now() AS TIMESTAMP))", timestamp),
  sysdate: (call) => noArguments(call, 'CAST(now() AS TIMESTAMP)', timestamp),
  now: (call) => noArguments(call, 'now()', timestamptz),
  current_timestamp: (call) => noArguments(call, 'now()', timestamptz),
  localtimestamp: (call) => noArguments(call, 'CAST(now() AS TIMESTAMP)', timestamp),
  statement_timestamp: (call) => noArguments(call, 'now()', timestamptz),
  current_date: (call) => noArguments(call, 'CAST(now() AS DATE)', date),
  current_time: (call) => noArguments(call, 'CAST(CAST(now() AS TIMESTAMP) AS TIMETZ)', { name: 'timetz' }),
  localtime: (call) => noArguments(call, 'CAST(CAST(now() AS TIMESTAMP) AS TIME)', { name: 'time' }),
  timeofday: (call) =>
    noArguments(
      call,
      "strftime(CAST(get_current_timestamp() AS TIMESTAMP), '%a %b %d %H:%M:%S.%f %Y UTC')",
      varchar(64),
    ),
};

function noArguments(call: CallWriter, sql: string, type: RedshiftType): Written {
  if (call.count > 0) throw call.unexpected();
  return written(sql, type);
}

function compare(a: RedshiftType, b: RedshiftType): FunctionWriter {
  return (call) => {
    if (call.count !== 2) throw call.unexpected();
    return written(`redshift_compare(${call.as(0, a)}, ${call.as(1, b)})`, integer);
  };
}

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html */
export const momentFunctions: Readonly<Record<string, FunctionWriter>> = {
  ...timeFunctions,
  dateadd,
  date_add: dateadd,
  datediff,
  date_diff: datediff,
  date_part: datePart,
  datepart: datePart,
  extract(call) {
    const moment = momentAt(call, 1);
    const part = checkedPart(call, moment);
    const sql = partSql(part, moment);
    if (part === 'epoch') return written(sql, bigint);
    return moment.type.name === 'timestamptz'
      ? written(`CAST(${sql} AS DOUBLE)`, double)
      : written(`CAST(${sql} AS INTEGER)`, integer);
  },
  date_trunc(call) {
    if (call.count !== 2) throw call.unexpected();
    const part = partAt(call, 0);
    const moment = momentAt(call, 1);
    const { sql, type } = moment;
    if (type.name === 'time' || type.name === 'timetz') throw call.unexpected();
    if (isInterval(type)) return written(`date_trunc('${part}', ${sql})`, type);
    if (['weekday', 'yearday', 'epoch'].includes(part))
      throw call.fail('22023', `datepart "${part}" is not supported by DATE_TRUNC`);
    if (type.name === 'timestamptz')
      return written(`CAST(date_trunc('${part}', ${local(moment)}) AS TIMESTAMPTZ)`, type);
    return written(`date_trunc('${part}', CAST(${sql} AS TIMESTAMP))`, timestamp);
  },
  date_part_year: (call) => written(`CAST(datepart('year', ${call.as(0, date)}) AS INTEGER)`, integer),
  last_day: (call) => written(`last_day(${call.as(0, date)})`, date),
  months_between: (call) =>
    written(`redshift_months_between(${call.as(0, timestamp)}, ${call.as(1, timestamp)})`, double),
  /** The last day of a month stays one, whichever month it comes to. */
  add_months(call) {
    if (call.count !== 2) throw call.unexpected();
    return written(
      `redshift_add_months(${call.as(0, timestamp)}, ${castTo(call.arg(1), integer, call.at).sql})`,
      timestamp,
    );
  },
  next_day(call) {
    if (call.count !== 2) throw call.unexpected();
    const day = call.literal(1);
    const place = day === undefined ? undefined : weekday(day);
    if (day !== undefined && place === undefined) throw call.fail('22023', `Not a valid day of the week: ${day}`);
    const wanted = place === undefined ? `redshift_weekday(${call.as(1, varchar())})` : String(place);
    return written(`redshift_next_day(${call.as(0, date)}, ${wanted})`, date);
  },
  convert_timezone(call) {
    if (call.count < 2 || call.count > 3) throw call.unexpected();
    const moment = momentAt(call, call.count - 1);
    const zones = call.call.args.slice(0, -1).map((node, index) => zoneSql(call.arg(index), node.at, call.writer));
    if (zones.length === 1) return converted(moment, undefined, zones[0]!, call.at);
    return converted(moment, zones[0], zones[1]!, call.at);
  },
  timezone: (call) => zoned(call.arg(1), call.arg(0), call.at, call.writer),
  date_cmp: compare(date, date),
  date_cmp_timestamp: compare(timestamp, timestamp),
  date_cmp_timestamptz: compare(timestamptz, timestamptz),
  timestamp_cmp: compare(timestamp, timestamp),
  timestamp_cmp_date: compare(timestamp, timestamp),
  timestamp_cmp_timestamptz: compare(timestamptz, timestamptz),
  timestamptz_cmp: compare(timestamptz, timestamptz),
  timestamptz_cmp_date: compare(timestamptz, timestamptz),
  timestamptz_cmp_timestamp: compare(timestamptz, timestamptz),
  interval_cmp: compare({ name: 'interval day to second' }, { name: 'interval day to second' }),
  date: (call) => castTo(call.arg(0), date, call.at),
};

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A day by its name or the first letters of it: 0 is Sunday. */
function weekday(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const place = days.findIndex(
    (day) => word.length > 0 && (day.startsWith(word) || (word.length >= 2 && word.startsWith(day.slice(0, 3)))),
  );
  return place < 0 ? undefined : place;
}

export const momentMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO redshift_add_months(x, months) AS CASE WHEN CAST(x AS DATE) = last_day(x)
    THEN CAST(last_day(CAST(x AS DATE) + to_months(months)) AS TIMESTAMP) + (x - date_trunc('day', x))
    ELSE x + to_months(months) END`,
  // Whole months where the days are the same or both the last of their months; else a day is a 31st of one.
  `CREATE OR REPLACE MACRO redshift_months_between(a, b) AS
    CAST((datepart('year', a) - datepart('year', b)) * 12 + datepart('month', a) - datepart('month', b) AS DOUBLE)
    + CASE WHEN day(a) = day(b) OR (CAST(a AS DATE) = last_day(a) AND CAST(b AS DATE) = last_day(b)) THEN 0.0::DOUBLE
      ELSE ((day(a) - day(b)) + (epoch(a - date_trunc('day', a)) - epoch(b - date_trunc('day', b))) / 86400) / 31.0::DOUBLE END`,
  `CREATE OR REPLACE MACRO redshift_weekday(x) AS CASE lower(left(trim(x), 2)) WHEN 'su' THEN 0 WHEN 'mo' THEN 1
    WHEN 'tu' THEN 2 WHEN 'we' THEN 3 WHEN 'th' THEN 4 WHEN 'fr' THEN 5 WHEN 'sa' THEN 6 END`,
  `CREATE OR REPLACE MACRO redshift_next_day(x, wanted) AS
    x + CAST((wanted - dayofweek(x) + 6) % 7 + 1 AS INTEGER)`,
];
