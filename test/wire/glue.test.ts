/** Glue jobs that really run: scripts as they are written for AWS, on the managed Python. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  BatchStopJobRunCommand,
  CreateCrawlerCommand,
  CreateTriggerCommand,
  DeleteJobCommand,
  GetJobRunsCommand,
  GetTableCommand,
  StartTriggerCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { isGone } from '../support/isGone.ts';

let endpoint: TestEndpoint;
let lake: GlueLake;
/** Glue counts timeouts in whole minutes, so this one runs beside all the other tests. */
let endless: string;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  lake = new GlueLake(endpoint);
  await lake.create();
  await lake.job('endless', "import time\nprint('begun')\nwhile True:\n    time.sleep(1)\n", { Timeout: 1 });
  endless = await lake.start('endless');
  await scheduleEveryMinute();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** A trigger and a crawler whose schedules come round while the other tests go on. */
async function scheduleEveryMinute(): Promise<void> {
  await lake.job('punctual', 'print("on time")\n');
  await lake.glue.send(
    new CreateTriggerCommand({
      Name: 'every-minute',
      Type: 'SCHEDULED',
      Schedule: 'cron(* * * * ? *)',
      StartOnCreation: true,
      Actions: [{ JobName: 'punctual' }],
    }),
  );
  await lake.put('timetable/a.csv', 'id,at\n1,2\n');
  await lake.glue.send(
    new CreateCrawlerCommand({
      Name: 'punctual',
      Role: 'r',
      DatabaseName: 'lake',
      Targets: { S3Targets: [{ Path: 's3://lake/timetable/' }] },
      Schedule: 'cron(* * * * ? *)',
    }),
  );
}

const errorLog = '/aws-glue/python-jobs/error';

describe('a run', () => {
  test('has boto3, pandas, pyarrow and awswrangler, and its arguments', async () => {
    await lake.job(
      'clean',
      `import sys
import awswrangler as wr
import boto3
import pandas as pd
import pyarrow
from awsglue.utils import getResolvedOptions

args = getResolvedOptions(sys.argv, ["bucket", "day", "note"])
print("args", args["bucket"], args["day"], args["note"])
frame = pd.DataFrame({"id": [1, 2, 3], "day": [args["day"]] * 3})
wr.s3.to_parquet(frame, f"s3://{args['bucket']}/clean/", dataset=True, partition_cols=["day"], database="lake", table="clean")
keys = boto3.client("s3").list_objects_v2(Bucket=args["bucket"], Prefix="clean/")["KeyCount"]
print("keys", keys, "rows", len(wr.s3.read_parquet(f"s3://{args['bucket']}/clean/", dataset=True)))
`,
      {
        DefaultArguments: {
          '--bucket': 'lake',
          '--day': 'never',
          '--note': 'ñ "quoted" $HOME',
          '--job-bookmark-option': 'job-bookmark-disable',
          'library-set': 'analytics',
        },
      },
    );
    const id = await lake.start('clean', { '--day': '2025-06-01' });
    const run = await lake.until('clean', id);
    expect([run.JobRunState, run.ErrorMessage]).toEqual(['SUCCEEDED', undefined]);
    expect(run).toMatchObject({
      JobName: 'clean',
      Attempt: 0,
      Arguments: { '--day': '2025-06-01' },
      LogGroupName: '/aws-glue/python-jobs',
      Timeout: 2880,
    });
    expect(run.CompletedOn!.getTime()).toBeGreaterThanOrEqual(run.StartedOn!.getTime());
    const printed = (await lake.output(id)).filter((line) => /^(args|keys)/.test(line));
    expect(printed).toEqual(['args lake 2025-06-01 ñ "quoted" $HOME', 'keys 1 rows 3']);
    const { Table } = await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'clean' }));
    expect(Table!.PartitionKeys).toMatchObject([{ Name: 'day' }]);
  });

  test('writes its lines while it goes on', async () => {
    await lake.job('slow', "import time\nprint('first')\ntime.sleep(600)\n");
    const id = await lake.start('slow');
    await vi.waitFor(async () => expect(await lake.output(id)).toContain('first'), { timeout: 30_000, interval: 50 });
    expect((await lake.run('slow', id)).JobRunState).toBe('RUNNING');
    await lake.glue.send(new BatchStopJobRunCommand({ JobName: 'slow', JobRunIds: [id] }));
    expect((await lake.until('slow', id)).JobRunState).toBe('STOPPED');
  });

  test('that fails says why, as Glue does, and leaves its traceback in the log', async () => {
    await lake.job(
      'broken',
      "print('before')\n\ndef clean(day):\n    raise ValueError(f'no such day: {day}')\n\nclean('x')\n",
    );
    const id = await lake.start('broken');
    expect(await lake.until('broken', id)).toMatchObject({
      JobRunState: 'FAILED',
      ErrorMessage: 'ValueError: no such day: x',
    });
    expect(await lake.output(id)).toEqual(['before']);
    const errors = await lake.lines(errorLog, id);
    expect(errors[0]).toBe('Traceback (most recent call last):');
    expect(errors.join('\n')).toMatch(/broken\.py", line 4, in clean/);
    expect(errors.filter((line) => line === 'ValueError: no such day: x')).toHaveLength(1);
  });

  test.each([
    ['exits', 'import sys\nsys.exit(3)\n', 'Command failed with exit code 3'],
    ['misspelt', 'def f(:\n', /^SyntaxError: /],
    [
      'lacking',
      'from awsglue.utils import getResolvedOptions\nimport sys\ngetResolvedOptions(sys.argv, ["day"])\n',
      /--day/,
    ],
    ['murdered', 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n', /SIGKILL/],
  ])('that %s', async (name, script, message) => {
    await lake.job(name, script);
    const run = await lake.until(name, await lake.start(name));
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toMatch(message);
  });

  test('ends with all that it started, and leaves nothing behind', async () => {
    await lake.job(
      'parent',
      `import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("scratch.txt", "w").write("x")
print(child.pid, os.getcwd())
`,
    );
    const id = await lake.start('parent');
    expect((await lake.until('parent', id)).JobRunState).toBe('SUCCEEDED');
    const [pid, folder] = (await lake.output(id)).at(-1)!.split(' ');
    expect(await isGone(Number(pid))).toBe(true);
    expect(existsSync(folder!)).toBe(false);
  });

  test('sees nothing of the endpoint’s own environment', async () => {
    await lake.job(
      'curious',
      'import os\nprint(sorted(k for k in os.environ if k.startswith("VITEST") or k == "HOME"))\nprint(os.path.expanduser("~"))\n',
    );
    const id = await lake.start('curious');
    await lake.until('curious', id);
    const [names, home] = await lake.output(id);
    expect(names).toBe("['HOME']");
    expect(home).toBe(path.join(endpoint.state, 'work', 'glue', id));
  });
});

