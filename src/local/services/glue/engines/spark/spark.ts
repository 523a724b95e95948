/**
 * Glue's Spark jobs: PySpark scripts of the lake, run unmodified by a real Spark on this machine.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Kernel } from '../../../../kernel.ts';
import { identityOf } from '../../../../processes/processIdentity.ts';
import { RunLog } from '../../../../runLog.ts';
import { argvOf, listOf } from '../../jobs/runArguments.ts';
import { runtimeFile } from '../../runtimeFile.ts';
import { asRunFailure, type Engine, type EngineRun, RunFailure } from '../engine.ts';
import { followFile } from '../followFile.ts';
import { type FollowedEnd, followGroup, type RunLogs } from '../followGroup.ts';
import { fetchAll, jobModules } from '../jobModules.ts';
import { runFolder, runMark, uiFile } from '../runPlace.ts';
import { fetchScript } from '../scriptFiles.ts';
import { lastErrorOf } from '../traceback.ts';
import { heapOf } from './heap.ts';
import { type RunBookmark, runBookmark } from './runBookmark.ts';
import { eventsFolder, parseConf, runConf } from './sparkConf.ts';
import { type DriverJob, type DriverSettings, startDriver } from './sparkDriver.ts';
import { type SparkEnvironment, sparkEnvironment } from './sparkEnvironment.ts';
import { SparkHistory } from './sparkHistory.ts';
import { Standby } from './standby.ts';
import { coresHere, workersOf } from './workers.ts';

const logGroup = '/aws-glue/jobs';

/** A run that goes on for so long starts the next one's driver beside it, and a shorter one when it has ended. */
const longRunMs = 15_000;

export function createSpark(kernel: Kernel): Engine {
  const standby = new Standby(kernel);
  const history = new SparkHistory(kernel);
  return {
    logGroup,
    execute: (run, signal) => execute(run, { standby, history }, signal),
    historyUrl: (id) => history.url(id),
    close: async () => {
      await Promise.all([standby.close(), history.close()]);
    },
  };
}

/** What outlives the runs. */
interface Kept {
  readonly standby: Standby;
  readonly history: SparkHistory;
}

