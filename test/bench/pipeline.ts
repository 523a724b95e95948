/** The sample pipeline on the local endpoint, beside its script run bare: what the endpoint adds to the work itself. */
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { GetJobCommand, GetJobRunsCommand, GlueClient, ListCrawlsCommand } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { startGroup } from '../../src/local/processes/processGroup.ts';
import { pythonEnvironment } from '../../src/runtimes/pythonEnvironment.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { deploySample, sampleFolder, uploadBatches } from '../support/sampleLake.ts';
import type { Benchmark, Measure } from './support/benchmark.ts';
import { type Execution, millisecondsBetween, runMachine } from './support/execution.ts';
import { measured, ratio, timed } from './support/measuring.ts';

const aim = 1.15;
const glueState = 'Limpiar ventas';

/** Milliseconds of one round. */
interface Round {
  readonly bare: number;
  /** Of the job run, from StartedOn to CompletedOn. */
  readonly run: number;
  /** Of the machine's state that starts the run and waits for it. */
  readonly step: number;
  readonly total: number;
  readonly waited: number;
  readonly crawl: number;
}

export const pipelineBenchmark: Benchmark = {
  name: 'pipeline',
  title: 'The sample pipeline beside its script run bare',
  async run({ quick, product, say }, signal) {
    const built = await product();
    const runtime = path.join(path.dirname(built.entry('endpoint')), 'runtime/glue');
    const lockFile = path.join(runtime, 'requirements.txt');
    const python = await pythonEnvironment({ name: 'glue-python-shell', lockFile, onProgress: say }, signal);
    await using endpoint = await startTestEndpoint({ program: built.entry('endpoint') });
    say('deploying the sample');
    const outputs = await deploySample(endpoint, signal);
    using s3 = disposable(new S3Client(endpoint.client));
    await uploadBatches(s3.client, outputs.LakeBucketName ?? '');
    using glue = disposable(new GlueClient(endpoint.client));

    const defaults = await argumentsOf(glue.client, outputs.JobName);
    const bare = (name: string) => runBare(endpoint, { python, runtime, defaults, name }, signal);
    let rows = 0;
    const piped = async (): Promise<Omit<Round, 'bare'>> => {
      const execution = await runMachine(endpoint, outputs.StateMachineArn ?? '', signal);
      rows = (execution.output as { readonly leidas: number }).leidas;
      return { ...timesOf(execution), ...(await timesOfGlue(glue.client, outputs, signal)) };
    };
    // The first of each reads the libraries from the disk and fills the lake: all that count replace what is there.
    say('one of each that does not count');
    await bare('warm-up');
    await piped();
    const count = quick ? 1 : 9;
    const rounds: Round[] = [];
    for (let i = 0; i < count; i++) {
      say(`round ${i + 1} of ${count}`);
      // Nobody is always the one who comes after the other.
      const before = i % 2 === 0 ? await bare(`bare-${i}`) : undefined;
      const times = await piped();
      rounds.push({ ...times, bare: before ?? (await bare(`bare-${i}`)) });
    }

    return {
      measures: measuresOf(rounds),
      how: [
        `The sample’s batches of ${rows} rows, ${count} rounds in turns; both run the same script with the same arguments in the same Python, against the same endpoint’s S3.`,
        'Bare: from the start of the Python process to its end, as its user would start it; what it prints is read and thrown away.',
        'The job run is timed by its StartedOn and CompletedOn, states and pipeline by the execution’s history: from entering to leaving, log lines written, end noticed.',
        'The machine waits 5 s at a time for its crawler, as it does on AWS: that is the pipeline’s own time, not the endpoint’s, and is shown by itself. The crawl, the report read back and the message sent are work that the bare script does not do.',
      ],
    };
  },
};