describe('limits', () => {
  test('no more runs at a time than the job allows', async () => {
    await lake.job('single', 'import time\ntime.sleep(600)\n');
    const id = await lake.start('single');
    await expect(lake.start('single')).rejects.toMatchObject({ name: 'ConcurrentRunsExceededException' });
    const answer = await lake.glue.send(
      new BatchStopJobRunCommand({ JobName: 'single', JobRunIds: [id, 'jr_missing'] }),
    );
    expect(answer.SuccessfulSubmissions).toMatchObject([{ JobRunId: id }]);
    expect(answer.Errors).toMatchObject([
      { JobRunId: 'jr_missing', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } },
    ]);
    expect((await lake.until('single', id)).JobRunState).toBe('STOPPED');
    const next = await lake.start('single');
    await lake.glue.send(new BatchStopJobRunCommand({ JobName: 'single', JobRunIds: [next] }));
    await lake.until('single', next);
  });

  test('a failed run is tried again, under ids of its own', async () => {
    await lake.job('stubborn', "raise RuntimeError('never')\n", { MaxRetries: 2 });
    const id = await lake.start('stubborn');
    const last = await vi.waitFor(() => lake.until('stubborn', `${id}_attempt_2`), { timeout: 30_000 });
    expect(last).toMatchObject({ JobRunState: 'FAILED', Attempt: 2, PreviousRunId: `${id}_attempt_1` });
    const { JobRuns } = await lake.glue.send(new GetJobRunsCommand({ JobName: 'stubborn' }));
    expect(JobRuns!.map((run) => run.Id)).toEqual([`${id}_attempt_2`, `${id}_attempt_1`, id]);
    expect(await lake.lines(errorLog, `${id}_attempt_1`)).toContain('RuntimeError: never');
  });

  test('a job that is deleted or changed while it runs', async () => {
    await lake.job('doomed', 'import time\ntime.sleep(600)\n');
    await lake.start('doomed');
    await lake.glue.send(new DeleteJobCommand({ JobName: 'doomed' }));
    await lake.job('doomed', 'import time\ntime.sleep(2)\nprint("old script")\n');
    const id = await lake.start('doomed');
    await lake.glue.send(new UpdateJobCommand({ JobName: 'doomed', JobUpdate: { Timeout: 7 } }));
    expect(await lake.until('doomed', id)).toMatchObject({ JobRunState: 'SUCCEEDED', Timeout: 2880 });
  });
});

