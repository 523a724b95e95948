import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../../../../test/support/tempFolder.ts';
import type { TableSource } from '../../../engines/athena/engineApi.ts';
import type { WarehouseHost } from '../../hostCalls.ts';
import { ExternalTables } from './externalTables.ts';

const folder = tempFolder('strata-external');
const days = ['2024-01-01', '2024-01-02', '2024-01-03'];
let connection: DuckDBConnection;
let source: TableSource;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  const files = days.map((_, partition) => path.join(folder.path, `${partition}.parquet`));
  for (const [n, file] of files.entries()) {
    await connection.run(`COPY (SELECT ${n} AS id, {'name': 'n${n}'} AS who) TO '${file}' (FORMAT parquet)`);
  }
  writeFileSync(files[2]!, 'no parquet file at all');
  source = {
    columns: [
      { name: 'id', type: 'int' },
      { name: 'who', type: 'struct<name:string>' },
    ],
    partitionKeys: [
      { name: 'day', type: 'date' },
      { name: 'region', type: 'string' },
    ],
    partitions: days.map((day) => [day, "it's"]),
    scans: [
      {
        format: { kind: 'parquet' },
        files: files.map((file, partition) => ({
          file,
          uri: `s3://lake/${partition}`,
          size: 9,
          modified: 0,
          partition,
        })),
      },
    ],
  };
});
afterAll(async () => {
  connection.closeSync();
  await folder[Symbol.asyncDispose]();
});

/** Rows of a query in DuckDB's SQL over the table, which it calls `$t`. */
async function rows(sql: string): Promise<unknown[][]> {
  const host = { call: async () => source } as unknown as WarehouseHost;
  const tables = new ExternalTables({ connection, host, signal: new AbortController().signal });
  const table = await tables.load('lake', { database: 'db', region: 'x', iamRole: undefined }, 'events');
  const ready = sql.replaceAll('$t', `${table?.sql} AS t`);
  await tables.open([ready]);
  return (await connection.runAndReadAll(ready)).getRowsJson();
}

/** The third partition's file cannot be read. */
test.each([
  ["SELECT id FROM $t WHERE day = DATE '2024-01-02'", [[1]]],
  ["SELECT sum(id) FROM $t WHERE day < DATE '2024-01-03' AND region = 'it''s'", [['1']]],
  ["SELECT id FROM $t WHERE day IN (DATE '2024-01-01', DATE '2024-01-02') AND id = 1", [[1]]],
  ["WITH w AS (SELECT *, day + 1 AS next FROM $t) SELECT id FROM w WHERE day = DATE '2024-01-01'", [[0]]],
  [
    "SELECT a.id FROM $t a JOIN (SELECT DATE '2024-01-01' AS d) b ON a.day = b.d WHERE a.day = DATE '2024-01-01'".replace(
      '$t a',
      '(SELECT * FROM $t) a',
    ),
    [[0]],
  ],
  ["SELECT id FROM $t WHERE day BETWEEN DATE '2024-01-01' AND DATE '2024-01-02' ORDER BY id", [[0], [1]]],
  ["SELECT count(*) FROM $t WHERE region = 'another'", [['0']]],
  ["SELECT who FROM $t WHERE day = DATE '2024-01-01'", [['{"name":"n0"}']]],
])('%s reads the partitions that it needs', async (sql, expected) => {
  expect(await rows(sql)).toEqual(expected);
});

test.each([
  'SELECT count(*) FROM $t',
  "SELECT id FROM $t WHERE day = DATE '2024-01-03'",
  "SELECT id FROM $t WHERE day = DATE '2024-01-01' OR id = 2",
  "SELECT (SELECT max(id) FROM $t) FROM $t WHERE day = DATE '2024-01-01'",
])('%s needs the broken one', async (sql) => {
  await expect(rows(sql)).rejects.toMatchObject({
    detail: expect.stringContaining('Not valid Parquet file: s3://lake/2'),
  });
});
