/** What each reader finds, in workspaces of a few lines. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { PipelineMap } from '../../core/pipeline-map/pipelineMap.ts';
import type { ReportedEvent } from './openLineageEvents.ts';
import { readPipelineMap, readReportedMap } from './readPipelineMap.ts';

const place = { account: '1', region: 'r' };
const never = new AbortController().signal;
const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function workspace(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'strata-map-'));
  folders.push(root);
  for (const [name, text] of Object.entries({ 'strata.yaml': 'version: 1\n', ...files })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return root;
}

const lines = (map: PipelineMap) => map.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).toSorted();

const job = (script: string, args = '') => ({
  'template.yaml': `
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { DBInstanceIdentifier: shop, DBName: oltp }
  Connection:
    Type: AWS::Glue::Connection
    Properties:
      ConnectionInput:
        Name: shop-jdbc
        ConnectionProperties: { JDBC_CONNECTION_URL: !Sub "jdbc:postgresql://\${Database.Endpoint.Address}:5432/oltp" }
  Job:
    Type: AWS::Glue::Job
    Properties:
      Name: load
      Command: { ScriptLocation: job.py }
      DefaultArguments: {${args}}
`,
  'job.py': script,
});

test('a JDBC read by a connection, and a write whose place only the run knows', async () => {
  const root = await workspace(
    job(`
def main():
    frame = glue_context.create_dynamic_frame.from_options(
        connection_type="postgresql",
        connection_options={"useConnectionProperties": "true", "dbtable": "public.orders", "connectionName": "shop-jdbc"},
    )
    frame.toDF().write.mode("overwrite").parquet("s3://lake/raw/orders/")
    frame.toDF().write.parquet(read_the_place_somewhere())
main()
`),
  );
  const map = await readPipelineMap(root, place, never);
  expect(lines(map)).toEqual([
    'glue-job:load data s3://lake/raw/orders/',
    'postgres://shop/oltp.public.orders data glue-job:load',
  ]);
  const load = map.nodes.find(({ id }) => id === 'glue-job:load');
  expect(load?.unresolved).toEqual([expect.stringContaining('job.py:8')]);
});

test('an argument may be another one: both ways are taken', async () => {
  const root = await workspace(
    job(
      `
import sys
from awsglue.utils import getResolvedOptions
args = getResolvedOptions(sys.argv, ["feed"])
if args["feed"] == "full":
    rows = spark.read.parquet("s3://lake/full/")
else:
    rows = spark.read.parquet(f"s3://lake/{'changes'}/")
rows.write.saveAsTable("silver.orders")
`,
      ' --feed: full ',
    ),
  );
  expect(lines(await readPipelineMap(root, place, never))).toEqual([
    'glue-job:load data glue://silver.orders',
    's3://lake/changes/ data glue-job:load',
    's3://lake/full/ data glue-job:load',
  ]);
});

test('what a listing finds lies below what was listed', async () => {
  const root = await workspace(
    job(`
import boto3
def files_below(bucket, prefix):
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [f"s3://{bucket}/{each['Key']}" for page in pages for each in page.get("Contents", []) if each["Size"] > 0]
whole = [each for each in files_below("lake", "copies/") if each.endswith("/_WHOLE")]
if not whole:
    raise FileNotFoundError("none")
last = max(whole)[:-len("_WHOLE")]
spark.read.parquet(f"{last}orders/").write.parquet("s3://lake/silver/orders/")
`),
  );
  expect(lines(await readPipelineMap(root, place, never))).toEqual([
    'glue-job:load data s3://lake/silver/orders/',
    's3://lake/copies/ data glue-job:load',
  ]);
});

test('a script that is no Python is a fault with its line, and the rest is drawn', async () => {
  const root = await workspace(job('x = 1\nthis is no python\n'));
  const map = await readPipelineMap(root, place, never);
  expect(map.faults).toEqual([{ file: 'job.py', line: 2, message: expect.stringContaining('no Python') }]);
  expect(map.nodes.map(({ id }) => id)).toContain('glue-job:load');
});

test('DMS: every table behind a wildcard, into its folder; a job reads the folder around them', async () => {
  const root = await workspace({
    'source.sql':
      'CREATE TABLE public.orders (id SERIAL PRIMARY KEY);\nCREATE TABLE public.items (id SERIAL PRIMARY KEY);',
    'job.py': 'spark.read.parquet("s3://lake/raw/").write.parquet("s3://lake/silver/")',
    'template.yaml': `
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { DBInstanceIdentifier: shop, DBName: oltp }
  From:
    Type: AWS::DMS::Endpoint
    Properties: { EndpointType: source, EngineName: postgres, ServerName: !GetAtt Database.Endpoint.Address, DatabaseName: oltp }
  To:
    Type: AWS::DMS::Endpoint
    Properties: { EndpointType: target, EngineName: s3, S3Settings: { BucketName: lake, BucketFolder: raw } }
  Task:
    Type: AWS::DMS::ReplicationTask
    Properties:
      ReplicationTaskIdentifier: copy
      SourceEndpointArn: !Ref From
      TargetEndpointArn: !Ref To
      TableMappings: '{"rules":[{"rule-type":"selection","rule-action":"include","object-locator":{"schema-name":"public","table-name":"%"}}]}'
  Job:
    Type: AWS::Glue::Job
    Properties: { Name: refine, Command: { ScriptLocation: job.py } }
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties: { Name: nightly, Target: { Arn: "arn:aws:scheduler:::aws-sdk:glue:startJobRun", Input: '{"JobName":"refine"}' } }
`,
  });
  expect(lines(await readPipelineMap(root, place, never))).toEqual([
    'dms-task:copy data s3://lake/raw/public/items/',
    'dms-task:copy data s3://lake/raw/public/orders/',
    'glue-job:refine data s3://lake/silver/',
    'postgres://shop/oltp.public.items data dms-task:copy',
    'postgres://shop/oltp.public.orders data dms-task:copy',
    's3://lake/raw/ data glue-job:refine',
    's3://lake/raw/public/items/ holds s3://lake/raw/',
    's3://lake/raw/public/orders/ holds s3://lake/raw/',
    'schedule:nightly starts glue-job:refine',
  ]);
});

test('runs that report themselves: to a job that the files know, to a model, and to one that nobody knows', async () => {
  const root = await workspace(job('spark.read.parquet("s3://lake/raw/").write.parquet("s3://lake/silver/")'));
  const event = (name: string, input: string, output: string, rowCount: number): ReportedEvent => ({
    eventTime: '2026-01-01T00:00:00Z',
    eventType: 'COMPLETE',
    producer: 'urn:spark',
    job: { namespace: 'n', name },
    inputs: [{ namespace: 's3://lake', name: input }],
    outputs: [{ namespace: 's3://lake', name: output, outputFacets: { outputStatistics: { rowCount } } }],
  });
  const events = [event('load.execute_save', 'raw', 'silver', 7), event('publish', 'silver', 'shared', 3)];
  const { map, states } = await readReportedMap(root, place, events, never);
  expect(lines(map)).toEqual([
    'glue-job:load data s3://lake/silver/',
    'job:publish data s3://lake/shared/',
    's3://lake/raw/ data glue-job:load',
    's3://lake/silver/ data job:publish',
  ]);
  expect(states.get('s3://lake/silver/')).toEqual({ at: Date.UTC(2026, 0, 1), rows: 7 });
  expect(states.get('job:publish')?.state).toBe('succeeded');
  expect(states.has('glue-job:load')).toBe(false);
});