describe('special arguments', () => {
  test('files beside the script: a module, an archive and a wheel', async () => {
    const module = (name: string) => new TextEncoder().encode(`NAME = "${name}"\n`);
    await lake.put('libs/helper.py', 'NAME = "module"\n');
    await lake.put('libs/packed.zip', zipSync({ 'packed/__init__.py': module('zip') }));
    const info = 'wheeled-1.0.dist-info';
    await lake.put(
      'libs/wheeled-1.0-py3-none-any.whl',
      zipSync({
        'wheeled/__init__.py': module('wheel'),
        [`${info}/METADATA`]: new TextEncoder().encode('Metadata-Version: 2.1\nName: wheeled\nVersion: 1.0\n'),
        [`${info}/WHEEL`]: new TextEncoder().encode(
          'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
        ),
        [`${info}/RECORD`]: new TextEncoder().encode(''),
      }),
    );
    await lake.job('extras', 'import helper, packed, wheeled\nprint(helper.NAME, packed.NAME, wheeled.NAME)\n', {
      DefaultArguments: {
        '--extra-py-files':
          's3://lake/libs/helper.py, s3://lake/libs/packed.zip,s3://lake/libs/wheeled-1.0-py3-none-any.whl',
      },
    });
    const id = await lake.start('extras');
    expect((await lake.until('extras', id)).ErrorMessage).toBeUndefined();
    expect((await lake.output(id)).at(-1)).toBe('module zip wheel');
  });

  test('files and modules that are not to be had', async () => {
    await lake.job('wanting', 'print("never")\n');
    const noFile = await lake.start('wanting', { '--extra-py-files': 's3://lake/libs/missing.py' });
    expect(await lake.until('wanting', noFile)).toMatchObject({
      JobRunState: 'FAILED',
      ErrorMessage: 'Failed to download s3://lake/libs/missing.py: there is no such object.',
    });
    const noModule = await lake.start('wanting', { '--additional-python-modules': 'helper @ file:///no/such/place' });
    const run = await lake.until('wanting', noModule);
    expect(run.JobRunState).toBe('FAILED');
    expect(run.ErrorMessage).toMatch(/could not be installed.*PyPI/s);
    expect(await lake.output(noModule)).not.toContain('never');
  });

  test('a script that is not there', async () => {
    await lake.job('scriptless', '# nothing\n');
    const run = await lake.until(
      'scriptless',
      await lake.start('scriptless', { '--scriptLocation': 's3://lake/none.py' }),
    );
    expect(run.ErrorMessage).toBe('Failed to download s3://lake/none.py: there is no such object.');
  });
});

test('a streaming job can be defined; its runs say where it runs', async () => {
  await lake.job('stream', 'print(1)\n', {
    Command: { Name: 'gluestreaming', ScriptLocation: 's3://lake/scripts/stream.py' },
    GlueVersion: '5.0',
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
  });
  const run = await lake.until('stream', await lake.start('stream'));
  expect(run.JobRunState).toBe('FAILED');
  expect(run.ErrorMessage).toMatch(/streaming jobs \(gluestreaming\)/);
});

