import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../../../test/support/tempFolder.ts';
import type { OutputFormat, WriteOutcome, WriteRequest } from './engineApi.ts';
import { withQuery } from './runQuery.ts';
import { writeFiles } from './writeFiles.ts';

const folder = tempFolder('strata-written');
afterAll(() => folder[Symbol.asyncDispose]());

const parquet: OutputFormat = { kind: 'parquet', compression: 'gzip' };
const delimited: OutputFormat = {
  kind: 'delimited',
  delimiter: ',',
  nullText: '\\N',
  header: false,
  compression: 'none',
};

let count = 0;

async function write(sql: string, format: OutputFormat, more: Partial<WriteRequest> = {}): Promise<WriteOutcome> {
  const request: WriteRequest = {
    sql,
    query: { sql, at: { line: 1, column: 1 } },
    relations: [],
    folders: [folder.path],
    spill: path.join(folder.path, 'spill'),
    format,
    target: path.join(folder.path, `written-${++count}`),
    partitionColumns: [],
    mostPartitions: 100,
    ...more,
  };
  return await withQuery(request, 512, new AbortController().signal, (prepared) => writeFiles(prepared, request));
}

const content = ({ files }: WriteOutcome) => readFileSync(files[0]!.file, 'utf8');

describe('writeFiles', () => {
  test('writes text as Hive does: no quotes, NULL and numbers in its own forms', async () => {
    const written = await write(
      `SELECT 1 AS a, 'x,"y' AS b, NULL AS c, 1e10::DOUBLE AS d, TIMESTAMP '2024-01-01' AS e`,
      delimited,
    );
    expect(content(written)).toBe('1,x,"y,\\N,1.0E10,2024-01-01 00:00:00.000\n');
    expect(written.rows).toBe(1);
    const escaped = await write(`SELECT 'a,b\\c' AS a`, { ...delimited, escape: '\\' });
    expect(content(escaped)).toBe('a\\,b\\\\c\n');
    const zipped = await write('SELECT 1 AS a', { ...delimited, header: true, compression: 'gzip' });
    expect(gunzipSync(readFileSync(zipped.files[0]!.file)).toString()).toBe('a\n1\n');
  });

  test('writes nothing for no rows', async () => {
    const written = await write('SELECT 1 AS a WHERE false', parquet);
    expect(written).toMatchObject({ rows: 0, files: [], columns: [{ name: 'a', type: 'INTEGER' }] });
  });

  test('lays partitions into files of their own, whatever their values are', async () => {
    const rows = [`'a/b=c é %'`, 'NULL', `''`]
      .map((value, i) => `SELECT ${i} AS id, ${value} AS p`)
      .join(' UNION ALL ');
    const written = await write(rows, { kind: 'json', compression: 'none' }, { partitionColumns: ['p'] });
    const found = written.files.map(({ file, values }) => [values[0], readFileSync(file, 'utf8')]);
    expect(found).toEqual([
      ['', '{"id":2}\n'],
      ['a/b=c é %', '{"id":0}\n'],
      [null, '{"id":1}\n'],
    ]);
    expect(written.rows).toBe(3);
  });

  test('gives columns the names and types of their table', async () => {
    const { files } = await write(`SELECT 1 AS x, '7' AS y`, parquet, {
      columns: ['id', 'n'],
      types: ['bigint', 'int'],
    });
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${files[0]?.file}')`);
    expect([read.columnNames(), read.columnTypes().map(String)]).toEqual([
      ['id', 'n'],
      ['BIGINT', 'INTEGER'],
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  test('opens no file for too many partitions', async () => {
    const target = path.join(folder.path, 'too-many');
    const sql = 'SELECT 1 AS a, i AS p FROM range(101) t(i)';
    await expect(write(sql, parquet, { target, partitionColumns: ['p'] })).rejects.toThrow(
      'HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets',
    );
    expect(existsSync(target)).toBe(false);
  });
});
