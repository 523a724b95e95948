import { statSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import type { FileFormat, Relation, SourceFile } from './engineApi.ts';
import { withQuery } from './runQuery.ts';
import { plannedScans, scannedBytes } from './scannedBytes.ts';

const folder = tempFolder('strata-scanned');
afterAll(() => folder[Symbol.asyncDispose]());

let sizes: Map<string, number>;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const at = (name: string) => path.join(folder.path, name);
  await connection.run(
    `COPY (SELECT i AS id, md5(i::VARCHAR) AS text, {a: i, b: 'x'} AS nested FROM range(5000) t(i)) TO '${at('a.parquet')}'`,
  );
  await connection.run(`COPY (SELECT i AS id, i AS n FROM range(100) t(i)) TO '${at('b.csv')}' (HEADER false)`);
  const metadata = await connection.runAndReadAll(
    `SELECT split_part(path_in_schema, ', ', 1), sum(total_compressed_size)::INTEGER FROM parquet_metadata('${at('a.parquet')}') GROUP BY 1`,
  );
  sizes = new Map(metadata.getRowsJson().map(([name, size]) => [String(name), Number(size)]));
  connection.closeSync();
  instance.closeSync();
});

const csv: FileFormat = { kind: 'delimited', delimiters: [','], nullText: '\\N', skipLines: 0 };

function table(name: string, file: string, format: FileFormat, ...columns: [string, string][]): Relation {
  const at = path.join(folder.path, file);
  const source: SourceFile = { file: at, uri: `s3://lake/${file}`, size: statSync(at).size, modified: 0, partition: 0 };
  return {
    kind: 'table',
    name: ['db', name],
    hidden: [],
    source: {
      columns: columns.map(([column, type]) => ({ name: column, type })),
      partitionKeys: [],
      partitions: [],
      scans: [{ format, files: [source] }],
    },
  };
}

async function bytes(sql: string): Promise<number> {
  const relations = [
    table(
      'p',
      'a.parquet',
      { kind: 'parquet' },
      ['id', 'bigint'],
      ['text', 'string'],
      ['nested', 'struct<a:bigint,b:string>'],
    ),
    table('c', 'b.csv', csv, ['id', 'int'], ['n', 'int']),
    { kind: 'view' as const, name: ['db', 'v'], sql: 'SELECT id, text FROM "db"."p"', columns: [] },
  ];
  const query = {
    sql,
    query: { sql, at: { line: 1, column: 1 } },
    relations,
    folders: [folder.path],
    spill: path.join(folder.path, 'spill'),
  };
  return await withQuery(query, 512, new AbortController().signal, async ({ connection, parts }) =>
    scannedBytes(connection, await plannedScans(connection, sql, parts)),
  );
}

test('counts the columns of Parquet that the plan takes, filters included, through views too', async () => {
  expect(await bytes('SELECT id FROM "db"."p"')).toBe(sizes.get('id'));
  expect(await bytes('SELECT count(*) FROM "db"."p"')).toBe(0);
  expect(await bytes(`SELECT id FROM "db"."p" WHERE text > 'a'`)).toBe(sizes.get('id')! + sizes.get('text')!);
  expect(await bytes('SELECT sum(id) FROM "db"."v"')).toBe(sizes.get('id'));
  expect(await bytes('SELECT nested.a FROM "db"."p"')).toBe(sizes.get('nested'));
});

test('counts text files whole, each time they are read, and what is not read not at all', async () => {
  const whole = statSync(path.join(folder.path, 'b.csv')).size;
  expect(await bytes('SELECT n FROM "db"."c"')).toBe(whole);
  expect(await bytes('SELECT a.n FROM "db"."c" a JOIN "db"."c" b ON a.id = b.n')).toBe(whole * 2);
  expect(await bytes('SELECT p.id FROM "db"."p" p JOIN "db"."c" c ON p.id = c.id')).toBe(whole + sizes.get('id')!);
  expect(await bytes('SELECT 1')).toBe(0);
});
