import type { FunctionTable } from './callWriter.ts';

const ofMoment = (name: string, sql: string): FunctionTable => [[`${name}(moment) bigint`, `CAST(${sql} AS BIGINT)`]];

const ofDay = (names: readonly string[], sql: string): FunctionTable => names.flatMap((name) => ofMoment(name, sql));

/** https://trino.io/docs/current/functions/datetime.html */
export const momentTable: FunctionTable = [
  ...ofMoment('year', 'year(@1)'),
  ...ofMoment('quarter', 'quarter(@1)'),
  ...ofMoment('month', 'month(@1)'),
  ...ofDay(['week', 'week_of_year'], 'week(@1)'),
  ...ofDay(['day', 'day_of_month'], 'day(@1)'),
  ...ofDay(['day_of_week', 'dow'], 'isodow(@1)'),
  ...ofDay(['day_of_year', 'doy'], 'dayofyear(@1)'),
  ...ofDay(['year_of_week', 'yow'], 'isoyear(@1)'),
  ...ofMoment('hour', 'hour(@1)'),
  ...ofMoment('minute', 'minute(@1)'),
  ...ofMoment('second', 'second(@1)'),
  ...ofMoment('millisecond', 'millisecond(@1) % 1000'),
  ['hour(time) bigint', 'CAST(hour($1) AS BIGINT)'],
  ['minute(time) bigint', 'CAST(minute($1) AS BIGINT)'],
  ['second(time) bigint', 'CAST(second($1) AS BIGINT)'],
  ['year(interval year to month) bigint', 'CAST(trino_months($1) // 12 AS BIGINT)'],
  ['month(interval year to month) bigint', 'CAST(trino_months($1) % 12 AS BIGINT)'],
  ['day(interval day to second) bigint', 'CAST(epoch_ms($1) // 86400000 AS BIGINT)'],
  ['hour(interval day to second) bigint', 'CAST(epoch_ms($1) // 3600000 % 24 AS BIGINT)'],
  ['minute(interval day to second) bigint', 'CAST(epoch_ms($1) // 60000 % 60 AS BIGINT)'],
  ['second(interval day to second) bigint', 'CAST(epoch_ms($1) // 1000 % 60 AS BIGINT)'],
  ['millisecond(interval day to second) bigint', 'CAST(epoch_ms($1) % 1000 AS BIGINT)'],
  ['to_milliseconds(interval day to second) bigint', 'epoch_ms($1)'],
  ['last_day_of_month(moment) date', 'last_day(@1)'],
  ['to_unixtime(moment) double', 'epoch($1)'],
  ['from_unixtime_nanos(bigint) timestamp with time zone', 'to_timestamp(CAST($1 AS DOUBLE) / 1000000000)'],
  ['from_iso8601_timestamp(varchar) timestamp with time zone', 'CAST($1 AS TIMESTAMP WITH TIME ZONE)'],
  ['from_iso8601_date(varchar) date', 'trino_iso_date($1)'],
  ['to_iso8601(date) varchar', "strftime($1, '%Y-%m-%d')"],
  ['to_iso8601(timestamp) varchar', "strftime($1, '%Y-%m-%dT%H:%M:%S.%g')"],
  ['to_iso8601(timestamp with time zone) varchar', 'trino_iso_zoned(@1, $1)'],
  ['human_readable_seconds(double) varchar', 'trino_readable_seconds($1)'],
  ['current_timezone() varchar', "'UTC'"],
  ['timezone_hour(timestamp with time zone) bigint', 'trino_offset_minutes(@1, $1) // 60'],
  ['timezone_minute(timestamp with time zone) bigint', 'trino_offset_minutes(@1, $1) % 60'],
  ['now() timestamp with time zone', "date_trunc('milliseconds', now())"],
  ['current_timestamp() timestamp with time zone', "date_trunc('milliseconds', now())"],
  ['localtimestamp() timestamp', "date_trunc('milliseconds', timezone('UTC', now()))"],
  ['current_date() date', "CAST(timezone('UTC', now()) AS DATE)"],
  ['current_time() time', "CAST(timezone('UTC', now()) AS TIME)"],
  ['localtime() time', "CAST(timezone('UTC', now()) AS TIME)"],
];

export const momentMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO trino_iso_date(s) AS
    CASE WHEN regexp_matches(s, '^\\d{4}-W\\d{2}-\\d$') THEN CAST(strptime(s, '%G-W%V-%u') AS DATE)
      WHEN regexp_matches(s, '^\\d{4}-W\\d{2}$') THEN CAST(strptime(s || '-1', '%G-W%V-%u') AS DATE)
      WHEN regexp_matches(s, '^\\d{4}-\\d{3}$') THEN CAST(strptime(s, '%Y-%j') AS DATE)
      WHEN regexp_matches(s, '^\\d{4}-\\d{2}$') THEN CAST(s || '-01' AS DATE)
      ELSE CAST(s AS DATE) END`,
  `CREATE OR REPLACE MACRO trino_offset_minutes(local, moment) AS
    CAST((epoch(local) - epoch(moment)) / 60 AS BIGINT)`,
  `CREATE OR REPLACE MACRO trino_iso_zoned(local, moment) AS
    strftime(local, '%Y-%m-%dT%H:%M:%S.%g') || CASE WHEN trino_offset_minutes(local, moment) = 0 THEN 'Z'
      ELSE format('{}{:02d}:{:02d}', CASE WHEN trino_offset_minutes(local, moment) < 0 THEN '-' ELSE '+' END,
        abs(trino_offset_minutes(local, moment)) // 60, abs(trino_offset_minutes(local, moment)) % 60) END`,
  `CREATE OR REPLACE MACRO trino_counted(n, name) AS
    CASE WHEN n = 0 THEN NULL WHEN n = 1 THEN '1 ' || name ELSE concat(CAST(n AS BIGINT), ' ', name, 's') END`,
  `CREATE OR REPLACE MACRO trino_readable_seconds(s) AS
    CASE WHEN s IS NULL THEN NULL WHEN round(s) = 0 THEN '0 seconds' ELSE concat_ws(', ',
      trino_counted(round(s)::BIGINT // 604800, 'week'), trino_counted(round(s)::BIGINT // 86400 % 7, 'day'),
      trino_counted(round(s)::BIGINT // 3600 % 24, 'hour'), trino_counted(round(s)::BIGINT // 60 % 60, 'minute'),
      trino_counted(round(s)::BIGINT % 60, 'second')) END`,
];
