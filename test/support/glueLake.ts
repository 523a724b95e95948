import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateDatabaseCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  GetCrawlerCommand,
  GetJobRunCommand,
  GlueClient,
  type JobRun,
  type LastCrawlInfo,
  StartCrawlerCommand,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { TestEndpoint } from './endpoint.ts';

const patience = 60_000;
const pauseMs = 50;
const finalStates = ['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT', 'ERROR'];

/** A bucket `lake`, a catalog `lake`, and the clients to work with them. Clients are made anew, as a restart may move the endpoint. */
export class GlueLake {
  readonly endpoint: TestEndpoint;

  constructor(endpoint: TestEndpoint) {
    this.endpoint = endpoint;
  }

  get glue(): GlueClient {
    return new GlueClient(this.endpoint.client);
  }

  get s3(): S3Client {
    return new S3Client(this.endpoint.client);
  }

  get logs(): CloudWatchLogsClient {
    return new CloudWatchLogsClient(this.endpoint.client);
  }

  async create(): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
    await this.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lake' } }));
  }

  async put(Key: string, Body: string | Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }));
  }

  /** A Python shell job with this script. */
  async job(Name: string, script: string, settings: Partial<CreateJobCommandInput> = {}): Promise<void> {
    await this.put(`scripts/${Name}.py`, script);
    await this.glue.send(
      new CreateJobCommand({
        Name,
        Role: 'arn:aws:iam::000000000000:role/glue',
        Command: { Name: 'pythonshell', ScriptLocation: `s3://lake/scripts/${Name}.py`, PythonVersion: '3.9' },
        ...settings,
      }),
    );
  }

  async start(JobName: string, Arguments: Record<string, string> = {}): Promise<string> {
    const { JobRunId } = await this.glue.send(new StartJobRunCommand({ JobName, Arguments }));
    return JobRunId!;
  }

  async run(JobName: string, RunId: string): Promise<JobRun> {
    return (await this.glue.send(new GetJobRunCommand({ JobName, RunId }))).JobRun!;
  }

  /** Waits until a run is in one of these states; in any that is final when none are named. */
  async until(job: string, id: string, states: readonly string[] = finalStates, timeout = patience): Promise<JobRun> {
    return await waitFor(timeout, async () => {
      const run = await this.run(job, id);
      return states.includes(run.JobRunState!) ? run : `${id} is ${run.JobRunState}: ${run.ErrorMessage}`;
    });
  }

  /** The lines of a stream; none when there is no such stream. */
  async lines(logGroupName: string, logStreamName: string): Promise<string[]> {
    try {
      const command = new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true });
      return ((await this.logs.send(command)).events ?? []).map((event) => event.message ?? '');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  }

  async output(id: string): Promise<string[]> {
    return await this.lines('/aws-glue/python-jobs/output', id);
  }

  /** Starts a crawler and waits for its end. */
  async crawl(Name: string): Promise<LastCrawlInfo> {
    await this.glue.send(new StartCrawlerCommand({ Name }));
    return await this.crawled(Name);
  }

  async crawled(Name: string): Promise<LastCrawlInfo> {
    return await waitFor(patience, async () => {
      const { Crawler } = await this.glue.send(new GetCrawlerCommand({ Name }));
      return Crawler!.State === 'READY' ? Crawler!.LastCrawl! : `${Name} is ${Crawler!.State}`;
    });
  }
}

/** Looks again and again until it finds something else than words for why not. Benchmarks use it too, without vitest. */
async function waitFor<T extends object>(timeout: number, look: () => Promise<T | string>): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const found = await look();
    if (typeof found !== 'string') return found;
    if (Date.now() > deadline) throw new Error(found);
    await sleep(pauseMs);
  }
}
