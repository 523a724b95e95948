/** COPY into the local warehouse beside DuckDB's own load of the same files into a database of its own. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from '../../src/core/sqlDialect.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { makeWorkgroup, runSql, workgroup } from '../support/redshift.ts';
import { tempFolder } from '../support/tempFolder.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { measured, ratio, timed } from './support/measuring.ts';
import { memoryOfTree } from './support/processMemory.ts';

const aim = 1.3;
const parts = 4;
const megabyte = 1e6;

const columns = 'order_id bigint, customer_id integer, region varchar(20), order_date date, amount decimal(12,2)';
const formats = {
  Parquet: {
    written: 'FORMAT parquet',
    copied: 'FORMAT AS PARQUET',
    read: (files: string) => `read_parquet(${files})`,
  },
  CSV: {
    written: 'FORMAT csv, HEADER',
    copied: 'FORMAT AS CSV IGNOREHEADER 1',
    read: (files: string) => `read_csv(${files}, header = true)`,
  },
} as const;

type Format = keyof typeof formats;

export const warehouseBenchmark: Benchmark = {
  name: 'warehouse',
  title: 'COPY into the local warehouse',
  async run({ quick, product, say }, signal) {
    const rows = quick ? 500_000 : 10_000_000;
    const rounds = quick ? 2 : 5;
    await using folder = tempFolder('strata-bench-warehouse');
    const bare = await (await DuckDBInstance.create(path.join(folder.path, 'bare.duckdb'))).connect();
    await using endpoint = await startTestEndpoint({ program: (await product()).entry('endpoint') });
    await new S3Client(endpoint.client).send(new CreateBucketCommand({ Bucket: 'lake' }));
    await makeWorkgroup(endpoint.client);
    const bucket = path.join(endpoint.state, 'buckets/lake');
    const data = new RedshiftDataClient(endpoint.client);
    const measures: Measure[] = [];
    for (const format of Object.keys(formats) as Format[]) {
      say(`writing ${rows} rows of ${format}`);
      await writeFiles(bare, path.join(bucket, format), format, rows);
      const [ours, hands]: [number[], number[]] = [[], []];
      // The first of each reads the files from the disk, and does not count.
      for (let round = -1; round < rounds; round++) {
        say(round < 0 ? 'one of each that does not count' : `${format}: round ${round + 1} of ${rounds}`);
        const hand = await loadByHand(bare, path.join(bucket, format), format);
        const copy = await load(data, format, rows, signal);
        if (round < 0) continue;
        hands.push(hand / 1000);
        ours.push(copy / 1000);
      }
      measures.push(
        measured(`COPY of ${format}`, 's', ours),
        measured(`${format} by hand into a bare DuckDB`, 's', hands),
        ratio(`COPY of ${format} beside bare DuckDB`, ours, hands, aim),
      );
    }
    bare.disconnectSync();
    const memory = await memoryAfter(endpoint, signal);
    return {
      measures: [...measures, ...memory],
      how: [
        `${rows} rows in ${parts} files (a number, a key, a text, a date, a decimal) into an empty table without sort keys.`,
        'COPY: from the statement’s start by the Data API until it has ended. By hand: INSERT INTO … SELECT over the reader, in this process, into a file.',
        'Memory: the endpoint with all its processes, the warehouse among them, after the last load.',
      ],
    };
  },
};

async function writeFiles(duckdb: DuckDBConnection, folder: string, format: Format, rows: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let part = 0; part < parts; part++) {
    const file = path.join(folder, `part-${part}.${format.toLowerCase()}`);
    await duckdb.run(`COPY (
      SELECT i AS order_id, CAST(hash(i) % 5000 AS INTEGER) AS customer_id, 'region ' || (i % 25) AS region,
        DATE '2022-01-01' + CAST(hash(i + 7) % 1400 AS INTEGER) AS order_date,
        CAST((hash(i + 3) % 10000000) / 100.0 AS DECIMAL(12,2)) AS amount
      FROM range(${Math.floor((part * rows) / parts)}, ${Math.floor(((part + 1) * rows) / parts)}) AS r(i)
    ) TO ${sqlText('duckdb', file)} (${formats[format].written})`);
  }
}

/** Milliseconds of the load alone. */
async function loadByHand(duckdb: DuckDBConnection, folder: string, format: Format): Promise<number> {
  await duckdb.run(`CREATE OR REPLACE TABLE sales (${columns})`);
  const files = sqlText('duckdb', path.join(folder, '*'));
  const { ms } = await timed(() => duckdb.run(`INSERT INTO sales SELECT * FROM ${formats[format].read(files)}`));
  return ms;
}

/** Milliseconds of COPY alone, into a table that was made anew. @throws Error when the table is not what was loaded */
async function load(data: RedshiftDataClient, format: Format, rows: number, signal: AbortSignal): Promise<number> {
  const Sqls = ['DROP TABLE IF EXISTS sales', `CREATE TABLE sales (${columns})`];
  const made = await data.send(new BatchExecuteStatementCommand({ ...workgroup, Sqls, WaitTimeSeconds: 30 }));
  await untilOver(data, made.Id ?? '', signal);
  const role = 'arn:aws:iam::000000000000:role/copy';
  const sql = `COPY sales FROM 's3://lake/${format}/' IAM_ROLE '${role}' ${formats[format].copied}`;
  const { ms, result } = await timed(async () => {
    const { Id = '' } = await runSql(data, sql);
    return await untilOver(data, Id, signal);
  });
  if (result.ResultRows !== rows) throw new Error(`${result.ResultRows} rows were loaded instead of ${rows}.`);
  return ms;
}

async function untilOver(data: RedshiftDataClient, Id: string, signal: AbortSignal) {
  for (;;) {
    const now = await data.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }), { abortSignal: signal });
    if (now.Status === 'FINISHED') return now;
    if (now.Status === 'FAILED' || now.Status === 'ABORTED') throw new Error(`${now.Status}: ${now.Error}`);
  }
}

async function memoryAfter(endpoint: TestEndpoint, signal: AbortSignal): Promise<Measure[]> {
  const memory = await memoryOfTree(endpoint.file.pid, signal);
  if (!memory) return [];
  const { rss, pss } = memory;
  return [
    measured('endpoint and warehouse after the loads (RSS)', 'MB', [rss / megabyte]),
    ...(pss === undefined ? [] : [measured('endpoint and warehouse after the loads (PSS)', 'MB', [pss / megabyte])]),
  ];
}