test('a chain of triggers: job, crawler, job', async () => {
  await lake.job(
    'first',
    "import boto3\nboto3.client('s3').put_object(Bucket='lake', Key='chain/a.csv', Body=b'id,n\\n1,2\\n3,4\\n')\n",
  );
  await lake.job('last', 'import sys\nprint(sys.argv[1:])\n');
  await lake.glue.send(
    new CreateCrawlerCommand({
      Name: 'chain',
      Role: 'r',
      DatabaseName: 'lake',
      Targets: { S3Targets: [{ Path: 's3://lake/chain/' }] },
    }),
  );
  await lake.glue.send(new CreateTriggerCommand({ Name: 'go', Type: 'ON_DEMAND', Actions: [{ JobName: 'first' }] }));
  await lake.glue.send(
    new CreateTriggerCommand({
      Name: 'then-crawl',
      Type: 'CONDITIONAL',
      StartOnCreation: true,
      Predicate: { Conditions: [{ LogicalOperator: 'EQUALS', JobName: 'first', State: 'SUCCEEDED' }] },
      Actions: [{ CrawlerName: 'chain' }],
    }),
  );
  await lake.glue.send(
    new CreateTriggerCommand({
      Name: 'then-report',
      Type: 'CONDITIONAL',
      StartOnCreation: true,
      Predicate: { Conditions: [{ LogicalOperator: 'EQUALS', CrawlerName: 'chain', CrawlState: 'SUCCEEDED' }] },
      Actions: [{ JobName: 'last', Arguments: { '--from': 'trigger' } }],
    }),
  );
  await lake.glue.send(new StartTriggerCommand({ Name: 'go' }));
  const run = await vi.waitFor(
    async () => {
      const { JobRuns } = await lake.glue.send(new GetJobRunsCommand({ JobName: 'last' }));
      expect(JobRuns).toMatchObject([{ JobRunState: 'SUCCEEDED', TriggerName: 'then-report' }]);
      return JobRuns![0]!;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(await lake.output(run.Id!)).toEqual(["['--from', 'trigger']"]);
  const { Table } = await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'chain' }));
  expect(Table!.StorageDescriptor!.Columns).toEqual([
    { Name: 'id', Type: 'bigint' },
    { Name: 'n', Type: 'bigint' },
  ]);
});

test('what happens is told to EventBridge', async () => {
  const events = new EventBridgeClient(endpoint.client);
  const { accountId, region } = endpoint.file;
  const listen = async (name: string, detail: object) => {
    const logGroupName = `/events/${name}`;
    await lake.logs.send(new CreateLogGroupCommand({ logGroupName }));
    const Arn = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}`;
    const EventPattern = JSON.stringify({ source: ['aws.glue'], detail });
    await events.send(new PutRuleCommand({ Name: name, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'log', Arn }] }));
    return async (count: number) =>
      await vi.waitFor(
        async () => {
          const found = await lake.logs.send(new FilterLogEventsCommand({ logGroupName }));
          expect(found.events).toHaveLength(count);
          return found.events!.map((event) => JSON.parse(event.message!) as unknown);
        },
        { timeout: 10_000 },
      );
  };
  const ofJob = await listen('job', { jobName: ['told'] });
  const ofCrawler = await listen('crawler', { crawlerName: ['told'] });
  await lake.job('told', 'raise KeyError("x")\n');
  const id = await lake.start('told');
  await lake.until('told', id);
  expect(await ofJob(1)).toMatchObject([
    {
      'detail-type': 'Glue Job State Change',
      detail: { jobName: 'told', state: 'FAILED', severity: 'ERROR', jobRunId: id, message: "KeyError: 'x'" },
    },
  ]);

  await lake.put('told/day=1/a.csv', 'id,n\n1,2\n');
  const Targets = { S3Targets: [{ Path: 's3://lake/told/' }] };
  await lake.glue.send(new CreateCrawlerCommand({ Name: 'told', Role: 'r', DatabaseName: 'lake', Targets }));
  await lake.crawl('told');
  const crawled = await ofCrawler(2);
  expect(crawled).toContainEqual(
    expect.objectContaining({
      'detail-type': 'Glue Crawler State Change',
      detail: expect.objectContaining({ state: 'Started', message: 'Crawler Started' }) as unknown,
    }),
  );
  expect(crawled).toContainEqual(
    expect.objectContaining({
      detail: expect.objectContaining({
        state: 'Succeeded',
        tablesCreated: '1',
        partitionsCreated: '1',
        tablesUpdated: '0',
      }) as unknown,
    }),
  );
});

test('schedules fire on the minute', async () => {
  await vi.waitFor(
    async () => {
      const { JobRuns } = await lake.glue.send(new GetJobRunsCommand({ JobName: 'punctual' }));
      expect(JobRuns!.at(-1)).toMatchObject({ JobRunState: 'SUCCEEDED', TriggerName: 'every-minute' });
      const { Table } = await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'timetable' }));
      expect(Table!.Parameters).toMatchObject({ UPDATED_BY_CRAWLER: 'punctual' });
    },
    { timeout: 90_000, interval: 200 },
  );
});

test('a run that takes longer than its timeout is ended', async () => {
  const run = await vi.waitFor(() => lake.until('endless', endless), { timeout: 90_000 });
  expect(run).toMatchObject({ JobRunState: 'TIMEOUT', Timeout: 1 });
  expect(run.ExecutionTime).toBeGreaterThanOrEqual(60);
  expect(await lake.output(endless)).toEqual(['begun']);
});
