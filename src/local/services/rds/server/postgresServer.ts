/** A running PostgreSQL server over the files of one instance. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../../core/appError.ts';
import { endOrphans, type ProcessGroup, startGroup } from '../../../processes/processGroup.ts';
import { identityOf, type ProcessIdentity } from '../../../processes/processIdentity.ts';
import { asServerUser } from './asServerUser.ts';
import type { PostgresPrograms } from './postgresPrograms.ts';

export interface ServerPlace {
  /** Of the instance; its files lie in `data` below. */
  readonly folder: string;
  readonly port: number;
  /** What marks its processes, for an endpoint that comes after one that was killed: `NAME=value`. */
  readonly mark: string;
}

export interface PostgresServer {
  /** When it has ended, by itself or not. */
  readonly ended: Promise<void>;
  /** Fast: clients are turned away, and what they had not committed is rolled back. */
  stop(): Promise<void>;
}

const identitySchema = z.object({ pid: z.number().int(), startedAt: z.string() });

const pollMs = 20;
const readyMs = 60_000;
const graceMs = 20_000;
const mostLogBytes = 10 * 2 ** 20;
const keptComplaint = 4000;

/**
 * Starts the server and waits until it takes clients, which after a crash is when it has recovered.
 * @throws AppError `failed` with the server's own words when it does not come up
 */
export async function startPostgres(
  programs: PostgresPrograms,
  place: ServerPlace,
  signal: AbortSignal,
): Promise<PostgresServer> {
  const data = path.join(place.folder, 'data');
  const identityFile = path.join(place.folder, 'server.json');
  await endOrphans(await identityIn(identityFile), place.mark);
  const { file, args } = asServerUser(programs.postgres, ['-D', data, ...settings(place.port)]);
  const [name = '', value = ''] = place.mark.split('=');
  const env = { ...definedEnvironment(), TZ: 'UTC', [name]: value };
  const group = await startGroup(file, args, { cwd: place.folder, env });
  const said = keepLog(group, await logFile(place.folder));
  const ended = group.ended.then(() => group.sweep());
  try {
    const identity = await identityOf(group.pid);
    if (identity) await writeFile(identityFile, JSON.stringify(identity));
    await ready(group, path.join(data, 'postmaster.pid'), signal);
  } catch (error) {
    await stop(group);
    signal.throwIfAborted();
    throw new AppError('failed', `PostgreSQL did not start. ${said()}`.trim(), { cause: error });
  }
  return { ended, stop: () => stop(group) };
}

/** Logical decoding is on, as `rds.logical_replication` makes it on AWS: DMS needs it for changes. */
function settings(port: number): readonly string[] {
  const values = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    'rds.logical_replication': 'on',
    max_replication_slots: '20',
    max_wal_senders: '20',
    timezone: 'UTC',
    log_timezone: 'UTC',
    shared_buffers: '32MB',
    // A slot that nobody reads any more must not fill the disk.
    max_slot_wal_keep_size: '10GB',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function ready(group: ProcessGroup, pidFile: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyMs;
  for (;;) {
    signal.throwIfAborted();
    if (!group.isRunning()) throw new Error('It has ended.');
    // The first line is whose file it is, the eighth how far that has come; pg_ctl waits for the same.
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(group.pid) && lines[7]?.trim() === 'ready') return;
    if (Date.now() > deadline) throw new Error('It takes too long.');
    await sleep(pollMs, undefined, { signal });
  }
}

async function stop(group: ProcessGroup): Promise<void> {
  if (group.isRunning() && process.platform !== 'win32') {
    process.kill(group.pid, 'SIGINT');
    const waiting = new AbortController();
    const patience = sleep(graceMs, undefined, { signal: waiting.signal }).catch(() => {});
    await Promise.race([group.ended, patience]);
    waiting.abort();
  }
  await group.end(0);
}

async function identityIn(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return identitySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // It never ran, or was killed while the file was written: then the mark finds what it left.
    return undefined;
  }
}

/** PostgreSQL's log, kept in one file; one that has grown is begun anew with the next start. */
async function logFile(folder: string): Promise<WriteStream> {
  const file = path.join(folder, 'postgresql.log');
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  return createWriteStream(file, { flags: size > mostLogBytes ? 'w' : 'a', mode: 0o600 });
}

/** @returns what it has said last, for when it does not come up */
function keepLog(group: ProcessGroup, log: WriteStream): () => string {
  let last = '';
  group.stderr.on('data', (data: Buffer) => {
    last = (last + data.toString()).slice(-keptComplaint);
  });
  group.stderr.pipe(log);
  group.stdout.resume();
  return () => {
    const failures = last.split('\n').filter((line) => /\b(?:ERROR|FATAL|PANIC):/.test(line));
    return (failures.at(-1) ?? last.trim().split('\n').at(-1) ?? '').replace(/^.*?\] /, '');
  };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
