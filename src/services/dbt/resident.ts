/** The resident dbt process of a workspace, as its tools reach it: see runtime/python/strata_dbt/resident.py. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { DbtPython } from './dbtPython.ts';
import { dbtFolder, runsFolder } from './runFolder.ts';
import { runtimeFile } from './runtimeFile.ts';

const addressSchema = z.object({ port: z.number().int(), token: z.string(), pid: z.number().int() });
type Address = z.infer<typeof addressSchema>;

export interface RunRequest {
  /** Absolute: the run's folder. */
  readonly run: string;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly adapter: string;
  /** Requests of one lane run one after the other. */
  readonly lane: string;
  /** Whether it is stopped when who asked for it goes away. */
  readonly attached: boolean;
}

const startTimeoutMs = 30_000;
const pollMs = 20;

/** The file by which the resident of one Python is found; each Python has its own. */
export function residentName(python: DbtPython): string {
  return `resident-${createHash('sha256').update(python.file).digest('hex').slice(0, 8)}.json`;
}

/**
 * Hands a run to the resident, which is started when there is none.
 * @returns when the run was accepted; `untilEnded` waits for its end, and throws when the resident went away
 * @throws AppError `failed` with what the process printed when it does not come up
 */
export async function askToRun(
  root: string,
  python: DbtPython,
  request: RunRequest,
  signal: AbortSignal,
): Promise<{ readonly untilEnded: () => Promise<void> }> {
  const { socket, address } = await connected(root, python, signal);
  const accepted = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  // Who is not interested in the end need not handle its failure.
  ended.promise.catch(() => {});
  const abort = () => socket.destroy();
  const gone = () => {
    const error = signal.aborted
      ? new AppError('cancelled', 'Cancelled.')
      : new AppError('failed', t('The dbt process has ended while it worked.'));
    accepted.reject(error);
    ended.reject(error);
  };
  socket.once('close', gone);
  createInterface({ input: socket }).on('line', (line) => {
    const told = JSON.parse(line) as { readonly accepted?: boolean; readonly ended?: string };
    if (told.accepted) accepted.resolve();
    if (told.ended === undefined) return;
    ended.resolve();
    signal.removeEventListener('abort', abort);
    socket.end();
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  socket.write(`${JSON.stringify({ token: address.token, op: 'run', ...request })}\n`);
  await accepted.promise;
  // A program that does not wait for the end may end itself before.
  socket.unref();
  return {
    untilEnded: async () => {
      socket.ref();
      await ended.promise;
    },
  };
}

/** Asks for the end of a run; false when no resident knows it. */
export async function askToStop(root: string, resident: string, folder: string): Promise<boolean> {
  const address = await readAddress(path.join(dbtFolder(root), resident));
  const socket = address && (await tryConnect(address));
  if (!socket) return false;
  socket.write(`${JSON.stringify({ token: address.token, op: 'stop', run: folder })}\n`);
  try {
    for await (const line of createInterface({ input: socket })) {
      return (JSON.parse(line) as { readonly stopping: boolean }).stopping;
    }
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether a resident answers under this name. */
export async function isResident(root: string, resident: string): Promise<boolean> {
  const address = await readAddress(path.join(dbtFolder(root), path.basename(resident)));
  const socket = address && (await tryConnect(address));
  socket?.destroy();
  return socket !== undefined;
}

async function connected(
  root: string,
  python: DbtPython,
  signal: AbortSignal,
): Promise<{ readonly socket: Socket; readonly address: Address }> {
  const file = path.join(dbtFolder(root), residentName(python));
  const deadline = Date.now() + startTimeoutMs;
  let started: Started | undefined;
  for (;;) {
    signal.throwIfAborted();
    const address = await readAddress(file);
    const socket = address && (await tryConnect(address));
    if (socket) return { socket, address };
    if (started?.ended() || Date.now() > deadline) {
      throw new AppError('failed', t('The dbt process did not start: {0}', (await started?.printed()) ?? ''), {
        hint: t('It is {0}.', python.file),
      });
    }
    started ??= start(root, python, file);
    await sleep(pollMs, undefined, { signal });
  }
}

interface Started {
  readonly ended: () => boolean;
  readonly printed: () => Promise<string>;
}

/** It goes on when the window or the command that started it ends, so that runs outlive both. */
function start(root: string, python: DbtPython, file: string): Started {
  const runs = runsFolder(root);
  mkdirSync(runs, { recursive: true, mode: 0o700 });
  const logFile = file.replace(/\.json$/, '.log');
  const log = openSync(logFile, 'w', 0o600);
  const idle = process.env.STRATA_DBT_IDLE_SECONDS ?? '900';
  const args = ['-m', 'strata_dbt', '--file', file, '--runs', runs, '--idle', idle];
  const child = spawn(python.file, args, {
    env: {
      ...process.env,
      PYTHONPATH: runtimeFile('python'),
      PYTHONDONTWRITEBYTECODE: '1',
      // Its forked processes may load frameworks of macOS that otherwise refuse to work in them.
      OBJC_DISABLE_INITIALIZE_FORK_SAFETY: 'YES',
    },
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  child.once('error', () => {
    over = true;
  });
  return {
    ended: () => over,
    printed: async () => (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '',
  };
}

async function readAddress(file: string): Promise<Address | undefined> {
  try {
    if (!(await isOurs(file))) return undefined;
    return addressSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // None yet, or one that is just being replaced.
    return undefined;
  }
}

/** A repository may bring such a file along, which would lead passwords astray; but none that only its owner may read. */
async function isOurs(file: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { mode, uid } = await stat(file);
  return (mode & 0o077) === 0 && uid === process.getuid?.();
}

async function tryConnect({ port }: Address): Promise<Socket | undefined> {
  const socket = connect({ host: '127.0.0.1', port });
  return await new Promise((resolve) => {
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // A connection that breaks is told by its close.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', () => resolve(undefined));
  });
}

/** Ends the residents of a workspace, whatever runs in them; the next command starts one anew. */
export async function endResidents(root: string): Promise<void> {
  const names = await readdir(dbtFolder(root)).catch(() => []);
  for (const name of names.filter((each) => /^resident-\w+\.json$/.test(each))) {
    const address = await readAddress(path.join(dbtFolder(root), name));
    const socket = address && (await tryConnect(address));
    if (!socket) continue;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    socket.write(`${JSON.stringify({ token: address.token, op: 'end' })}\n`);
    await closed;
  }
}
