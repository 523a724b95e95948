/** Crawls of real files: what is found, what the catalog has then, and what becomes of it when the files change. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  CreateClassifierCommand,
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateTableCommand,
  DeleteCrawlerCommand,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetPartitionIndexesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
  UpdateCrawlerCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { testPython } from '../support/python.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let lake: GlueLake;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  lake = new GlueLake(endpoint);
  await lake.create();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const orders = 'id,customer,total\n1,Ana,2.5\n2,Eva,3\n';

/** A crawler of the same name as the folder that it looks at. */
async function crawlerOf(folder: string, settings: Partial<CreateCrawlerCommandInput> = {}): Promise<void> {
  await lake.glue.send(
    new CreateCrawlerCommand({
      Name: folder,
      Role: 'arn:aws:iam::000000000000:role/crawler',
      DatabaseName: 'lake',
      Targets: { S3Targets: [{ Path: `s3://lake/${folder}/` }] },
      ...settings,
    }),
  );
}

async function crawl(name: string): Promise<void> {
  const { Status, ErrorMessage } = await lake.crawl(name);
  expect([Status, ErrorMessage]).toEqual(['SUCCEEDED', undefined]);
}

const remove = (Key: string) => lake.s3.send(new DeleteObjectCommand({ Bucket: 'lake', Key }));

const table = async (Name: string) =>
  (await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name }))).Table!;

async function tablesLike(Expression: string): Promise<string[]> {
  const { TableList } = await lake.glue.send(new GetTablesCommand({ DatabaseName: 'lake', Expression }));
  return TableList!.map((each) => each.Name!);
}

const columns = async (name: string) =>
  (await table(name)).StorageDescriptor!.Columns!.map(({ Name, Type }) => `${Name} ${Type}`);

async function partitions(TableName: string) {
  return (await lake.glue.send(new GetPartitionsCommand({ DatabaseName: 'lake', TableName }))).Partitions!;
}

const log = async (crawler: string) => (await lake.lines('/aws-glue/crawlers', crawler)).join('\n');

