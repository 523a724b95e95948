/** A Glue Spark job on the local endpoint beside the same script by spark-submit: what the endpoint adds, and what it saves. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchStopJobRunCommand, type JobRun } from '@aws-sdk/client-glue';
import { DuckDBInstance } from '@duckdb/node-api';
import { startGroup } from '../../src/local/processes/processGroup.ts';
import { heapOf } from '../../src/local/services/glue/engines/spark/heap.ts';
import { makeSharedClasses } from '../../src/local/services/glue/engines/spark/sharedClasses.ts';
import {
  type SparkEnvironment,
  sparkEnvironment,
} from '../../src/local/services/glue/engines/spark/sparkEnvironment.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { millisecondsBetween } from './support/execution.ts';
import { measured, ratio, timed } from './support/measuring.ts';

const aim = 1.1;
const files = 4;
const patience = 600_000;

/** Reads CSV, joins, aggregates and writes Parquet in folders, as most jobs do; its places are arguments. */
const script = `import sys
from pyspark.sql import SparkSession, functions as F

args = dict(zip(sys.argv[1::2], sys.argv[2::2]))
spark = SparkSession.builder.getOrCreate()
orders = spark.read.csv(args["--from"] + "/orders/", header=True, schema="id long, customer int, day date, amount decimal(12,2)")
customers = spark.range(5000).select(F.col("id").cast("int").alias("customer"), (F.col("id") % 25).alias("region"))
sales = orders.join(customers, "customer").withColumn("month", F.date_format("day", "yyyy-MM"))
sales.write.mode("overwrite").partitionBy("month").parquet(args["--to"] + "/sales/")
read = spark.read.parquet(args["--to"] + "/sales/")
cube = read.groupBy("region", "month").agg(F.sum("amount").alias("amount"), F.countDistinct("customer").alias("customers"))
cube.write.mode("overwrite").parquet(args["--to"] + "/cube/")
print(read.count(), cube.count())
`;

