import { describe, expect, test } from 'vitest';
import { nextFires, parseScheduleExpression } from './scheduleExpression.ts';

const iso = (dates: readonly Date[]) => dates.map((each) => each.toISOString().replace(':00.000Z', 'Z'));
const fires = (expression: string, after: string, count = 3, timeZone = 'UTC') =>
  iso(nextFires(expression, timeZone, new Date(after), count));

describe('cron', () => {
  // 2025-06-01 is a Sunday.
  test.each([
    ['cron(0 10 * * ? *)', ['2025-06-01T10:00Z', '2025-06-02T10:00Z', '2025-06-03T10:00Z']],
    ['cron(15 12 * * ? *)', ['2025-06-01T12:15Z', '2025-06-02T12:15Z', '2025-06-03T12:15Z']],
    ['cron(0 18 ? * MON-FRI *)', ['2025-06-02T18:00Z', '2025-06-03T18:00Z', '2025-06-04T18:00Z']],
    ['cron(0 8 1 * ? *)', ['2025-06-01T08:00Z', '2025-07-01T08:00Z', '2025-08-01T08:00Z']],
    ['cron(0/15 * * * ? *)', ['2025-06-01T00:15Z', '2025-06-01T00:30Z', '2025-06-01T00:45Z']],
    ['cron(0/10 * ? * MON-FRI *)', ['2025-06-02T00:00Z', '2025-06-02T00:10Z', '2025-06-02T00:20Z']],
    ['cron(0/5 8-17 ? * MON-FRI *)', ['2025-06-02T08:00Z', '2025-06-02T08:05Z', '2025-06-02T08:10Z']],
    ['cron(0/30 20-2 ? * MON-FRI *)', ['2025-06-02T00:00Z', '2025-06-02T00:30Z', '2025-06-02T01:00Z']],
    ['cron(15 10 ? * 6L 2022-2026)', ['2025-06-27T10:15Z', '2025-07-25T10:15Z', '2025-08-29T10:15Z']],
    ['cron(15 10 ? * FRIL *)', ['2025-06-27T10:15Z', '2025-07-25T10:15Z', '2025-08-29T10:15Z']],
    ['cron(0 9 ? * 2#1 *)', ['2025-06-02T09:00Z', '2025-07-07T09:00Z', '2025-08-04T09:00Z']],
    ['cron(0 9 ? * THU#5 *)', ['2025-07-31T09:00Z', '2025-10-30T09:00Z', '2026-01-29T09:00Z']],
    ['cron(0 0 L * ? *)', ['2025-06-30T00:00Z', '2025-07-31T00:00Z', '2025-08-31T00:00Z']],
    ['cron(0 0 L 2 ? *)', ['2026-02-28T00:00Z', '2027-02-28T00:00Z', '2028-02-29T00:00Z']],
    // The 1st is a Sunday: its nearest weekday in the month is the 2nd; 1 November 2025 is a Saturday: the 3rd.
    ['cron(0 0 1W 6,11 ? *)', ['2025-06-02T00:00Z', '2025-11-03T00:00Z', '2026-06-01T00:00Z']],
    ['cron(0 0 31W 5 ? *)', ['2026-05-29T00:00Z', '2027-05-31T00:00Z', '2028-05-31T00:00Z']],
    ['cron(0 0 31 * ? *)', ['2025-07-31T00:00Z', '2025-08-31T00:00Z', '2025-10-31T00:00Z']],
    ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00Z', '2032-02-29T00:00Z', '2036-02-29T00:00Z']],
    ['cron(0 0 ? * L *)', ['2025-06-07T00:00Z', '2025-06-14T00:00Z', '2025-06-21T00:00Z']],
    ['cron(30 2 1/10 JAN,jul ? *)', ['2025-07-01T02:30Z', '2025-07-11T02:30Z', '2025-07-21T02:30Z']],
    ['cron(0 0 1 1 ? 2026)', ['2026-01-01T00:00Z']],
    ['cron(0 0 1 1 ? 2024)', []],
    ['cron(0 0 30 2 ? *)', []],
  ])('%s', (expression, expected) => {
    expect(fires(expression, '2025-06-01T00:00:00Z')).toEqual(expected);
  });

  test('a fire at the very moment has passed', () => {
    expect(fires('cron(0 10 * * ? *)', '2025-06-01T10:00:00Z', 1)).toEqual(['2025-06-02T10:00Z']);
    expect(fires('cron(0 10 * * ? *)', '2025-06-01T09:59:59.999Z', 1)).toEqual(['2025-06-01T10:00Z']);
  });

  test('in a time zone', () => {
    expect(fires('cron(0 2 * * ? *)', '2025-06-01T00:00:00Z', 2, 'America/Bogota')).toEqual([
      '2025-06-01T07:00Z',
      '2025-06-02T07:00Z',
    ]);
    expect(fires('cron(0 0 * * ? *)', '2025-06-01T00:00:00Z', 1, 'Asia/Kathmandu')).toEqual(['2025-06-01T18:15Z']);
  });

  test('a time that the clock jumps over does not fire', () => {
    // New York, 9 March 2025: 02:00 becomes 03:00.
    expect(fires('cron(30 2 * * ? *)', '2025-03-08T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2025-03-08T07:30Z',
      '2025-03-10T06:30Z',
      '2025-03-11T06:30Z',
    ]);
  });

  test('a time that comes twice fires once', () => {
    // New York, 2 November 2025: 02:00 becomes 01:00 again.
    expect(fires('cron(30 1 * * ? *)', '2025-11-01T12:00:00Z', 2, 'America/New_York')).toEqual([
      '2025-11-02T05:30Z',
      '2025-11-03T06:30Z',
    ]);
    expect(fires('cron(30 1 * * ? *)', '2025-11-02T05:30:00Z', 1, 'America/New_York')).toEqual(['2025-11-03T06:30Z']);
  });

  test('the wall time is kept across the change', () => {
    expect(fires('cron(0 9 * * ? *)', '2025-03-29T00:00:00Z', 3, 'Europe/Madrid')).toEqual([
      '2025-03-29T08:00Z',
      '2025-03-30T07:00Z',
      '2025-03-31T07:00Z',
    ]);
  });

  test.each([
    'cron(0 10 * * * *)',
    'cron(0 10 ? * ? *)',
    'cron(0 10 1 * MON *)',
    'cron(0 10 * * ?)',
    'cron(60 10 * * ? *)',
    'cron(0 24 * * ? *)',
    'cron(0 10 0 * ? *)',
    'cron(0 10 ? * 0 *)',
    'cron(0 10 ? * 8 *)',
    'cron(0 10 ? * MON#6 *)',
    'cron(0 10 * 13 ? *)',
    'cron(0 10 * * ? 1969)',
    'cron(0/0 10 * * ? *)',
    'cron(*-5 10 * * ? *)',
    'cron(a 10 * * ? *)',
    'cron(0 10 ? * FOOL *)',
    'cron(0 10 32W * ? *)',
    'cron()',
    '0 10 * * ? *',
    'rate(0 minutes)',
    'rate(5 seconds)',
    'rate(5)',
    'at(2025-02-30T00:00:00)',
    'at(2025-01-01T24:00:00)',
    'at(2025-01-01)',
    '',
  ])('%s is none', (expression) => {
    expect(parseScheduleExpression(expression)).toBeUndefined();
    expect(nextFires(expression, 'UTC', new Date(0), 1)).toEqual([]);
  });
});

