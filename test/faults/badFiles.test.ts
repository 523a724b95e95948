/** Files that are not what their names say, in the preview, in crawlers and in Athena: each is named with what is wrong. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CreateCrawlerCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../src/core/log.ts';
import { connectionTo } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import { openRelation } from '../../src/platform/results/openRelation.ts';
import { ResultEngine } from '../../src/platform/results/resultEngine.ts';
import { wholeRelation } from '../../src/protocol/engineProtocol.ts';
import { runQuery } from '../support/athena.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { tempFolder } from '../support/tempFolder.ts';

let endpoint: TestEndpoint;
let lake: GlueLake;
let parquet: Buffer;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  lake = new GlueLake(endpoint);
  await lake.create();
  await lake.s3.send(new CreateBucketCommand({ Bucket: 'results' }));
  parquet = await wholeParquet();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function wholeParquet(): Promise<Buffer> {
  await using folder = tempFolder();
  const file = path.join(folder.path, 'whole.parquet');
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  const rows = `SELECT i AS id, 'name ' || i AS name FROM range(20000) t(i)`;
  await connection.run(`COPY (${rows}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 5000)`);
  connection.closeSync();
  database.closeSync();
  return readFileSync(file);
}

const never = new AbortController().signal;

/** All rows of an object as the preview reads them, or why it does not. */
async function preview(uri: string, format: 'csv' | 'json' | 'parquet'): Promise<unknown> {
  const connection = connectionTo(endpoint.file);
  const workspace = { root: endpoint.state, trusted: true };
  const ctx = createCtx({ connection, workspace, report() {}, log: silentLog });
  using _clients = ctx.aws;
  using engine = new ResultEngine();
  const source = { kind: 'object', uri, title: uri, format } as const;
  await using relation = await openRelation(ctx, engine, source, undefined, never);
  const { handle } = relation;
  return (await engine.ask('rows', { handle, query: wholeRelation, offset: 0, limit: 50_000 }, never)).rows;
}

const serde = {
  parquet: 'STORED AS PARQUET',
  json: "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
  csv: "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'",
};

interface BadFile {
  readonly name: string;
  readonly format: keyof typeof serde;
  readonly body: () => string | Uint8Array;
  /** What the preview says; undefined: it shows rows. */
  readonly preview: RegExp;
  /** How the crawl fails; undefined: it goes on without the file. */
  readonly crawl: RegExp | undefined;
  /** How a query of its rows fails, in Athena's words. */
  readonly query: RegExp;
}

const garbageFooter = () => Buffer.from(parquet).fill(0x41, parquet.length - 300, parquet.length - 8);
const garbagePages = () => Buffer.from(parquet).fill(0x55, 100, 3000);
const cutGzip = () => {
  const text = Array.from({ length: 50_000 }, (_, i) => `${i},${(i * 7919) % 10_007}`).join('\n');
  const whole = gzipSync(`id,name\n${text}\n`);
  return whole.subarray(0, whole.length / 2);
};

const badFiles: readonly BadFile[] = [
  {
    name: 'truncated.parquet',
    format: 'parquet',
    body: () => parquet.subarray(0, parquet.length / 2),
    preview: /No magic bytes found at end of file URI/,
    crawl: /URI cannot be read: it is no whole Parquet file/,
    query: /^HIVE_BAD_DATA: Not valid Parquet file: URI expected magic number: PAR1 got: /,
  },
  {
    name: 'footer.parquet',
    format: 'parquet',
    body: garbageFooter,
    preview: /URI/,
    crawl: /URI cannot be read: it is no whole Parquet file \(its footer cannot be read\)/,
    query: /^HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split URI \(offset=0, length=\d+\): \S/,
  },
  {
    name: 'text.parquet',
    format: 'parquet',
    body: () => 'id,name\n1,a\n',
    preview: /No magic bytes found at end of file URI/,
    crawl: /URI cannot be read: its name ends in \.parquet, and it is no Parquet file/,
    query: /^HIVE_BAD_DATA: Not valid Parquet file: URI expected magic number: PAR1 got: /,
  },
  {
    name: 'tiny.parquet',
    format: 'parquet',
    body: () => 'PAR1',
    preview: /URI too small to be a Parquet file/,
    crawl: /URI cannot be read: it is 4 bytes long, too short for a Parquet file/,
    query: /^HIVE_BAD_DATA: URI is not a valid Parquet File$/,
  },
  {
    name: 'latin1.csv',
    format: 'csv',
    body: () => Buffer.from('id,name\n1,caf\xe9\n2,\xff\xfe\n', 'latin1'),
    preview: /^URI, line \d: .*not utf-8 encoded\.$/,
    crawl: undefined,
    query: /^HIVE_BAD_DATA: URI, line \d: .*not utf-8 encoded\.$/,
  },
  {
    name: 'cut.csv.gz',
    format: 'csv',
    body: cutGzip,
    preview: /^URI cannot be decompressed: unexpected end of file$/,
    crawl: undefined,
    query: /^HIVE_CURSOR_ERROR: Failed to read file at URI: unexpected end of file$/,
  },
  {
    name: 'no.csv.gz',
    format: 'csv',
    body: () => 'id,name\n1,a\n',
    preview: /^URI cannot be decompressed: incorrect header check$/,
    crawl: undefined,
    query: /^HIVE_\w+: .*URI/,
  },
  {
    name: 'cut.json',
    format: 'json',
    body: () => '{"id": 1, "name": "a"}\n{"id": 2, "name": ',
    preview: /Malformed JSON in file URI, at byte \d+ in line \d: unexpected end of data/,
    crawl: undefined,
    query: /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object/,
  },
  {
    name: 'text.json',
    format: 'json',
    body: () => 'hello world\n',
    preview: /Malformed JSON in file URI/,
    crawl: undefined,
    query: /^HIVE_CURSOR_ERROR: Row is not a valid JSON Object/,
  },
];

