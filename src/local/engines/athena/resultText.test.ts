import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { macros } from '../trino/macros.ts';
import { resultMacros, textQuery } from './resultText.ts';

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
});
afterAll(() => instance.closeSync());

async function texts(...expressions: string[]): Promise<unknown[]> {
  const connection = await instance.connect();
  for (const macro of [...macros, ...resultMacros]) await connection.run(macro);
  await connection.run("SET TimeZone = 'America/Bogota'");
  const sql = `SELECT ${expressions.map((each, i) => `${each} AS a${i}`).join(', ')}`;
  const described = await connection.prepare(sql);
  const columns = expressions.map((_, i) => ({ name: 'same', type: described.columnType(i) }));
  const result = await connection.runAndReadAll(textQuery(sql, columns));
  connection.closeSync();
  const [header, row] = result.getRowsJson();
  expect(header).toEqual(expressions.map(() => 'same'));
  return row ?? [];
}

test('doubles are written as Java writes them', async () => {
  const values = [
    '1',
    '0',
    '-0.0',
    '0.001',
    '0.0001',
    '1e7',
    '9999999.5',
    '12345678.9',
    '-1e16',
    '1.5e-9',
    '1e300',
    '123456789012345680',
  ];
  expect(
    await texts(...values.map((each) => `${each}::DOUBLE`), `'nan'::DOUBLE`, `'-inf'::DOUBLE`, '0.1::FLOAT'),
  ).toEqual([
    ...['1.0', '0.0', '-0.0', '0.001', '1.0E-4', '1.0E7', '9999999.5', '1.23456789E7', '-1.0E16', '1.5E-9', '1.0E300'],
    ...['1.2345678901234568E17', 'NaN', '-Infinity', '0.1'],
  ]);
});

test('times have milliseconds, and zoned ones their zone', async () => {
  expect(
    await texts(
      `TIMESTAMP '2024-01-31 10:11:12.345678'`,
      `TIMESTAMPTZ '2024-01-31 10:11:12+00'`,
      `DATE '0990-02-03'`,
      `TIME '01:02:03.5'`,
    ),
  ).toEqual(['2024-01-31 10:11:12.345', '2024-01-31 10:11:12.000 UTC', '0990-02-03', '01:02:03.500']);
});

test('decimals have a digit before their point, intervals are in days or years', async () => {
  expect(
    await texts(
      `-0.05::DECIMAL(2,2)`,
      `[0.5::DECIMAL(1,1)]`,
      `0::DECIMAL(38,38)`,
      `INTERVAL '90 minutes'`,
      `-(INTERVAL '36 hours')`,
      `TIMESTAMP '2024-03-01' - TIMESTAMP '2024-02-01 12:00:00.25'`,
      `INTERVAL '14 months'`,
    ),
  ).toEqual(['-0.05', '[0.5]', `0.${'0'.repeat(38)}`, '0 01:30:00.000', '-1 12:00:00.000', '28 11:59:59.750', '1-2']);
});

test('nested values are written in brackets, NULL within them as a word', async () => {
  expect(
    await texts(
      `[1.5::DOUBLE, NULL, 1e10::DOUBLE]`,
      `{a: 1, b: NULL, c: {d: 'x, y'}}`,
      `MAP {'k': [true], 'l': NULL}`,
      `[]::INTEGER[]`,
      `NULL::INTEGER[]`,
      `'ab'::BLOB`,
      `'{"a": 1}'::JSON`,
      `1.50::DECIMAL(10,2)`,
      `NULL`,
      `[TIMESTAMP '2024-01-01']`,
    ),
  ).toEqual([
    '[1.5, null, 1.0E10]',
    '{a=1, b=null, c={d=x, y}}',
    '{k=[true], l=null}',
    '[]',
    null,
    '61 62',
    '{"a": 1}',
    '1.50',
    null,
    '[2024-01-01 00:00:00.000]',
  ]);
});
