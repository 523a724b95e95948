import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A process as a later endpoint can recognise it: process ids are given out again, start times are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; only for comparing. */
  readonly startedAt: string;
}

/** Undefined when there is no such process any more. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const startedAt = process.platform === 'linux' ? await linuxStart(pid) : await otherStart(pid);
    return startedAt ? { pid, startedAt } : undefined;
  } catch {
    // It ended before it could be looked at.
    return undefined;
  }
}

async function linuxStart(pid: number): Promise<string> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  return `${boot.trim()} ${startTicks(stat)}`;
}

/** Of `pid (name) state ppid pgrp … starttime …`; the name may hold spaces and parentheses. */
function startTicks(stat: string): string {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function otherStart(pid: number): Promise<string> {
  if (process.platform === 'win32') {
    const script = `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`;
    return (await execute('powershell', ['-NoProfile', '-Command', script])).stdout.trim();
  }
  return (await execute('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
}

/** The processes that have this text (`NAME=value`) in their environment; none where that cannot be seen (Linux can). */
export async function carriersOf(mark: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if ((await readFile(`/proc/${entry}/environ`, 'utf8')).split('\0').includes(mark)) found.push(Number(entry));
    } catch {
      // It ended, or belongs to another user: none of ours.
    }
  }
  return found;
}
