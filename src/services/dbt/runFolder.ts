/** A run's folder under `.strata/dbt/runs`, as the resident process writes it: see runtime/python/strata_dbt/run_folder.py. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { RunState } from '../../core/run.ts';
import { writeRecord } from '../../platform/writeRecord.ts';

/** What `run.json` says. */
export interface DbtRunRecord {
  readonly id: string;
  readonly state: RunState;
  /** The project's path in the workspace. */
  readonly project: string;
  readonly projectName: string;
  /** What dbt was given, such as `['build', '--select', '+fct_sales']`. */
  readonly args: readonly string[];
  /** The target as it is known before dbt starts. */
  readonly target: string | null;
  readonly adapter: string;
  /** `command`: one that people asked for; `query`: rows of a preview; `service`: what the workbench asks by itself. */
  readonly purpose: 'command' | 'query' | 'service';
  readonly title: string;
  /** Which dbt: `dbt 1.11.16`, with whose it is where it is the user's own. */
  readonly engine: string;
  /** The name of the resident's file. */
  readonly resident: string;
  readonly queuedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly exitCode?: number;
  readonly error?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly compiled?: string | null;
  readonly output?: string;
}

/** Runs of each purpose that are kept; the oldest go first. */
const kept: Readonly<Record<DbtRunRecord['purpose'], number>> = { command: 200, query: 40, service: 10 };

export function dbtFolder(root: string): string {
  return path.join(root, '.strata', 'dbt');
}

/** Where dbt writes for what the workbench asks by itself, so that the user's own target folder stays as it is. */
export function ownTarget(root: string, project: string): string {
  return path.join(dbtFolder(root), 'target', project === '.' ? '_' : project.replaceAll('/', '__'));
}

export function runsFolder(root: string): string {
  return path.join(dbtFolder(root), 'runs');
}

/** @throws AppError `not-found` when the id is none of ours, so that no id leads out of the folder */
export function runFolder(root: string, id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new AppError('not-found', t('There is no dbt run {0}.', id));
  return path.join(runsFolder(root), id);
}

/** Ids sort by their time, so that a page of runs needs no file but its own. */
export function newRunId(now: number): string {
  const time = new Date(now).toISOString().replace(/\D/g, '').slice(0, 17);
  return `${time}-${randomUUID().slice(0, 8)}`;
}

/** Makes the folder of a run that is about to be asked for. */
export async function createRun(root: string, record: DbtRunRecord): Promise<string> {
  const folder = runFolder(root, record.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, 'events.jsonl'), '', { mode: 0o600 });
  await writeRecord(path.join(folder, 'run.json'), record);
  return folder;
}

/** For one that never reached the resident. */
export async function endUnstarted(root: string, record: DbtRunRecord, error: unknown): Promise<void> {
  const ended = { ...record, state: 'failed', endedAt: Date.now(), error: (error as Error).message } as const;
  await writeRecord(path.join(runFolder(root, record.id), 'run.json'), ended);
}

/** @throws AppError `not-found` */
export async function readRun(root: string, id: string): Promise<DbtRunRecord> {
  try {
    return JSON.parse(await readFile(path.join(runFolder(root, id), 'run.json'), 'utf8')) as DbtRunRecord;
  } catch (error) {
    throw new AppError('not-found', t('There is no dbt run {0}.', id), { cause: error });
  }
}

/** The ids of all runs, newest first. */
export async function runIds(root: string): Promise<readonly string[]> {
  const names = await readdir(runsFolder(root)).catch(() => []);
  return names.sort().reverse();
}

/** Removes what is beyond the number of runs that are kept; those that are not over stay. */
export async function pruneRuns(root: string): Promise<void> {
  const seen = { command: 0, query: 0, service: 0 };
  for (const id of await runIds(root)) {
    const record = await readRun(root, id).catch(() => undefined);
    if (!record || record.endedAt === undefined) continue;
    if (++seen[record.purpose] > kept[record.purpose]) await rm(runFolder(root, id), { recursive: true, force: true });
  }
}
