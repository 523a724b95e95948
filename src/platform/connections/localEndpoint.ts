import { spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/appError.ts';
import { type LocalConnection, localConnectionId } from '../../core/connection.ts';
import { type EndpointFile, folderServedExitCode, stateFolderName } from '../../core/endpointFile.ts';
import { t } from '../../core/l10n.ts';
import { readSealed } from '../../runtimes/endpointSeal.ts';
import { warehouseLogin } from '../../runtimes/warehouseLogin.ts';
import { nodeEnvironment, programFile } from '../programs.ts';

/** A machine that is busy takes its time; who does not want to wait can cancel. */
const startTimeoutMs = 60_000;
/** For one that somebody else has started. */
const otherTimeoutMs = 20_000;
const answerTimeoutMs = 3_000;
const stopTimeoutMs = 15_000;
const pollMs = 25;

/** What is known of a workspace's endpoint without touching it. */
export type EndpointStatus =
  | { readonly state: 'running'; readonly file: EndpointFile }
  /** Its process is there, its port is open, and nothing comes back. */
  | { readonly state: 'silent'; readonly file: EndpointFile }
  | { readonly state: 'stopped'; readonly file: EndpointFile | undefined };

/** @param root the workspace's folder, whose `.strata/` holds the endpoint's state */
export async function endpointStatus(root: string, signal: AbortSignal): Promise<EndpointStatus> {
  const file = await readEndpointFile(root);
  if (!file || file.pid <= 0) return { state: 'stopped', file };
  const heard = await ask(file, signal);
  if (heard === 'nothing') return isAlive(file.pid) ? { state: 'silent', file } : { state: 'stopped', file };
  return heard === 'itself' ? { state: 'running', file } : { state: 'stopped', file };
}

/**
 * The connection to a workspace's endpoint, which is started when it is not running. It goes on when the window or the
 * command that started it ends, so that runs outlive both. Of two that start it at the same moment one does, and both
 * get its connection.
 * @param report told when the endpoint had to leave the port it had
 * @throws AppError `failed` with what the endpoint logged when it does not come up, `timeout` when one holds the folder
 * and does not answer, `access-denied` when the folder cannot be written
 */
export async function startEndpoint(
  root: string,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<LocalConnection> {
  const before = await endpointStatus(root, signal);
  if (before.state === 'running') return connectionTo(before.file);
  const folder = path.join(root, stateFolderName);
  const logFile = path.join(folder, 'endpoint.log');
  const { log, size } = openLog(folder, logFile);
  const child = spawn(process.execPath, [programFile('endpoint'), '--state', folder], {
    env: nodeEnvironment(),
    detached: true,
    stdio: ['ignore', 'ignore', log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let deadline = Date.now() + startTimeoutMs;
  let ended: number | undefined;
  child.once('exit', (code) => {
    ended = code ?? 1;
    deadline = Date.now() + otherTimeoutMs;
  });
  child.once('error', () => {
    ended = 1;
  });
  let now: EndpointStatus = before;
  do {
    now = await endpointStatus(root, signal);
    if (now.state === 'running') {
      // One that is still starting would take over when the other ends, however much later that is.
      if (now.file.pid !== child.pid) child.kill();
      const [had, has] = [before.file?.port, now.file.port];
      if (had !== undefined && had !== has)
        report(t('Port {0} was taken by another program, so it is {1} now.', had, has));
      return connectionTo(now.file);
    }
    // Another window or command started it at the same moment: that one is waited for. One that hangs is not.
    if (ended !== undefined && (ended !== folderServedExitCode || now.state === 'silent')) break;
    await sleep(pollMs, undefined, { signal });
  } while (Date.now() < deadline);
  if (now.state === 'silent') throw silence(now.file);
  const said = await lastEntrySince(logFile, size);
  throw new AppError(
    'failed',
    said ? t('The local endpoint did not start: {0}', said) : t('The local endpoint did not start.'),
    { hint: t('Its log is {0}.', logFile) },
  );
}

/**
 * Ends a workspace's endpoint; true when it was running. Unfinished runs are marked as interrupted by it.
 * @throws AppError `timeout` when it hangs
 */
export async function stopEndpoint(root: string, signal: AbortSignal): Promise<boolean> {
  const status = await endpointStatus(root, signal);
  if (status.state === 'stopped') return false;
  if (status.state === 'silent') throw silence(status.file);
  process.kill(status.file.pid, 'SIGTERM');
  const deadline = Date.now() + stopTimeoutMs;
  while (Date.now() < deadline) {
    if (!isAlive(status.file.pid)) return true;
    await sleep(pollMs, undefined, { signal });
  }
  process.kill(status.file.pid, 'SIGKILL');
  return true;
}

/** The process is named and not ended: its id may be another program's by now. */
export function silence(file: EndpointFile): AppError {
  const message = t('The local endpoint (process {0}) does not answer at {1}.', file.pid, file.url);
  return new AppError('timeout', message, {
    hint: t('Wait for it, or end that process and start the endpoint again.'),
  });
}

/** The connection to an endpoint that runs. */
export function connectionTo(file: EndpointFile, region = file.region): LocalConnection {
  return {
    kind: 'local',
    id: localConnectionId,
    label: t('Local endpoint'),
    region,
    endpoint: file.url,
    credentials: { accessKeyId: file.accessKeyId, secretAccessKey: file.secretAccessKey },
    warehouse: warehouseLogin(file),
  };
}

async function readEndpointFile(root: string): Promise<EndpointFile | undefined> {
  try {
    const text = await readFile(path.join(root, stateFolderName, 'endpoint.json'), 'utf8');
    return readSealed(text);
  } catch {
    // None yet, damaged, or not of this user's endpoint: that makes a new one when it starts.
    return undefined;
  }
}

/** Who answers at the address of the file: the endpoint itself, somebody else or nobody, or nothing comes in time. */
async function ask(file: EndpointFile, signal: AbortSignal): Promise<'itself' | 'another' | 'nothing'> {
  try {
    const response = await fetch(`${file.url}/_strata/health`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    });
    const health = (await response.json()) as { pid?: number };
    return health.pid === file.pid ? 'itself' : 'another';
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error && error.name === 'TimeoutError' ? 'nothing' : 'another';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @throws AppError `access-denied` or `failed` when there can be no such folder or file */
function openLog(folder: string, file: string): { readonly log: number; readonly size: number } {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const log = openSync(file, 'a', 0o600);
    return { log, size: fstatSync(log).size };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new AppError(
      ['EACCES', 'EPERM', 'EROFS'].includes(code) ? 'access-denied' : 'failed',
      t('The local endpoint keeps its state in {0}, which cannot be written: {1}', folder, message),
      { hint: t('Make it a folder that you may write, or work in another folder.'), cause: error },
    );
  }
}

/** What was last logged after a log had this size, in bytes: without its time and level, with all of its lines. */
async function lastEntrySince(file: string, size: number): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  return bytes
    .subarray(size)
    .toString()
    .trim()
    .split(/^\d{4}-\S+Z \w+ /m)
    .at(-1);
}
