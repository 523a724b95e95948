import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEngine } from './testEngine.ts';

const timestamp = 'timestamp without time zone';
const zoned = 'timestamp with time zone';
const interval = (months: number, days: number, micros = '0'): unknown => ({ months, days, micros });

type Case = readonly [expression: string, value: unknown, type: string];

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html, its examples first of all. */
const moments: readonly Case[] = [
  ["add_months('2008-03-31', 1)", '2008-04-30 00:00:00', timestamp],
  ["add_months('2008-04-30', 1)", '2008-05-31 00:00:00', timestamp],
  ["add_months(date '2008-01-15', 12)", '2009-01-15 00:00:00', timestamp],
  ["dateadd(m, 30, '2008-02-28')", '2008-02-28 00:30:00', timestamp],
  ["dateadd(month, 1, '2008-01-31')", '2008-02-29 00:00:00', timestamp],
  ["dateadd(month, 18, date '2008-02-28')", '2009-08-28 00:00:00', timestamp],
  ["dateadd('hour', 2, time '20:00:00')", '22:00:00', 'time without time zone'],
  ["dateadd(week, -1, '2008-01-08 10:00')", '2008-01-01 10:00:00', timestamp],
  ["dateadd(qtr, 1, date '2008-01-31')", '2008-04-30 00:00:00', timestamp],
  ["datediff(week, '2009-01-01', '2009-12-31')", '52', 'bigint'],
  ["datediff(qtr, '1998-07-01', '2008-01-01')", '38', 'bigint'],
  ["datediff(day, '2009-01-01', '2008-12-31')", '-1', 'bigint'],
  ["datediff(year, date '2008-12-31', date '2009-01-01')", '1', 'bigint'],
  ["datediff(hour, '2009-01-01 00:59', '2009-01-01 01:00')", '1', 'bigint'],
  ["datediff(month, '2009-01-31', '2009-02-01')", '1', 'bigint'],
  ["datediff(hours, time '20:00:00', time '15:24:45')", '-5', 'bigint'],
  ["date_part(w, timestamp '2008-06-17 09:44:54')", 25, 'double precision'],
  ["date_part(minute, timestamp '2009-01-01 02:08:01')", 8, 'double precision'],
  ["date_part('dow', date '2008-06-15')", 0, 'double precision'],
  ["date_part(quarter, '2008-06-15')", 2, 'double precision'],
  ["date_part(epoch, timestamp '1970-01-02')", 86_400, 'double precision'],
  ["date_part_year(date '2008-01-04')", 2008, 'integer'],
  ["extract(minute from timestamp '2009-09-09 12:08:43')", 8, 'integer'],
  ["extract(ms from time '18:25:33.123456')", 123, 'integer'],
  ["extract(decade from timestamp '1999-02-16 20:38:40')", 200, 'integer'],
  ["extract(doy from date '2008-12-31')", 366, 'integer'],
  ["date_trunc('week', timestamp '2022-04-30 04:05:06.789')", '2022-04-25 00:00:00', timestamp],
  ["date_trunc('month', date '2008-09-17')", '2008-09-01 00:00:00', timestamp],
  ["date_trunc('hour', '2008-09-08 20:15:00')", '2008-09-08 20:00:00', timestamp],
  ["last_day(date '2008-02-10')", '2008-02-29', 'date'],
  ["months_between('1969-01-18', '1969-03-18')", -2, 'double precision'],
  ["months_between('2008-02-29', '2008-01-31')", 1, 'double precision'],
  ["next_day('2014-08-20', 'Tuesday')", '2014-08-26', 'date'],
  ["next_day('2014-08-20', 'Tu')", '2014-08-26', 'date'],
  ["next_day('2014-08-20', 'Wed')", '2014-08-27', 'date'],
  ["trunc(timestamp '2011-07-21 10:32:38')", '2011-07-21', 'date'],
  ["convert_timezone('EST', 'PST', '20080305 12:25:29')", '2008-03-05 09:25:29', timestamp],
  ["convert_timezone('America/New_York', '2013-02-01 08:00:00')", '2013-02-01 03:00:00', timestamp],
  ["convert_timezone('UTC', 'America/New_York', '2013-06-01 08:00:00')", '2013-06-01 04:00:00', timestamp],
  ["timestamp '2001-02-16 20:38:40' at time zone 'MST'", '2001-02-17 03:38:40+00', zoned],
  ["timestamp with time zone '2001-02-16 20:38:40-05' at time zone 'MST'", '2001-02-16 18:38:40', timestamp],
  ["timestamptz '2001-02-16 20:38:40 EST'", '2001-02-17 01:38:40+00', zoned],
  ["date_cmp('2008-01-24', '2008-01-25')", -1, 'integer'],
  ["timestamp_cmp('2008-01-24 06:43:29', '2008-01-24 06:43:29')", 0, 'integer'],
  ['current_date = trunc(getdate())', true, 'boolean'],
  ['sysdate >= getdate()', true, 'boolean'],
];

