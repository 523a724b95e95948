import { readdirSync, readFileSync } from 'node:fs';
import { runProgram } from '../../../src/runtimes/runProgram.ts';

export interface ProcessMemory {
  /** Bytes in physical memory, what is shared with other processes included. */
  readonly rss: number;
  /** Bytes with each shared page divided among those that share it; Linux alone tells it. */
  readonly pss?: number;
}

/** What a process and all that it started hold together; undefined where the system does not tell. */
export async function memoryOfTree(pid: number, signal: AbortSignal): Promise<ProcessMemory | undefined> {
  if (process.platform === 'linux') return memoryOnLinux(pid);
  if (process.platform === 'win32') return undefined;
  const table = await runProgram('ps', ['-A', '-o', 'pid=,ppid=,rss='], {}, signal);
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const parents = new Map(rows.map(([id = 0, parent = 0]) => [id, parent]));
  const sizes = new Map(rows.map(([id = 0, , kilobytes = 0]) => [id, kilobytes * 1024]));
  return { rss: sum(treeOf(pid, parents).map((id) => sizes.get(id) ?? 0)) };
}

function memoryOnLinux(pid: number): ProcessMemory {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOnLinux(Number(name)));
  }
  const shares = treeOf(pid, parents).map((id) => readProc(id, 'smaps_rollup'));
  const field = (name: string) =>
    sum(shares.map((text) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024));
  return { rss: field('Rss'), pss: field('Pss') };
}

/** The name of a program is in brackets, and may hold brackets and spaces itself. */
function parentOnLinux(pid: number): number {
  const stat = readProc(pid, 'stat');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It ended while the table was read.
    return '';
  }
}

function treeOf(pid: number, parents: ReadonlyMap<number, number>): number[] {
  const tree = new Set([pid]);
  for (const each of tree) for (const [id, parent] of parents) if (parent === each) tree.add(id);
  return [...tree];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