describe.each(badFiles)('$name', ({ name, format, body, ...expected }) => {
  const table = name.replaceAll('.', '_');
  const uri = `s3://lake/${table}/${name}`;
  const about = (pattern: RegExp) => new RegExp(pattern.source.replaceAll('URI', uri.replaceAll('.', '\\.')));

  test('is told by the preview, by the name that the user knows', async () => {
    await lake.put(`${table}/${name}`, body());
    await expect(preview(uri, format)).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(about(expected.preview)),
    });
  });

  test('does not make a crawler write what is not so', async () => {
    const Targets = { S3Targets: [{ Path: `s3://lake/${table}/` }] };
    await lake.glue.send(new CreateCrawlerCommand({ Name: table, Role: 'r', DatabaseName: 'lake', Targets }));
    const { Status, ErrorMessage = '' } = await lake.crawl(table);
    expect([Status, ErrorMessage]).toEqual(
      expected.crawl
        ? ['FAILED', expect.stringMatching(about(expected.crawl))]
        : [expect.any(String), expect.any(String)],
    );
    const { TableList } = await lake.glue.send(new GetTablesCommand({ DatabaseName: 'lake', Expression: table }));
    if (!expected.crawl) {
      for (const { Parameters } of TableList!) expect(Parameters!.classification).toBe(format);
      return;
    }
    expect(TableList).toEqual([]);
    expect((await lake.lines('/aws-glue/crawlers', table)).join('\n')).toContain(uri);
  });

  test('fails a query, and a table that is made of it is not made', async () => {
    const athena = new AthenaClient(endpoint.client);
    const inLake = { QueryExecutionContext: { Database: 'lake' } };
    const columns = `id ${format === 'csv' ? 'string' : 'bigint'}, name string`;
    const create = `CREATE EXTERNAL TABLE q_${table} (${columns}) ${serde[format]} LOCATION 's3://lake/${table}/'`;
    expect((await runQuery(athena, create, inLake)).state).toBe('SUCCEEDED');
    for (const sql of [
      `SELECT max(name), count(*) FROM q_${table}`,
      `CREATE TABLE made_${table} WITH (external_location = 's3://lake/made/${table}/') AS SELECT * FROM q_${table}`,
    ]) {
      const { state, reason } = await runQuery(athena, sql, inLake);
      expect([state, reason]).toEqual(['FAILED', expect.stringMatching(about(expected.query))]);
    }
    const made = await lake.glue.send(new GetTablesCommand({ DatabaseName: 'lake', Expression: `made_${table}` }));
    expect(made.TableList).toEqual([]);
    const folder = path.join(endpoint.state, 'buckets/lake/made', table);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});

test('a page in the middle that is damaged fails what reads it, and nothing else', async () => {
  await lake.put('pages/pages.parquet', garbagePages());
  await expect(preview('s3://lake/pages/pages.parquet', 'parquet')).rejects.toMatchObject({
    code: 'corrupt-data',
    message: expect.stringContaining('s3://lake/pages/pages.parquet'),
  });
  const athena = new AthenaClient(endpoint.client);
  const inLake = { QueryExecutionContext: { Database: 'lake' } };
  const create = `CREATE EXTERNAL TABLE pages (id bigint, name string) STORED AS PARQUET LOCATION 's3://lake/pages/'`;
  await runQuery(athena, create, inLake);
  expect(await runQuery(athena, 'SELECT count(*) FROM pages', inLake)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await runQuery(athena, 'SELECT sum(id) FROM pages', inLake)).toMatchObject({
    state: 'FAILED',
    reason: expect.stringMatching(/^HIVE_BAD_DATA: .*s3:\/\/lake\/pages\/pages\.parquet/),
  });
});

test('one bad file among good ones is the one that is named', async () => {
  for (const i of [1, 2, 3]) await lake.put(`among/${i}.parquet`, parquet);
  await lake.put('among/bad.parquet', garbageFooter());
  const athena = new AthenaClient(endpoint.client);
  const inLake = { QueryExecutionContext: { Database: 'lake' } };
  const create = `CREATE EXTERNAL TABLE among (id bigint, name string) STORED AS PARQUET LOCATION 's3://lake/among/'`;
  await runQuery(athena, create, inLake);
  expect((await runQuery(athena, 'SELECT count(*) FROM among', inLake)).reason).toContain(
    's3://lake/among/bad.parquet',
  );
});
