/**
 * Glue's Python shell: a script of the lake, run unmodified in a managed Python on this machine.
 * https://docs.aws.amazon.com/glue/latest/dg/add-job-python.html
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { startGroup } from '../../../processes/processGroup.ts';
import { identityOf } from '../../../processes/processIdentity.ts';
import { RunLog } from '../../../runLog.ts';
import { argvOf } from '../jobs/runArguments.ts';
import { runtimeFile } from '../runtimeFile.ts';
import { asRunFailure, type Engine, type EngineRun, RunFailure } from './engine.ts';
import { type FollowedEnd, followGroup } from './followGroup.ts';
import { jobModules } from './jobModules.ts';
import { runEnvironment } from './runEnvironment.ts';
import { runFolder, runMark } from './runPlace.ts';
import { fetchScript } from './scriptFiles.ts';
import { lastErrorOf } from './traceback.ts';

const logGroup = '/aws-glue/python-jobs';

export const pythonShell: Engine = {
  logGroup,
  async execute(engineRun, signal) {
    const { kernel, region, run, started } = engineRun;
    const folder = runFolder(kernel, run.Id);
    await using output = new RunLog(kernel, { region, group: `${logGroup}/output`, stream: run.Id });
    await using errors = new RunLog(kernel, { region, group: `${logGroup}/error`, stream: run.Id });
    try {
      await mkdir(path.join(folder, 'tmp'), { recursive: true });
      const script = await fetchScript(kernel.objects, run, folder);
      const { python, modules } = await makeReady(engineRun, folder, output, signal);
      signal.throwIfAborted();
      const env = environment(engineRun, folder, python, modules);
      const group = await startGroup(python, ['-u', script, ...argvOf(run.effective)], { cwd: folder, env });
      started((await identityOf(group.pid)) ?? { pid: group.pid, startedAt: '' });
      const end = await followGroup(group, { output, errors }, signal);
      if (end.code !== 0) throw failureOf(end);
    } catch (error) {
      // What the script itself said last is in the log already.
      if (!signal.aborted && error instanceof RunFailure && !error.told) errors.line(error.message);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

/** What is being installed is told in the log, as the run waits for it. */
async function makeReady({ kernel, run }: EngineRun, folder: string, output: RunLog, signal: AbortSignal) {
  const onProgress = (message: string) => output.line(message);
  const lockFile = runtimeFile('requirements.txt');
  try {
    const python = await pythonEnvironment({ name: 'glue-python-shell', lockFile, onProgress }, signal);
    const request = { objects: kernel.objects, run, folder, python, lockFile, onProgress };
    return { python, modules: await jobModules(request, signal) };
  } catch (error) {
    throw asRunFailure(error, signal);
  }
}

function failureOf(end: FollowedEnd): RunFailure {
  if (end.signal) return new RunFailure(`The script was ended by the signal ${end.signal}`);
  const said = lastErrorOf(end.tail);
  return new RunFailure(said ?? `Command failed with exit code ${end.code}`, { told: said !== undefined });
}

function environment(
  { kernel, region, run }: EngineRun,
  folder: string,
  python: string,
  modules: readonly string[],
): Record<string, string> {
  const [name, value] = runMark(run.Id).split('=') as [string, string];
  return { ...runEnvironment(python, folder, modules), [name]: value, ...kernel.childEnvironment(region) };
}
