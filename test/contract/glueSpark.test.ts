/** Spark jobs, by a real Spark: scripts as they are written for Glue, over the endpoint's own objects and catalog. */

import { AthenaClient } from '@aws-sdk/client-athena';
import {
  BatchStopJobRunCommand,
  CreateDatabaseCommand,
  GetDashboardUrlCommand,
  GetJobBookmarkCommand,
  ResetJobBookmarkCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../support/athena.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';

let endpoint: TestEndpoint;
let lake: GlueLake;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  lake = new GlueLake(endpoint);
  await lake.create();
  const rows = Array.from({ length: 200 }, (_, i) => `${i},${['north', 'south'][i % 2]},${i}.25`);
  await lake.put('raw/orders/orders.csv', ['id,region,amount', ...rows].join('\n'));
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
});

/** A first run may have to make the environment. */
const patience = 280_000;

async function sparkJob(name: string, script: string, args: Record<string, string> = {}): Promise<void> {
  await lake.job(name, script, {
    Command: { Name: 'glueetl', ScriptLocation: `s3://lake/scripts/${name}.py` },
    GlueVersion: '5.1',
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    DefaultArguments: args,
  });
}

async function keysBelow(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await lake.s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The jobs of the application that a Spark UI shows, by its REST API. */
async function jobsShown(page: URL): Promise<unknown[]> {
  const [, application] = /(local-\d+)/.exec(page.pathname) ?? [];
  const all = new URL('/api/v1/applications', page);
  const id = application ?? ((await (await fetch(all)).json()) as { id: string }[])[0]?.id;
  return (await (await fetch(new URL(`/api/v1/applications/${id}/jobs`, page))).json()) as unknown[];
}

const output = (id: string) => lake.lines('/aws-glue/jobs/output', id);
const errors = (id: string) => lake.lines('/aws-glue/jobs/error', id);

describe('a run', () => {
  test('keeps what Job.commit() wrote for the next one, and forgets it when it is reset', {
    timeout: patience,
  }, async () => {
    await sparkJob(
      'marked',
      `import os
file = os.environ["STRATA_JOB_BOOKMARK_FILE"]
before = open(file).read() if os.path.exists(file) else "nothing"
print(before)
open(file, "w").write(before + "+1")
`,
      { '--job-bookmark-option': 'job-bookmark-enable' },
    );
    const said = async () => {
      const run = await lake.until('marked', await lake.start('marked'), undefined, patience);
      expect(run.ErrorMessage).toBeUndefined();
      return await output(run.Id!);
    };
    expect(await said()).toEqual(['nothing']);
    const { JobBookmarkEntry: entry } = await lake.glue.send(new GetJobBookmarkCommand({ JobName: 'marked' }));
    expect(entry).toMatchObject({ JobBookmark: 'nothing+1', Run: 1, Version: 1 });
    await lake
      .start('marked', { '--job-bookmark-option': 'job-bookmark-pause' })
      .then((id) => lake.until('marked', id));
    expect(await said()).toEqual(['nothing+1']);
    await lake.glue.send(new ResetJobBookmarkCommand({ JobName: 'marked' }));
    expect(await said()).toEqual(['{}']);
  });

  test('reads CSV from the lake and writes partitioned Parquet into it', { timeout: patience }, async () => {
    await sparkJob(
      'refine',
      `import sys
from pyspark.context import SparkContext
from pyspark.sql import SparkSession, functions as F
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["JOB_NAME", "day"])
sc = SparkContext()
spark = SparkSession.builder.getOrCreate()
orders = spark.read.csv("s3://lake/raw/orders/", header=True, inferSchema=True)
orders.write.mode("overwrite").partitionBy("region").parquet("s3a://lake/silver/orders/")
silver = spark.read.parquet("s3n://lake/silver/orders/")
print(args["JOB_NAME"], args["day"], silver.count(), silver.agg(F.sum("amount")).first()[0])
shout = F.udf(lambda region: region.upper())
print(sorted(row[0] for row in silver.select(shout("region")).distinct().collect()))
`,
      { '--day': '2026-01-31' },
    );
    const run = await lake.until('refine', await lake.start('refine'), undefined, patience);
    expect(run.ErrorMessage).toBeUndefined();
    expect(run).toMatchObject({ JobRunState: 'SUCCEEDED', WorkerType: 'G.1X', NumberOfWorkers: 2 });
    expect(await output(run.Id!)).toEqual(['refine 2026-01-31 200 19950.0', "['NORTH', 'SOUTH']"]);
    expect((await errors(run.Id!)).join('\n')).toMatch(
      /Local Spark 3\.5\.6 runs this job \(Glue 5\.1, 2 × G\.1X on AWS\)/,
    );
    const keys = await keysBelow('silver/orders/');
    expect(keys.every((key) => /^silver\/orders\/(_SUCCESS|region=(north|south)\/part-.*\.parquet)$/.test(key))).toBe(
      true,
    );
    expect(keys.length).toBeGreaterThan(2);
  });

  test('that fails says why and where, without Java\u2019s stack', { timeout: patience }, async () => {
    await sparkJob(
      'fails',
      `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
numbers = spark.sparkContext.parallelize([1, 2])
numbers.map(lambda each: each / 0).collect()
`,
    );
    const run = await lake.until('fails', await lake.start('fails'), undefined, patience);
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toMatch(
      /Failed Line Number: 4; An error occurred while calling .*ZeroDivisionError: division by zero$/,
    );
    const log = (await errors(run.Id!)).join('\n');
    expect(log).toContain('numbers.map(lambda each: each / 0).collect()');
    expect(log).toContain('at org.apache.spark.');
    expect(log).not.toContain('strata_driver');
  });

  test('that is stopped ends, and leaves what it was writing as it was', { timeout: patience }, async () => {
    await sparkJob(
      'endless',
      `import time
from pyspark.sql import SparkSession, functions as F
spark = SparkSession.builder.getOrCreate()
slow = F.udf(lambda n: time.sleep(600) if n == 3 else n, "long")
print("writing", flush=True)
spark.range(4).select(slow("id").alias("id")).write.mode("overwrite").parquet("s3://lake/silver/endless/")
`,
    );
    await lake.put('silver/endless/old.parquet', 'old');
    const id = await lake.start('endless');
    await expect.poll(() => output(id), { timeout: patience }).toEqual(['writing']);
    const ui = async () => {
      const { Url } = await lake.glue.send(new GetDashboardUrlCommand({ ResourceId: id, ResourceType: 'JOB' }));
      return new URL(Url!);
    };
    await expect.poll(async () => (await jobsShown(await ui())).length, { timeout: patience }).toBeGreaterThan(0);
    await lake.glue.send(new BatchStopJobRunCommand({ JobName: 'endless', JobRunIds: [id] }));
    expect((await lake.until('endless', id)).JobRunState).toBe('STOPPED');
    // Spark's history server, from what the run had told until then.
    const history = await ui();
    expect(history.pathname).toMatch(/^\/history\/local-\d+\/jobs\/$/);
    expect(await (await fetch(history)).text()).toContain('parquet at ');
    expect(await jobsShown(history)).toEqual([expect.objectContaining({ numTasks: 4 })]);
    expect(await keysBelow('silver/endless/')).toEqual(['silver/endless/old.parquet']);
  });
});

test('Spark and Athena read each other\u2019s tables', { timeout: patience }, async () => {
  const athena = new AthenaClient(endpoint.client);
  await lake.s3.send(new CreateBucketCommand({ Bucket: 'results' }));
  // Queries begin in it.
  await lake.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'shop' } }));
  await lake.put('catalog/events/a.json', '{"id":1,"tags":["x","y"]}\n{"id":2}\n');
  await rowsOf(
    athena,
    `CREATE EXTERNAL TABLE lake.events (id int, tags array<string>) PARTITIONED BY (day string)
     ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/catalog/events/'`,
  );
  await rowsOf(athena, "ALTER TABLE lake.events ADD PARTITION (day = '1') LOCATION 's3://lake/catalog/events/'");
  await sparkJob(
    'catalog',
    `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
print(spark.sql("SELECT id, size(tags), day FROM lake.events WHERE day = '1' ORDER BY id").collect())
spark.sql("CREATE DATABASE IF NOT EXISTS gold LOCATION 's3://lake/gold/'")
sales = spark.range(6).selectExpr("id", "cast(id * 1.5 as decimal(10,2)) AS amount", "id % 2 AS half")
sales.write.mode("overwrite").partitionBy("half").saveAsTable("gold.sales")
spark.sql("INSERT INTO gold.sales SELECT 10, 1.25, 1")
print(spark.catalog.tableExists("gold.sales"), [row[0] for row in spark.sql("SHOW PARTITIONS gold.sales").collect()])
`,
    { '--enable-glue-datacatalog': 'true' },
  );
  const run = await lake.until('catalog', await lake.start('catalog'), undefined, patience);
  expect(run.ErrorMessage).toBeUndefined();
  expect(await output(run.Id!)).toEqual([
    "[Row(id=1, size(tags)=2, day='1'), Row(id=2, size(tags)=-1, day='1')]",
    "True ['half=0', 'half=1']",
  ]);
  expect(
    await rowsOf(athena, 'SELECT half, count(*), sum(amount) FROM gold.sales GROUP BY half ORDER BY half'),
  ).toEqual([
    ['0', '3', '9.00'],
    ['1', '4', '14.75'],
  ]);
  const bars = await lake.lines('/aws-glue/jobs/logs-v2', `${run.Id}-progress-bar`);
  expect(bars.some((line) => /^\[Stage \d+ \(.+\):=+\((\d+) \+ 0\) \/ \1\]$/.test(line))).toBe(true);
});