describe('what is found', () => {
  test('partitioned CSV, just as Glue describes it', async () => {
    await lake.put('sales/year=2025/month=01/a.csv', orders);
    await lake.put('sales/year=2025/month=02/a.csv', orders);
    await lake.put('sales/year=2025/month=02/b.csv', orders);
    await crawlerOf('sales');
    await crawl('sales');
    const parameters = {
      CrawlerSchemaDeserializerVersion: '1.0',
      CrawlerSchemaSerializerVersion: '1.0',
      UPDATED_BY_CRAWLER: 'sales',
      areColumnsQuoted: 'false',
      averageRecordSize: '9',
      classification: 'csv',
      columnsOrdered: 'true',
      compressionType: 'none',
      delimiter: ',',
      objectCount: '3',
      recordCount: '6',
      sizeKey: String(3 * orders.length),
      'skip.header.line.count': '1',
      typeOfData: 'file',
    };
    expect(await table('sales')).toMatchObject({
      Owner: 'owner',
      TableType: 'EXTERNAL_TABLE',
      Retention: 0,
      Parameters: parameters,
      PartitionKeys: [
        { Name: 'year', Type: 'string' },
        { Name: 'month', Type: 'string' },
      ],
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'customer', Type: 'string' },
          { Name: 'total', Type: 'double' },
        ],
        Location: 's3://lake/sales/',
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        Compressed: false,
        NumberOfBuckets: -1,
        SerdeInfo: {
          SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
          Parameters: { 'field.delim': ',' },
        },
        Parameters: parameters,
        StoredAsSubDirectories: false,
      },
    });
    const found = await partitions('sales');
    expect(found.map((each) => [each.Values, each.StorageDescriptor!.Location, each.Parameters!.objectCount])).toEqual([
      [['2025', '01'], 's3://lake/sales/year=2025/month=01/', '1'],
      [['2025', '02'], 's3://lake/sales/year=2025/month=02/', '2'],
    ]);
    expect(await log('sales')).toMatch(
      /BENCHMARK : Running Start Crawl for Crawler sales\n.*\n.*BENCHMARK : Classification complete, writing results to database lake\n.*INFO : Created table sales in database lake\n.*INFO : Created partitions with values \[\[2025, 01\], \[2025, 02\]\] for table sales in database lake\n.*BENCHMARK : Finished writing to Catalog\n.*BENCHMARK : Crawler has finished running and is in state READY/,
    );
  });

  test('the types of Parquet', async () => {
    const script = `
import datetime, decimal, sys
import pyarrow as pa, pyarrow.parquet as pq
t = pa.table({
  "Id": pa.array([1], pa.int64()), "small": pa.array([1], pa.int16()), "tiny": pa.array([1], pa.int8()),
  "whole": pa.array([1], pa.int32()), "ok": pa.array([True]), "name": pa.array(["x"]), "raw": pa.array([b"x"], pa.binary()),
  "price": pa.array([decimal.Decimal("1.25")], pa.decimal128(12, 2)), "ratio": pa.array([1.5]), "f": pa.array([1.5], pa.float32()),
  "day": pa.array([datetime.date(2025, 6, 1)]), "at": pa.array([datetime.datetime(2025, 6, 1)], pa.timestamp("us")),
  "tags": pa.array([["a"]]), "points": pa.array([[{"x": 1, "y": 2.0}]]),
  "props": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
})
pq.write_table(t, sys.argv[1])
`;
    const target = path.join(endpoint.state, 'types.parquet');
    await run(await testPython(), ['-c', script, target]);
    await lake.put('types/a.parquet', readFileSync(target));
    await crawlerOf('types');
    await crawl('types');
    expect(await columns('types')).toEqual([
      'id bigint',
      'small smallint',
      'tiny tinyint',
      'whole int',
      'ok boolean',
      'name string',
      'raw binary',
      'price decimal(12,2)',
      'ratio double',
      'f float',
      'day date',
      'at timestamp',
      'tags array<string>',
      'points array<struct<x:bigint,y:double>>',
      'props map<string,bigint>',
    ]);
    expect((await table('types')).Parameters).toMatchObject({ classification: 'parquet', recordCount: '1' });
    expect((await table('types')).StorageDescriptor!.SerdeInfo!.SerializationLibrary).toMatch(/ParquetHiveSerDe$/);
  });

  test('JSON and compressed CSV, each a table of its own', async () => {
    await lake.put('mixed/events/day=1/a.json', '{"id":1,"who":{"name":"Ana","tags":["a"]}}\n{"id":2,"ok":true}\n');
    await lake.put('mixed/zipped/a.csv.gz', gzipSync(orders));
    await lake.put('mixed/zipped/b.csv.gz', gzipSync(orders));
    await crawlerOf('mixed', { TablePrefix: 'mixed_' });
    await crawl('mixed');
    expect(await tablesLike('mixed.*')).toEqual(['mixed_events', 'mixed_zipped']);
    expect(await columns('mixed_events')).toEqual([
      'id int',
      'who struct<name:string,tags:array<string>>',
      'ok boolean',
    ]);
    expect((await table('mixed_events')).StorageDescriptor!.SerdeInfo).toEqual({
      SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
      Parameters: { paths: 'id,ok,who' },
    });
    const zipped = await table('mixed_zipped');
    expect(zipped.StorageDescriptor!.Compressed).toBe(true);
    expect(zipped.Parameters).toMatchObject({ compressionType: 'gzip', recordCount: '4', objectCount: '2' });
  });

  test('one file, named as the target', async () => {
    await lake.put('single/orders.csv', orders);
    await lake.put('single/stock.csv', 'a,b,c,d\n1,2,3,4\n');
    await crawlerOf('single', { Targets: { S3Targets: [{ Path: 's3://lake/single/orders.csv' }] } });
    await crawl('single');
    expect(await table('orders_csv')).toMatchObject({
      StorageDescriptor: { Location: 's3://lake/single/orders.csv' },
    });
    expect(await tablesLike('stock.*')).toEqual([]);
  });

  test('neither what is excluded, nor what is hidden, empty or unknown', async () => {
    await lake.put('picky/a.csv', orders);
    await lake.put('picky/tmp/x/b.json', '{"a":1}');
    await lake.put('picky/_SUCCESS', 'x');
    await lake.put('picky/.hidden/c.json', '{"a":1}');
    await lake.put('picky/notes.txt', 'just words\n');
    await crawlerOf('picky', { Targets: { S3Targets: [{ Path: 's3://lake/picky', Exclusions: ['tmp/**'] }] } });
    await crawl('picky');
    expect((await table('picky')).Parameters!.objectCount).toBe('1');
    const said = await log('picky');
    expect(said).toContain('WARN : s3://lake/picky/notes.txt is left out');
    expect(said).not.toMatch(/_SUCCESS|hidden|tmp/);
  });

  test('files that a program wrote straight into the folder', async () => {
    const folder = path.join(endpoint.state, 'buckets/lake/direct/day=1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'a.csv'), orders);
    await crawlerOf('direct');
    await crawl('direct');
    expect((await partitions('direct')).map((each) => each.Values)).toEqual([['1']]);
  });

  test('what a classifier of one’s own says of CSV', async () => {
    await lake.put('own/a.csv', 'Ana;Cali\nEva;Quito\n');
    await lake.glue.send(
      new CreateClassifierCommand({
        CsvClassifier: {
          Name: 'people',
          Delimiter: ';',
          ContainsHeader: 'ABSENT',
          Header: ['name', 'city'],
          QuoteSymbol: '"',
        },
      }),
    );
    await crawlerOf('own', { Classifiers: ['people'] });
    await crawl('own');
    expect(await columns('own')).toEqual(['name string', 'city string']);
    expect((await table('own')).StorageDescriptor!.SerdeInfo).toEqual({
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { quoteChar: '"', separatorChar: ';' },
    });
    expect((await table('own')).Parameters).not.toHaveProperty('skip.header.line.count');
  });

  test('of two tables that would have one name, the second gets a hash', async () => {
    await lake.put('north/twin/a.csv', orders);
    await lake.put('south/twin/a.csv', orders);
    const S3Targets = [{ Path: 's3://lake/north/twin/' }, { Path: 's3://lake/south/twin/' }];
    await crawlerOf('twins', { Targets: { S3Targets } });
    await crawl('twins');
    await crawl('twins');
    expect(await tablesLike('twin.*')).toEqual(['twin', expect.stringMatching(/^twin_[0-9a-f]{32}$/)]);
  });
});