describe('rate', () => {
  test('counts from its anchor', () => {
    const anchor = new Date('2025-06-01T00:00:20Z');
    const next = (after: string) => nextFires('rate(5 minutes)', 'UTC', new Date(after), 1, anchor)[0]?.toISOString();
    expect(next('2025-05-31T00:00:00Z')).toBe('2025-06-01T00:00:20.000Z');
    expect(next('2025-06-01T00:00:20Z')).toBe('2025-06-01T00:05:20.000Z');
    expect(next('2025-06-01T00:07:00Z')).toBe('2025-06-01T00:10:20.000Z');
  });

  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('%s', (expression, everyMs) => {
    expect(parseScheduleExpression(expression)).toEqual({ kind: 'rate', everyMs });
  });
});

test('at fires once, in its time zone', () => {
  expect(fires('at(2025-12-24T18:00:00)', '2025-06-01T00:00:00Z', 3, 'America/Bogota')).toEqual(['2025-12-24T23:00Z']);
  expect(fires('at(2025-12-24T18:00:00)', '2026-01-01T00:00:00Z')).toEqual([]);
});

test('a time zone that does not exist fires never', () => {
  expect(fires('cron(0 10 * * ? *)', '2025-06-01T00:00:00Z', 1, 'Mars/Base')).toEqual([]);
});
