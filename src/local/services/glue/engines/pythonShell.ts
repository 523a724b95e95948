/**
 * Glue's Python shell: a script of the lake, run unmodified in a managed Python on this machine.
 * https://docs.aws.amazon.com/glue/latest/dg/add-job-python.html
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import type { Kernel } from '../../../kernel.ts';
import { type GroupEnd, type ProcessGroup, startGroup } from '../../../processes/processGroup.ts';
import { identityOf } from '../../../processes/processIdentity.ts';
import { argvOf } from '../jobs/runArguments.ts';
import { RunLog } from '../runLog.ts';
import { runtimeFile } from '../runtimeFile.ts';
import { type Engine, type EngineRun, RunFailure } from './engine.ts';
import { jobPython } from './jobPython.ts';
import { fetchScript } from './scriptFiles.ts';
import { lastErrorOf } from './traceback.ts';

const logGroup = '/aws-glue/python-jobs';
/** How long a script has to tidy up when it is stopped. */
const graceMs = 5000;
/** How long output may still come when the script is gone; only a process that left its group can hold it open. */
const drainMs = 3000;
const tailLines = 200;

/** In the environment of all of a run's processes, so that they are found again. */
export function runMark(id: string): string {
  return `STRATA_GLUE_RUN=${id}`;
}

/** Where a run's script and whatever it writes beside it lie while it goes on. */
export function runFolder(kernel: Kernel, id: string): string {
  return path.join(kernel.folder.work, 'glue', id);
}

export const pythonShell: Engine = {
  logGroup,
  async execute(engineRun, signal) {
    const { kernel, region, run } = engineRun;
    const folder = runFolder(kernel, run.Id);
    await using output = new RunLog(kernel, { region, group: `${logGroup}/output`, stream: run.Id });
    await using errors = new RunLog(kernel, { region, group: `${logGroup}/error`, stream: run.Id });
    try {
      await mkdir(path.join(folder, 'tmp'), { recursive: true });
      const script = await fetchScript(kernel.objects, run, folder);
      const python = await makeReady(engineRun, folder, output, signal);
      signal.throwIfAborted();
      const args = ['-u', script, ...argvOf(run.effective)];
      const group = await startGroup(python.file, args, { cwd: folder, env: environment(engineRun, folder, python) });
      await followRun(engineRun, group, { output, errors }, signal);
    } catch (error) {
      // What the script itself said last is in the log already.
      if (!signal.aborted && error instanceof RunFailure && !error.told) errors.line(error.message);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

interface ReadyPython {
  readonly file: string;
  readonly path: readonly string[];
}

/** What is being installed is told in the log, as the run waits for it. */
async function makeReady(
  { kernel, run }: EngineRun,
  folder: string,
  output: RunLog,
  signal: AbortSignal,
): Promise<ReadyPython> {
  try {
    return await jobPython(
      { objects: kernel.objects, run, folder, onProgress: (message) => output.line(message) },
      signal,
    );
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    throw new RunFailure([error.message, error.hint].filter(Boolean).join(' '), { cause: error });
  }
}

async function followRun(
  { started }: EngineRun,
  group: ProcessGroup,
  logs: { readonly output: RunLog; readonly errors: RunLog },
  signal: AbortSignal,
): Promise<void> {
  const identity = await identityOf(group.pid);
  started(identity ?? { pid: group.pid, startedAt: '' });
  const stop = () => void group.end(graceMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const tail: string[] = [];
  const keepTail = (line: string) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
  };
  const drained = Promise.all([logs.output.follow(group.stdout), logs.errors.follow(group.stderr, keepTail)]);
  const end = await group.ended;
  signal.removeEventListener('abort', stop);
  // Glue's container ends with the script, and so does whatever the script left running.
  group.sweep();
  const late = setTimeout(() => {
    group.stdout.destroy();
    group.stderr.destroy();
  }, drainMs);
  await drained.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
  clearTimeout(late);
  signal.throwIfAborted();
  if (end.code !== 0) throw failureOf(end, tail);
}

function failureOf(end: GroupEnd, tail: readonly string[]): RunFailure {
  if (end.signal) return new RunFailure(`The script was ended by the signal ${end.signal}`);
  const said = lastErrorOf(tail);
  return new RunFailure(said ?? `Command failed with exit code ${end.code}`, { told: said !== undefined });
}

/** Nothing of the endpoint's own environment but what a program needs to start: no keys, profile or home of the user. */
function environment({ kernel, region, run }: EngineRun, folder: string, python: ReadyPython): Record<string, string> {
  const kept = ['SystemRoot', 'SystemDrive', 'ComSpec', 'PATHEXT', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];
  const own = kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  const [name, value] = runMark(run.Id).split('=') as [string, string];
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    PATH: [path.dirname(python.file), process.env.PATH].filter(Boolean).join(path.delimiter),
    HOME: folder,
    USERPROFILE: folder,
    TMPDIR: path.join(folder, 'tmp'),
    TEMP: path.join(folder, 'tmp'),
    TMP: path.join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PYTHONPATH: [...python.path, runtimeFile('python')].join(path.delimiter),
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    [name]: value,
    ...kernel.childEnvironment(region),
  };
}