export const sparkBenchmark: Benchmark = {
  name: 'spark',
  title: 'A Glue Spark job beside the same script by spark-submit',
  async run({ quick, product, say }, signal) {
    const rows = quick ? 20_000 : 2_000_000;
    const rounds = quick ? 1 : 5;
    const environment = await sparkEnvironment(say, signal);
    say('making the archive of classes, as an idle endpoint does');
    await makeSharedClasses(environment, signal);
    const program = (await product()).entry('endpoint');
    await using endpoint = await startTestEndpoint({ program });
    const lake = new GlueLake(endpoint);
    await lake.create();
    say(`writing ${rows} rows`);
    await writeOrders(lake, rows);
    await lake.job('sales', script, {
      Command: { Name: 'glueetl', ScriptLocation: 's3://lake/scripts/sales.py' },
      GlueVersion: '5.1',
      WorkerType: 'G.1X',
      NumberOfWorkers: 2,
      DefaultArguments: { '--from': 's3://lake/raw', '--to': 's3://lake/silver' },
    });
    const bucket = path.join(endpoint.state, 'buckets/lake');
    const bare = () => runBare(environment, bucket, signal);
    const times: Record<'bare' | 'cold' | 'warm', number[]> = { bare: [], cold: [], warm: [] };
    say('one of each that does not count');
    await bare();
    await runJob(lake, signal);
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`);
      // Nobody is always the one who comes after the other.
      const bareFirst = round % 2 === 0;
      if (bareFirst) times.bare.push(await bare());
      // A restarted endpoint has no driver standing by.
      await endpoint.restart();
      times.cold.push(await runJob(lake, signal));
      await standingBy(endpoint, signal);
      if (!bareFirst) times.bare.push(await bare());
      times.warm.push(await runJob(lake, signal));
    }
    return { measures: [...measuresOf(times), await eventLogs(endpoint)], how: howOf(rows, rounds) };
  },
};

function measuresOf({ bare, cold, warm }: Record<'bare' | 'cold' | 'warm', number[]>): Measure[] {
  return [
    measured('spark-submit', 'ms', bare),
    measured('Glue job run, the first of an endpoint', 'ms', cold),
    ratio('first Glue job run ÷ spark-submit', cold, bare, aim),
    measured('Glue job run with a driver standing by', 'ms', warm),
    ratio('Glue job run with a driver standing by ÷ spark-submit', warm, bare, aim),
  ];
}

function howOf(rows: number, rounds: number): string[] {
  return [
    `${rows} orders in ${files} CSV files, joined with 5,000 customers, written as Parquet by month, read back and aggregated; ${rounds} rounds in turns.`,
    'The same script, Spark, Java, heap, cores and shuffle partitions. spark-submit: from the start of its shell to its end, files on plain folders. Job run: from StartedOn to CompletedOn, over s3://, with its log, progress and event log.',
    'The first run of an endpoint starts Python and Java itself, with the archive of classes that an idle endpoint makes once; the other finds them started.',
  ];
}

async function writeOrders(lake: GlueLake, rows: number): Promise<void> {
  await using folder = tempFolder('strata-bench-spark');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (let i = 0; i < files; i++) {
    const file = path.join(folder.path, `${i}.csv`);
    await connection.run(`COPY (
      SELECT i AS id, hash(i) % 5000 AS customer, DATE '2025-01-01' + CAST(hash(i + 7) % 360 AS INTEGER) AS day,
        CAST((hash(i + 3) % 10000000) / 100.0 AS DECIMAL(12,2)) AS amount
      FROM range(${i}, ${rows}, ${files}) AS r(i)) TO '${file}' (HEADER)`);
    await lake.put(`raw/orders/${i}.csv`, await readFile(file));
  }
  connection.disconnectSync();
}

/** Milliseconds of a run, by its own account. */
async function runJob(lake: GlueLake, signal: AbortSignal): Promise<number> {
  const id = await lake.start('sales');
  const stop = () => void lake.glue.send(new BatchStopJobRunCommand({ JobName: 'sales', JobRunIds: [id] }));
  signal.addEventListener('abort', stop, { once: true });
  const run: JobRun = await lake.until('sales', id, undefined, patience);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (run.JobRunState !== 'SUCCEEDED') throw new Error(`The job run ended as ${run.JobRunState}: ${run.ErrorMessage}`);
  return millisecondsBetween(run.StartedOn, run.CompletedOn);
}

async function runBare({ python, java }: SparkEnvironment, bucket: string, signal: AbortSignal): Promise<number> {
  await using folder = tempFolder('strata-bench-submit');
  const cores = Math.min(4, os.availableParallelism());
  const conf = [`spark.sql.shuffle.partitions=${cores * 4}`, `spark.default.parallelism=${cores * 2}`];
  const args = [
    ...['--master', `local[${cores}]`, '--driver-memory', `${heapOf(os.totalmem(), undefined)}m`],
    ...conf.flatMap((each) => ['--conf', each]),
    path.join(bucket, 'scripts/sales.py'),
    ...['--from', `file://${bucket}/raw`, '--to', `file://${folder.path}`],
  ];
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('AWS_'));
  const env = {
    ...(Object.fromEntries(own) as Record<string, string>),
    JAVA_HOME: path.resolve(java, '../..'),
    PYSPARK_PYTHON: python,
    SPARK_LOCAL_IP: '127.0.0.1',
    PATH: [path.dirname(python), process.env.PATH].join(path.delimiter),
  };
  const { ms } = await timed(async () => {
    const group = await startGroup(path.join(path.dirname(python), 'spark-submit'), args, { cwd: folder.path, env });
    const stop = () => group.sweep();
    signal.addEventListener('abort', stop, { once: true });
    const [{ code }, said] = await Promise.all([group.ended, text(group.stderr), text(group.stdout)]);
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`spark-submit ended with ${code}: ${said.slice(-2000)}`);
  });
  return ms;
}

/** Until the driver for the next run has its context, whose event log it has begun by then. */
async function standingBy({ state }: TestEndpoint, signal: AbortSignal): Promise<void> {
  const drivers = path.join(state, 'work/glue');
  for (;;) {
    for (const name of await readdir(drivers)) {
      const events = path.join(drivers, name, 'events');
      if (existsSync(events) && (await readdir(events)).length > 0) return await sleep(2000, undefined, { signal });
    }
    await sleep(100, undefined, { signal });
  }
}

/** The size of what is kept of a run for its Spark UI. */
async function eventLogs({ state }: TestEndpoint): Promise<Measure> {
  const folder = path.join(state, 'spark-history');
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
  );
  return measured('event log of a run', 'bytes', sizes);
}