function measuresOf(rounds: readonly Round[]): Measure[] {
  const bare = rounds.map((each) => each.bare);
  const run = rounds.map((each) => each.run);
  const step = rounds.map((each) => each.step);
  const total = rounds.map((each) => each.total);
  const waited = rounds.map((each) => each.waited);
  const unwaited = rounds.map((each) => each.total - each.waited);
  const other = rounds.map((each) => each.total - each.waited - each.step);
  const crawl = rounds.map((each) => each.crawl);
  return [
    measured('script run bare', 'ms', bare),
    measured('Glue job run', 'ms', run),
    ratio('Glue job run ÷ bare script', run, bare, aim),
    measured('state with the job run', 'ms', step),
    ratio('state with the job run ÷ bare script', step, bare, aim),
    measured('pipeline without its Wait states', 'ms', unwaited),
    ratio('pipeline without its Wait states ÷ bare script', unwaited, bare, aim),
    measured('pipeline', 'ms', total),
    ratio('pipeline ÷ bare script', total, bare),
    measured('pipeline: in Wait states', 'ms', waited),
    measured('pipeline: all states but the job run’s and Wait', 'ms', other),
    measured('crawl, while the machine waits', 'ms', crawl),
  ];
}

interface BareRun {
  readonly python: string;
  readonly runtime: string;
  /** The job's own arguments. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Names the run's report and its place in staging/. */
  readonly name: string;
}

async function runBare(
  endpoint: TestEndpoint,
  { python, runtime, defaults, name }: BareRun,
  signal: AbortSignal,
): Promise<number> {
  const argv = Object.entries({ ...defaults, '--ejecucion': name }).flat();
  // No profile or session of whoever runs the benchmark.
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith('AWS_'));
  const env = {
    ...Object.fromEntries(own),
    ...endpoint.env,
    AWS_EC2_METADATA_DISABLED: 'true',
    PYTHONPATH: path.join(runtime, 'python'),
  };
  const script = path.join(sampleFolder, 'src/clean_sales.py');
  const { ms } = await timed(async () => {
    // In a session of its own, as the job run is: a busy Linux shares its cores out among sessions.
    const group = await startGroup(python, [script, ...argv], { cwd: sampleFolder, env });
    const stop = () => group.sweep();
    signal.addEventListener('abort', stop, { once: true });
    const [{ code }, said] = await Promise.all([group.ended, text(group.stderr), text(group.stdout)]);
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`The bare script ended with ${code}: ${said}`);
  });
  return ms;
}

/** What a run of the job gives to its script when it is asked for nothing else. */
async function argumentsOf(client: GlueClient, JobName: string | undefined): Promise<Record<string, string>> {
  const { Job } = await client.send(new GetJobCommand({ JobName }));
  return Object.fromEntries(Object.entries(Job?.DefaultArguments ?? {}).filter(([name]) => name.startsWith('--')));
}

function timesOf(execution: Execution): Pick<Round, 'step' | 'total' | 'waited'> {
  const { total, waited } = execution;
  return { total, waited, step: execution.timeIn(glueState) };
}

/** Of the newest job run and crawl. */
async function timesOfGlue(
  client: GlueClient,
  outputs: Readonly<Record<string, string>>,
  abortSignal: AbortSignal,
): Promise<Pick<Round, 'run' | 'crawl'>> {
  const { JobRuns } = await client.send(new GetJobRunsCommand({ JobName: outputs.JobName, MaxResults: 1 }), {
    abortSignal,
  });
  const { Crawls } = await client.send(new ListCrawlsCommand({ CrawlerName: outputs.CrawlerName, MaxResults: 1 }), {
    abortSignal,
  });
  return {
    run: millisecondsBetween(JobRuns?.[0]?.StartedOn, JobRuns?.[0]?.CompletedOn),
    crawl: millisecondsBetween(Crawls?.[0]?.StartTime, Crawls?.[0]?.EndTime),
  };
}

function disposable<T extends { destroy(): void }>(client: T): Disposable & { readonly client: T } {
  return { client, [Symbol.dispose]: () => client.destroy() };
}