const literals: readonly Case[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/r_Date_and_time_literals.html
  ["'January 8, 1999'::date", '1999-01-08', 'date'],
  ["'1999-01-08'::date", '1999-01-08', 'date'],
  ["'1/8/1999'::date", '1999-01-08', 'date'],
  ["'20000131'::date", '2000-01-31', 'date'],
  ["'2000-Jan-31'::date", '2000-01-31', 'date'],
  ["'Jan-31-2000'::date", '2000-01-31', 'date'],
  ["'31-Jan-2000'::date", '2000-01-31', 'date'],
  ["'Jan 31, 2000'::date", '2000-01-31', 'date'],
  ["'20080215'::varchar::date", '2008-02-15', 'date'],
  ["'2008-02-18 02:36:48'::varchar::timestamp", '2008-02-18 02:36:48', timestamp],
  ["'2009-03-31T10:00:00Z'::timestamp", '2009-03-31 10:00:00', timestamp],
  ["timestamp '2008-01-01 12:00 PM'", '2008-01-01 12:00:00', timestamp],
  ["cast('2008-02-18 02:36:48' as date)", '2008-02-18', 'date'],
  ["date '2008-06-01' + 10", '2008-06-11', 'date'],
  ["date '2008-06-10' - date '2008-06-01'", 9, 'integer'],
  ["date '2008-01-31' + interval '1 month'", '2008-02-29 00:00:00', timestamp],
  ["timestamp '2008-01-01' - interval '1 day'", '2007-12-31 00:00:00', timestamp],
  ["date '2000-01-02' + time '20:00:00'", '2000-01-02 20:00:00', timestamp],
  ["date '2000-01-01' + timetz '20:00:00 PST'", '2000-01-01 04:00:00+00', zoned],
  ["timestamp '2008-01-02' - timestamp '2008-01-01'", interval(0, 1), 'interval day to second'],
  ["interval '52 weeks'", interval(0, 364), 'interval day to second'],
  ["interval '1w, 1h, 1m, 1s'", interval(0, 7, '3661000000'), 'interval day to second'],
  ["interval '0.5 days'", interval(0, 0, '43200000000'), 'interval day to second'],
  ["interval '1-2' year to month", interval(14, 0), 'interval year to month'],
  ["interval '3' day", interval(0, 3), 'interval day to second'],
  ["interval '1 day' * 3", interval(0, 3), 'interval day to second'],
  ["(interval '1 day 02:00:00')::varchar", '1 day 02:00:00', 'character varying(65535)'],
];

const formats: readonly Case[] = [
  // https://docs.aws.amazon.com/redshift/latest/dg/r_TO_CHAR.md
  [
    "to_char(timestamp '2009-12-31 23:15:59', 'MONTH-DY-DD-YYYY HH12:MIPM')",
    'DECEMBER -THU-31-2009 11:15PM',
    'character varying(64)',
  ],
  ["to_char(timestamp '2009-12-31 23:15:59', 'HH24:MI:SS')", '23:15:59', 'character varying(64)'],
  ["to_char(date '2008-06-01', 'FMMonth')", 'June', 'character varying(64)'],
  ["to_char(date '2008-01-05', 'YYYY\"Q\"Q IW D Dy')", '2008Q1 01 7 Sat', 'character varying(64)'],
  ["to_char(timestamp '2008-01-05 01:02:03.045', 'SS.MS')", '03.045', 'character varying(64)'],
  ["to_char(-125.8, '999D99S')", '125.80-', 'character varying(64)'],
  ["to_char(125.8, '999.99')", ' 125.80', 'character varying(64)'],
  ["to_char(-125.88, '$S999D99')", '$-125.88', 'character varying(64)'],
  ["to_char(-125.88, '$999D99PR')", '$<125.88>', 'character varying(64)'],
  ["to_char(1234567, 'FM9,999,999')", '1,234,567', 'character varying(64)'],
  ["to_char(5, '000')", ' 005', 'character varying(64)'],
  ["to_date('02 Oct 2001', 'DD Mon YYYY')", '2001-10-02', 'date'],
  ["to_timestamp('2011-12-18 04:38:15', 'YYYY-MM-DD HH24:MI:SS')", '2011-12-18 04:38:15+00', zoned],
  ["to_number('12,454.8-', '99G999D9S')", '-12454.8', 'numeric(6,1)'],
  ["to_number('$ 12,454.88', 'L 99G999D99')", '12454.88', 'numeric(7,2)'],
];

describe('dates and times of Redshift', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await TestEngine.start();
  });
  afterAll(() => engine[Symbol.dispose]());

  it.each([...moments, ...literals, ...formats])('%s', async (expression, value, type) => {
    expect(await engine.answer(`SELECT ${expression}`)).toEqual({ rows: [[value]], types: [type] });
  });
});
