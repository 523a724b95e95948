import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteText } from '../../../../core/sqlQuoting.ts';
import { type TypeOptions, valueExpression } from './columnTypes.ts';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => connection.closeSync());

const usual: TypeOptions = { format: 'parquet', booleansAsBooleans: false, timestampsInMilliseconds: false };
const numeric = (precision: number, scale: number) => ((precision << 16) | (scale & 0x7ff)) + 4;

async function valueIn(type: number, text: string, modifier = -1, options: Partial<TypeOptions> = {}) {
  const expression = valueExpression({ type, modifier }, 't', { ...usual, ...options });
  const sql = `SELECT typeof(${expression}), ${expression} FROM (SELECT ${quoteText(text)} AS t)`;
  return (await connection.runAndReadAll(sql)).getRowsJson()[0];
}

test.each([
  ['int2', 21, '-7', -1, ['SMALLINT', -7]],
  ['int8', 20, '9007199254740993', -1, ['BIGINT', '9007199254740993']],
  ['numeric(10,2)', 1700, '12345678.90', numeric(10, 2), ['DECIMAL(10,2)', '12345678.90']],
  ['numeric', 1700, '0.0000001', -1, ['DECIMAL(28,6)', '0.000000']],
  ['numeric', 1700, 'NaN', -1, ['DECIMAL(28,6)', null]],
  ['numeric(50,2)', 1700, '1.23', numeric(50, 2), ['VARCHAR', '1.23']],
  ['numeric(3,-2)', 1700, '12300', numeric(3, -2), ['VARCHAR', '12300']],
  ['bool', 16, 't', -1, ['VARCHAR', 'true']],
  ['date', 1082, '2024-02-29', -1, ['DATE', '2024-02-29']],
  ['date', 1082, 'infinity', -1, ['DATE', null]],
  ['date', 1082, '0044-03-15 BC', -1, ['DATE', null]],
  ['timestamp', 1114, '2024-01-01 00:00:00.000001', -1, ['TIMESTAMP', '2024-01-01 00:00:00.000001']],
  ['timestamptz', 1184, '2024-01-01 00:00:00.5+00', -1, ['TIMESTAMP', '2024-01-01 00:00:00.5']],
  ['bytea', 17, '\\x00ff', -1, ['BLOB', '\\x00\\xFF']],
  ['json', 114, '{"a": 1}', -1, ['VARCHAR', '{"a": 1}']],
  ['text[]', 1009, '{a,NULL}', -1, ['VARCHAR', '{a,NULL}']],
] as const)('%s (%i) %s', async (_, type, text, modifier, expected) => {
  expect(await valueIn(type, text, modifier)).toEqual(expected);
});

test('booleans and moments follow the endpoints', async () => {
  expect(await valueIn(16, 'f', -1, { booleansAsBooleans: true })).toEqual(['BOOLEAN', false]);
  expect(await valueIn(1114, '2024-01-01 00:00:00.1234', -1, { timestampsInMilliseconds: true })).toEqual([
    'TIMESTAMP_MS',
    '2024-01-01 00:00:00.123',
  ]);
  expect(await valueIn(17, '\\x00ff', -1, { format: 'csv' })).toEqual(['VARCHAR', '00ff']);
});