describe('what changes', () => {
  test('a partition more, a column more, a partition less', async () => {
    await lake.put('grow/day=1/a.csv', orders);
    await crawlerOf('grow', {
      SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'DELETE_FROM_DATABASE' },
    });
    await crawl('grow');
    const edited = { ...(await table('grow')), Description: 'Mías' };
    const { Name, StorageDescriptor, PartitionKeys, Parameters, Description, TableType } = edited;
    await lake.glue.send(
      new UpdateTableCommand({
        DatabaseName: 'lake',
        TableInput: {
          Name,
          StorageDescriptor,
          PartitionKeys,
          Description,
          TableType,
          Parameters: { ...Parameters, own: 'yes' },
        },
      }),
    );
    await lake.put('grow/day=2/a.csv', 'id,customer,total,channel\n1,Ana,2.5,web\n');
    await crawl('grow');
    expect(await columns('grow')).toEqual(['id bigint', 'customer string', 'total double', 'channel string']);
    expect(await table('grow')).toMatchObject({ Description: 'Mías', Parameters: { own: 'yes', objectCount: '2' } });
    expect((await partitions('grow')).map((each) => [each.Values, each.StorageDescriptor!.Columns!.length])).toEqual([
      [['1'], 3],
      [['2'], 4],
    ]);
    await remove('grow/day=1/a.csv');
    await crawl('grow');
    expect((await partitions('grow')).map((each) => each.Values)).toEqual([['2']]);

    const { Crawls } = await lake.glue.send(new ListCrawlsCommand({ CrawlerName: 'grow' }));
    expect(Crawls!.map((each) => each.State)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    expect(JSON.parse(Crawls![0]!.Summary!)).toMatchObject({
      TABLE: { UPDATE: { Count: 1, Details: { names: ['grow'] } } },
      PARTITION: { DELETE: { Count: 1 } },
    });
    const { CrawlerMetricsList } = await lake.glue.send(new GetCrawlerMetricsCommand({ CrawlerNameList: ['grow'] }));
    expect(CrawlerMetricsList).toMatchObject([{ TablesCreated: 0, TablesUpdated: 1, TablesDeleted: 0 }]);
  });

  test('a crawl that finds nothing new changes nothing', async () => {
    await lake.put('still/day=1/a.csv', orders);
    await crawlerOf('still');
    await crawl('still');
    const before = await table('still');
    await crawl('still');
    expect(await table('still')).toEqual(before);
  });

  test.each([
    ['DELETE_FROM_DATABASE', [] as string[], undefined],
    ['DEPRECATE_IN_DATABASE', ['gone_deprecate'], /^\d+$/],
    ['LOG', ['gone_log'], undefined],
  ] as const)('a table whose files are gone: %s', async (DeleteBehavior, left, deprecated) => {
    const folder = `gone_${DeleteBehavior.split('_')[0]!.toLowerCase()}`;
    await lake.put(`${folder}/a.csv`, orders);
    await crawlerOf(folder, { SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior } });
    await crawl(folder);
    await remove(`${folder}/a.csv`);
    await crawl(folder);
    expect(await tablesLike(`${folder}.*`)).toEqual(left);
    if (left.length > 0) {
      const parameters = (await table(folder)).Parameters!;
      if (deprecated) expect(parameters.DEPRECATED_BY_CRAWLER).toMatch(deprecated);
      else expect(parameters).not.toHaveProperty('DEPRECATED_BY_CRAWLER');
      // Back again, it is a table like any other.
      await lake.put(`${folder}/a.csv`, orders);
      await crawl(folder);
      expect((await table(folder)).Parameters).not.toHaveProperty('DEPRECATED_BY_CRAWLER');
    }
  });

  test('only logged, when only that is asked', async () => {
    await lake.put('quiet/day=1/a.csv', orders);
    await crawlerOf('quiet', { SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' } });
    await crawl('quiet');
    await lake.put('quiet/day=2/a.csv', 'id,customer,total,channel\n1,Ana,2.5,web\n');
    await crawl('quiet');
    expect(await columns('quiet')).toHaveLength(3);
    expect((await partitions('quiet')).map((each) => each.Values)).toEqual([['1'], ['2']]);
    expect(await log('quiet')).toContain('has changed; the crawler only logs that');
  });

  test('new folders only: what was read is not read again', async () => {
    await lake.put('fresh/day=1/a.csv', orders);
    await crawlerOf('fresh', {
      RecrawlPolicy: { RecrawlBehavior: 'CRAWL_NEW_FOLDERS_ONLY' },
      SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
    });
    await crawl('fresh');
    await lake.put('fresh/day=1/b.csv', 'PAR1 this would be an error if it was read');
    await lake.put('fresh/day=2/a.csv', orders);
    await crawl('fresh');
    expect((await partitions('fresh')).map((each) => [each.Values, each.Parameters!.objectCount])).toEqual([
      [['1'], '1'],
      [['2'], '1'],
    ]);
  });

  test('a table that was there before, made by hand for the same place', async () => {
    await lake.put('manual/a.csv', orders);
    const Columns = [{ Name: 'id', Type: 'string', Comment: 'clave' }];
    await lake.glue.send(
      new CreateTableCommand({
        DatabaseName: 'lake',
        TableInput: { Name: 'by_hand', StorageDescriptor: { Columns, Location: 's3://lake/manual' } },
      }),
    );
    await crawlerOf('manual');
    await crawl('manual');
    expect(await tablesLike('manual.*')).toEqual([]);
    expect((await table('by_hand')).StorageDescriptor!.Columns![0]).toEqual({
      Name: 'id',
      Type: 'bigint',
      Comment: 'clave',
    });
  });
});

describe('configuration', () => {
  const configured = (CrawlerOutput: object, rest: object = {}) => ({
    Configuration: JSON.stringify({ Version: 1.0, CrawlerOutput, ...rest }),
  });

  test('partitions inherit from the table, and new columns are added to what is there', async () => {
    await lake.put('inherit/day=1/a.csv', orders);
    const output = {
      Partitions: { AddOrUpdateBehavior: 'InheritFromTable' },
      Tables: { AddOrUpdateBehavior: 'MergeNewColumns' },
    };
    await crawlerOf('inherit', configured(output, { CreatePartitionIndex: true }));
    await crawl('inherit');
    const { Name, StorageDescriptor, PartitionKeys, Parameters, TableType } = await table('inherit');
    const [id, ...others] = StorageDescriptor!.Columns!;
    await lake.glue.send(
      new UpdateTableCommand({
        DatabaseName: 'lake',
        TableInput: {
          Name,
          PartitionKeys,
          Parameters,
          TableType,
          StorageDescriptor: { ...StorageDescriptor, Columns: [{ ...id, Name: 'id', Type: 'string' }, ...others] },
        },
      }),
    );
    await lake.put('inherit/day=2/a.csv', 'id,customer,total,channel\n1,Ana,2.5,web\n');
    await crawl('inherit');
    const expected = ['id string', 'customer string', 'total double', 'channel string'];
    expect(await columns('inherit')).toEqual(expected);
    for (const each of await partitions('inherit')) {
      expect(each.StorageDescriptor!.Columns!.map((column) => `${column.Name} ${column.Type}`)).toEqual(expected);
    }
    const indexes = await lake.glue.send(
      new GetPartitionIndexesCommand({ DatabaseName: 'lake', TableName: 'inherit' }),
    );
    expect(indexes.PartitionIndexDescriptorList).toMatchObject([
      { IndexName: 'crawler_partition_index', Keys: [{ Name: 'day' }] },
    ]);
  });

  test('tables by level, and no more than there may be', async () => {
    await lake.put('level/eu/orders/1/a.csv', orders);
    await lake.put('level/us/orders/1/a.csv', orders);
    await crawlerOf('level', configured({}, { Grouping: { TableLevelConfiguration: 3 } }));
    await crawl('level');
    expect(await tablesLike('(eu|us)')).toEqual(['eu', 'us']);
    await lake.glue.send(
      new UpdateCrawlerCommand({
        Name: 'level',
        ...configured({ Tables: { TableThreshold: 1 } }, { Grouping: { TableLevelConfiguration: 3 } }),
      }),
    );
    expect(await lake.crawl('level')).toMatchObject({
      Status: 'FAILED',
      ErrorMessage: expect.stringContaining('table threshold value provided: 1') as string,
    });
  });
});

describe('what goes wrong', () => {
  test('a damaged Parquet file: the crawl fails and names it, its table stays, others go on', async () => {
    await lake.put('damaged/good/day=1/a.csv', orders);
    await lake.put('damaged/bad/day=1/a.csv', 'x,y,z,w\n1,2,3,4\n5,6,7,8\n');
    await crawlerOf('damaged', {
      SchemaChangePolicy: { UpdateBehavior: 'UPDATE_IN_DATABASE', DeleteBehavior: 'DELETE_FROM_DATABASE' },
    });
    await crawl('damaged');
    const before = await table('bad');
    await lake.put('damaged/bad/day=2/torn.parquet', `PAR1${'x'.repeat(100)}`);
    await lake.put('damaged/good/day=2/a.csv', orders);
    const last = await lake.crawl('damaged');
    expect(last.Status).toBe('FAILED');
    expect(last.ErrorMessage).toContain('s3://lake/damaged/bad/day=2/torn.parquet cannot be read');
    expect(await log('damaged')).toContain('ERROR : s3://lake/damaged/bad/day=2/torn.parquet cannot be read');
    expect(await table('bad')).toEqual(before);
    expect(await partitions('bad')).toHaveLength(1);
    expect(await partitions('good')).toHaveLength(2);

    await remove('damaged/bad/day=1/a.csv');
    expect((await lake.crawl('damaged')).Status).toBe('FAILED');
    expect(await tablesLike('bad')).toEqual(['bad']);
    await remove('damaged/bad/day=2/torn.parquet');
    await crawl('damaged');
    expect(await tablesLike('bad')).toEqual([]);
  });

  test('a running crawler is not started, changed or deleted, and is stopped when asked', async () => {
    const folder = path.join(endpoint.state, 'buckets/lake/long');
    for (let index = 0; index < 3000; index++) {
      mkdirSync(path.join(folder, `day=${index}`), { recursive: true });
      writeFileSync(path.join(folder, `day=${index}`, 'a.csv'), orders);
    }
    await crawlerOf('long');
    await lake.glue.send(new StartCrawlerCommand({ Name: 'long' }));
    const refused = { name: 'CrawlerRunningException' };
    await expect(lake.glue.send(new StartCrawlerCommand({ Name: 'long' }))).rejects.toMatchObject(refused);
    await expect(lake.glue.send(new UpdateCrawlerCommand({ Name: 'long', TablePrefix: 'x' }))).rejects.toMatchObject(
      refused,
    );
    await expect(lake.glue.send(new DeleteCrawlerCommand({ Name: 'long' }))).rejects.toMatchObject(refused);
    expect((await lake.glue.send(new GetCrawlerCommand({ Name: 'long' }))).Crawler!.State).toBe('RUNNING');
    await lake.glue.send(new StopCrawlerCommand({ Name: 'long' }));
    expect((await lake.crawled('long')).Status).toBe('CANCELLED');
    const { Crawls } = await lake.glue.send(new ListCrawlsCommand({ CrawlerName: 'long' }));
    expect(Crawls).toMatchObject([{ State: 'STOPPED' }]);
    await crawl('long');
    expect(await columns('long')).toHaveLength(3);
    const { Partitions } = await lake.glue.send(
      new GetPartitionsCommand({ DatabaseName: 'lake', TableName: 'long', Expression: "day = '2999'" }),
    );
    expect(Partitions).toHaveLength(1);
  });
});
