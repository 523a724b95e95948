import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ColumnEntry } from '../../catalog/entries.ts';
import { conversionOf } from './conversions.ts';
import type { LoadOptions } from './copyOptions.ts';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run("SET TimeZone = 'UTC'");
});
afterAll(() => duckdb?.disconnectSync());

const options = { anyDate: false, dateFormat: undefined, timeFormat: undefined } as LoadOptions;
const types: Readonly<Record<string, ColumnEntry['type']>> = {
  smallint: { name: 'smallint' },
  bigint: { name: 'bigint' },
  numeric: { name: 'numeric', precision: 12, scale: 2 },
  double: { name: 'double precision' },
  date: { name: 'date' },
  timestamp: { name: 'timestamp' },
  boolean: { name: 'boolean' },
};

/** What a field becomes; the beginning of the error where it cannot be loaded. */
async function loaded(type: ColumnEntry['type'], field: string | null): Promise<unknown> {
  const { strict, bad } = conversionOf({ name: 'c', type, notNull: false } as ColumnEntry, 'c1', options);
  const rows = async (value: string) =>
    (await duckdb.runAndReadAll(`SELECT ${value} FROM (SELECT $1::varchar AS c1)`, [field])).getRowsJson()[0]?.[0];
  const value = await rows(`CAST((${strict}) AS varchar)`).catch(() => 'refused');
  // What finds the errors agrees with what stops at the first.
  expect(await rows(`coalesce(${bad}, false)`)).toBe(value === 'refused');
  return value;
}

test.each([
  ['bigint', '9007199254740993', '9007199254740993'],
  ['bigint', ' 12', '12'],
  ['bigint', '12  ', '12'],
  ['bigint', '-7', '-7'],
  ['bigint', '', null],
  ['bigint', '   ', null],
  ['bigint', null, null],
  ['bigint', '1.5', 'refused'],
  ['bigint', ' 1.0', 'refused'],
  ['bigint', 'x', 'refused'],
  ['smallint', '40000', 'refused'],
  ['numeric', ' 1.5 ', '1.50'],
  ['numeric', '  ', null],
  ['numeric', '1,5', 'refused'],
  ['double', ' 1e3 ', '1000.0'],
  ['double', '', null],
  ['date', ' 2024-02-29 ', '2024-02-29'],
  ['date', '2023-02-29', 'refused'],
  ['date', ' ', null],
  ['timestamp', ' 2024-02-29 10:11:12.5 ', '2024-02-29 10:11:12.5'],
  ['timestamp', '', null],
  ['boolean', ' yes ', 'true'],
  ['boolean', '', null],
  ['boolean', '2', 'refused'],
] as const)('%s takes %j as %j', async (type, field, value) => {
  expect(await loaded(types[type]!, field)).toBe(value);
});