async function execute(engineRun: EngineRun, kept: Kept, signal: AbortSignal): Promise<void> {
  const { kernel, region, run } = engineRun;
  const folder = runFolder(kernel, run.Id);
  const log = (group: string, stream: string) => new RunLog(kernel, { region, group: `${logGroup}/${group}`, stream });
  await using output = log('output', run.Id);
  await using errors = log('error', run.Id);
  await using progress = log('logs-v2', `${run.Id}-progress-bar`);
  try {
    await mkdir(path.join(folder, 'tmp'), { recursive: true });
    const bookmark = await runBookmark(engineRun, folder);
    const ready = await makeReady(engineRun, folder, bookmark, errors, signal);
    signal.throwIfAborted();
    errors.line(whatExecutes(engineRun, ready.settings));
    const end = await drive(engineRun, ready, kept, { output, errors, progress }, signal);
    // Also of a script that failed after its Job.commit(), as on Glue.
    await bookmark.commit();
    if (end.code !== 0) throw await failureOf(end, ready.job.failure);
  } catch (error) {
    // What the script itself said last is in the log already.
    if (!signal.aborted && error instanceof RunFailure && !error.told) errors.line(error.message);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Hands the job to a driver, and follows that to its end. */
async function drive(
  { kernel, run, started }: EngineRun,
  { environment, settings, job }: Ready,
  { standby, history }: Kept,
  logs: RunLogs & { readonly progress: RunLog },
  signal: AbortSignal,
): Promise<FollowedEnd> {
  const driver =
    (await standby.take(environment, settings)) ??
    (await startDriver(kernel, environment, settings, runMark(run.Id), false));
  const over = new AbortController();
  const long = setTimeout(() => standby.prepare(environment, settings), longRunMs);
  try {
    started((await identityOf(driver.group.pid)) ?? { pid: driver.group.pid, startedAt: '' });
    driver.run(job);
    const [end] = await Promise.all([
      followGroup(driver.group, logs, signal).finally(() => over.abort()),
      followFile(driver.progress, logs.progress, over.signal),
    ]);
    return end;
  } finally {
    clearTimeout(long);
    standby.prepare(environment, settings);
    await history.keep(run.Id, path.join(driver.folder, eventsFolder));
    await driver.clean();
  }
}

interface Ready {
  readonly environment: SparkEnvironment;
  readonly settings: DriverSettings;
  readonly job: DriverJob;
}

/** What is being installed is told in the log, as the run waits for it. */
async function makeReady(
  { kernel, region, run }: EngineRun,
  folder: string,
  bookmark: RunBookmark,
  errors: RunLog,
  signal: AbortSignal,
): Promise<Ready> {
  const { objects } = kernel;
  if (run.effective['--job-language']?.toLowerCase() === 'scala') {
    throw new RunFailure(
      'The local endpoint runs Python scripts, not Scala (--job-language): write this one in Python, or run this job on AWS.',
    );
  }
  const formats = run.effective['--datalake-formats'];
  if (formats) {
    throw new RunFailure(
      `The local endpoint's Spark has no ${formats} (--datalake-formats): tables of Parquet, ORC, CSV and JSON work here. Run this job on AWS.`,
    );
  }
  const onProgress = (message: string) => errors.line(message);
  const script = await fetchScript(objects, run, folder);
  await fetchAll({ objects, folder: path.dirname(folder) }, listOf(run.effective['--extra-files']), run.Id);
  const extraJars = await fetchAll({ objects, folder }, listOf(run.effective['--extra-jars']), 'jars');
  try {
    const environment = await sparkEnvironment(onProgress, signal);
    const { python, lockFile } = environment;
    const modules = await jobModules({ objects, run, folder, python, lockFile, onProgress }, signal);
    const pythonPath = [...modules, runtimeFile('python')];
    const asked = parseConf(run.effective['--conf']);
    const ids = { '--JOB_NAME': run.JobName, '--JOB_ID': `j_${run.Id.slice(3)}`, '--JOB_RUN_ID': run.Id };
    return {
      environment,
      settings: {
        region,
        cores: coresHere(workersOf(run), os.availableParallelism()),
        heap: heapOf(os.totalmem(), asked['spark.driver.memory']),
        extraJars,
      },
      job: {
        script,
        argv: argvOf({ ...run.effective, ...ids }),
        folder,
        path: [folder, ...pythonPath],
        env: { ...environmentOf(run.Id, folder, pythonPath), ...bookmark.env },
        conf: runConf(run, [folder, ...pythonPath].join(path.delimiter)),
        failure: path.join(folder, 'failure.txt'),
        ui: uiFile(kernel, run.Id),
      },
    };
  } catch (error) {
    throw asRunFailure(error, signal);
  }
}

/** What the driver's process takes on for the run, over what it was started with. */
function environmentOf(id: string, folder: string, pythonPath: readonly string[]): Record<string, string> {
  const [name, value] = runMark(id).split('=') as [string, string];
  const temporary = path.join(folder, 'tmp');
  return {
    [name]: value,
    HOME: folder,
    USERPROFILE: folder,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    PYTHONPATH: pythonPath.join(path.delimiter),
  };
}

/** The log begins with it, so that nobody takes this machine for Glue's. */
function whatExecutes({ run }: EngineRun, { cores, heap }: DriverSettings): string {
  const asked = `Glue ${run.GlueVersion ?? ''}`.trim();
  return (
    `Local Spark 3.5.6 runs this job (${asked}, ${workersOf(run).label} on AWS): ` +
    `${cores} ${cores === 1 ? 'core' : 'cores'} and ${heap} MiB of heap of this machine.`
  );
}

async function failureOf(end: FollowedEnd, file: string): Promise<RunFailure> {
  const said = await readFile(file, 'utf8').catch(() => undefined);
  if (said !== undefined) return new RunFailure(said, { told: true });
  if (end.signal) return new RunFailure(`The Spark driver was ended by the signal ${end.signal}`);
  const last = lastErrorOf(end.tail);
  return new RunFailure(last ?? `Command failed with exit code ${end.code}`, { told: last !== undefined });
}
