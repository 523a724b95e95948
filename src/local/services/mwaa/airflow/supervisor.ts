/** The process that runs the programs of one Airflow; see runtime/supervise.py. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { endOrphans, type ProcessGroup, startGroup } from '../../../processes/processGroup.ts';
import { identityOf, type ProcessIdentity } from '../../../processes/processIdentity.ts';
import { writeFileAtomically } from '../../../state/writeFileAtomically.ts';
import { runtimeFile } from '../runtimeFile.ts';
import type { AirflowHome } from './airflowHome.ts';
import type { AirflowProgram } from './airflowPrograms.ts';
import { markName } from './airflowSettings.ts';

const identitySchema = z.object({ pid: z.number().int(), startedAt: z.string() });
const eventSchema = z.union([
  z.object({ name: z.string(), pid: z.number().int() }),
  z.object({ name: z.string(), code: z.number().int() }),
]);

/** Killing takes no longer than the kernel needs; beyond that its group is ended. */
const graceMs = 10_000;

export interface Supervisor {
  start(program: AirflowProgram): void;
  /** When it has ended, by itself or not; nothing of what it ran is left then, as far as this machine lets that be seen. */
  readonly ended: Promise<void>;
  /** Kills everything that runs. */
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  readonly python: string;
  readonly home: AirflowHome;
  readonly env: Readonly<Record<string, string>>;
  /** A program has ended: with an exit code, or minus the number of a signal. */
  readonly onEnd: (name: string, code: number) => void;
  /** What it complains of, line by line. */
  readonly onComplaint: (line: string) => void;
}

/** Ends what an earlier endpoint left behind of this Airflow, and starts a supervisor of no programs yet. */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { python, home, env, onEnd, onComplaint } = options;
  await endLeftovers(home);
  const group = await startGroup(python, [runtimeFile('supervise.py')], { cwd: home.root, env, stdin: true });
  const identity = await identityOf(group.pid);
  if (identity) writeFileAtomically(home.identity, JSON.stringify(identity), 0o600);
  createInterface({ input: group.stdout }).on('line', (line) => {
    const event = eventSchema.parse(JSON.parse(line));
    if ('code' in event) onEnd(event.name, event.code);
  });
  createInterface({ input: group.stderr }).on('line', onComplaint);
  const ended = group.ended.then(async () => {
    group.sweep();
    await endLeftovers(home);
  });
  return {
    ended,
    start({ name, argv, log }) {
      group.stdin?.write(`${JSON.stringify({ start: name, argv, log })}\n`);
    },
    async stop() {
      await stop(group);
      await ended;
    },
  };
}

/** Ends whatever still runs of an Airflow whose endpoint has gone. */
export async function endLeftovers(home: AirflowHome): Promise<void> {
  await endOrphans(await identityIn(home.identity), `${markName}=${home.root}`);
}

async function stop(group: ProcessGroup): Promise<void> {
  group.stdin?.end();
  const patience = new AbortController();
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, graceMs);
    patience.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  await Promise.race([group.ended, late]);
  patience.abort();
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
