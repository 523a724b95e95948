import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { carriersOf, identityOf, type ProcessIdentity } from './processIdentity.ts';

const execute = promisify(execFile);
const mostLooks = 5;

/** How a group of processes ended: the leader's exit code, or the signal that ended it. */
export interface GroupEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program in a process group of its own, so that whatever it starts can be ended together with it. */
export interface ProcessGroup {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Empty and closed unless it was asked for. */
  readonly stdin: Writable | null;
  /** Whether the leader has not ended yet. */
  isRunning(): boolean;
  /** When the leader has ended. */
  readonly ended: Promise<GroupEnd>;
  /** Asks all of the group to end, and after `graceMs` ends it; resolves when the leader is gone. */
  end(graceMs: number): Promise<void>;
  /** Ends at once what the leader left behind. */
  sweep(): void;
}

/**
 * @param options.stdin keeps standard input open for writing
 * @throws Error when the program cannot be started
 */
export async function startGroup(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly stdin?: boolean },
): Promise<ProcessGroup> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    // On Windows a detached child gets a console window; there taskkill finds its descendants instead.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const [stdout, stderr] = [kept(child.stdout!), kept(child.stderr!)];
  // A program that ends without reading what it was sent ends all the same.
  child.stdin?.on('error', () => {});
  const ended = new Promise<GroupEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid!));
  });
  return {
    pid,
    stdout,
    stderr,
    stdin: child.stdin,
    ended,
    isRunning: () => isRunning(child),
    async end(graceMs) {
      await signalGroup(pid, 'SIGTERM');
      const abort = new AbortController();
      await Promise.race([ended, sleep(graceMs, undefined, { signal: abort.signal }).catch(() => {})]);
      abort.abort();
      if (isRunning(child)) await signalGroup(pid, 'SIGKILL');
      await ended;
    },
    sweep() {
      if (process.platform !== 'win32') signalPosix(-pid, 'SIGKILL');
    },
  };
}

/** Node throws away what nobody has begun to read when a child exits; a caller may come later than a short script ends. */
function kept(output: Readable): Readable {
  const copy = new PassThrough();
  copy.once('close', () => output.destroy());
  output.once('error', (error) => copy.destroy(error));
  return output.pipe(copy);
}

/**
 * Ends what an endpoint that was killed left behind: the group of `leader`, if that is still the same process, and
 * whatever carries `mark` (`NAME=value`) in its environment, a group of its own or not.
 * @returns whether there was anything to end
 */
export async function endOrphans(leader: ProcessIdentity | undefined, mark: string): Promise<boolean> {
  const now = leader && (await identityOf(leader.pid));
  const leads = now !== undefined && now.startedAt === leader?.startedAt;
  if (leads) await signalGroup(leader.pid, 'SIGKILL');
  let found = leads;
  // What was just being forked is seen the second time.
  for (let look = 0; look < mostLooks; look++) {
    const carriers = await carriersOf(mark);
    if (carriers.length === 0) break;
    found = true;
    for (const pid of carriers) signalPosix(pid, 'SIGKILL');
  }
  return found;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (process.platform !== 'win32') {
    signalPosix(-pid, signal);
    return;
  }
  // Windows has no way to ask: a tree of processes is ended, or not. It fails when there is none left.
  await execute('taskkill', ['/PID', String(pid), '/T', '/F']).catch(() => {});
}

/** @param target a process, or with a minus sign its whole group */
function signalPosix(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
