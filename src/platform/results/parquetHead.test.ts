import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readParquetHead } from './parquetHead.ts';

const name = 's3://lake/orders.parquet';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'strata-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A real file in a compression, two row groups long. */
async function written(compression: string): Promise<Buffer> {
  const file = path.join(folder, `${compression}.parquet`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT i::BIGINT + 9007199254740993 AS id, 'order ' || (i % 7) AS what, i / 4 AS price FROM range(5000) t(i))
     TO '${file}' (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE 2048)`,
  );
  connection.closeSync();
  instance.closeSync();
  return await readFile(file);
}

function bufferOf(bytes: Buffer) {
  const slice = (start: number, end = bytes.length) => new Uint8Array(bytes.subarray(start, end)).buffer;
  return { byteLength: bytes.length, slice };
}

describe('the first rows of a Parquet file', () => {
  test.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli'])('are read exactly from %s', async (compression) => {
    const rows = await readParquetHead(bufferOf(await written(compression)), name, 3000);
    expect(rows).toHaveLength(3000);
    expect(JSON.parse(rows[2999] ?? '')).toEqual({ id: '9007199254743992', what: 'order 3', price: 749.75 });
  });

  it('are refused in words where nothing here reads their compression', async () => {
    await expect(readParquetHead(bufferOf(await written('lz4_raw')), name, 10)).rejects.toMatchObject({
      code: 'unsupported',
      message: `The beginning of ${name} cannot be shown, as it is compressed with LZ4_RAW.`,
      hint: 'Query it with Athena instead.',
    });
  });

  test.each(['gzip', 'zstd', 'brotli', 'snappy'])('that are damaged in %s are told of by name', async (compression) => {
    const bytes = await written(compression);
    bytes.fill(0xa5, 40, 400);
    await expect(readParquetHead(bufferOf(bytes), name, 10)).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringContaining(name),
    });
  });

  it('of what is no Parquet file are none', async () => {
    await expect(readParquetHead(bufferOf(Buffer.alloc(5000, 'a,b\n')), name, 10)).rejects.toMatchObject({
      code: 'corrupt-data',
      message: `${name} is no whole Parquet file.`,
    });
  });
});
