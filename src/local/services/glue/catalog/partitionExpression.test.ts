import { describe, expect, it } from 'vitest';
import { parsePartitionExpression } from './partitionExpression.ts';

const keys = [
  { Name: 'year', Type: 'string' },
  { Name: 'month', Type: 'string' },
  { Name: 'n', Type: 'bigint' },
  { Name: 'day', Type: 'date' },
  { Name: 'price', Type: 'decimal(12,2)' },
];
const rows = [
  ['2025', '12', '9', '2025-12-31', '1.50'],
  ['2026', '03', '10', '2026-03-01', '10.00'],
  ['2026', '04', '-2', '2026-04-01', '2'],
  ['2026', "o'clock", '9007199254740993', '2026-04-02', '-0.01'],
  ['__HIVE_DEFAULT_PARTITION__', '01', '1', '2026-01-01', '0'],
];

function matching(expression: string): number[] {
  const filter = parsePartitionExpression(expression, keys);
  return rows.flatMap((row, i) => (filter.matches(row) ? [i] : []));
}

describe('partition expressions', () => {
  it.each([
    ["year='2026' AND month>'03'", [2, 3]],
    ["year = '2026' and month <= '03'", [1]],
    ["year='2025' OR n = 1", [0, 4]],
    ["year='2025' or year='2026' and month='03'", [0, 1]],
    ["(year='2025' or year='2026') and month='03'", [1]],
    ["not year = '2026'", [0]],
    ["not (year = '2026' and month = '03')", [0, 2, 3, 4]],
    ["year != '2026'", [0]],
    ["year <> '2026'", [0]],
    ['n > 9', [1, 3]],
    ["n > '9'", [1, 3]],
    ['n = 9007199254740993', [3]],
    ['n = 9007199254740992', []],
    ['n = -2', [2]],
    ['n in (9, 10)', [0, 1]],
    ["year not in ('2025')", [1, 2, 3]],
    ['n between 1 and 9', [0, 4]],
    ["month not between '02' and '11'", [0, 3, 4]],
    ["day >= '2026-04-01'", [2, 3]],
    ["day >= date '2026-04-01'", [2, 3]],
    ['price < 1.5', [3, 4]],
    ['price = 10', [1]],
    ["month = 'o''clock'", [3]],
    ["month like '0%'", [1, 2, 4]],
    ["month like '0_'", [1, 2, 4]],
    ["month not like '%1%'", [1, 2, 3]],
    ['year is null', [4]],
    ['year is not null', [0, 1, 2, 3]],
    ["'2026' = year and '03' < month", [2, 3]],
    ['"year" = \'2025\'', [0]],
    ["`YEAR` = '2025'", [0]],
  ])('%s', (expression, expected) => {
    expect(matching(expression)).toEqual(expected);
  });

  it.each([
    ["color = 'red'", /color is not a partition key/],
    ['year = ', /ends too early/],
    ["year = '2026' month", /unexpected month at position 15/],
    ['n = abc', /unexpected abc/],
    ["n = 'abc'", /abc is no value of n, which is bigint/],
    ["year ~ '2026'", /cannot be read from position 5/],
    ["(year = '2026'", /ends too early/],
    ["year not = '1'", /unexpected =/],
  ])('refuses %s', (expression, message) => {
    expect(() => parsePartitionExpression(expression, keys)).toThrow(message);
  });

  it.each([
    ["year='2026' AND month='03' AND n > 1", ['2026', '03']],
    ["month='03'", []],
    ["year='2026' OR month='03'", []],
    ["NOT year='2026'", []],
    ["year='2026' AND month > '03'", ['2026']],
  ])('reads no more than %s needs', (expression, leading) => {
    expect(parsePartitionExpression(expression, keys).leading).toEqual(leading);
  });
});
