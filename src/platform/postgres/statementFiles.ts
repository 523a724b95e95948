/** Statements that were started and their answers, under `.strata/rds/statements`, so that other windows see them too. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import { t } from '../../core/l10n.ts';
import { isFinal, type RunState } from '../../core/run.ts';
import { cacheDir } from '../../runtimes/cacheDir.ts';
import { isAlive } from '../../runtimes/isAlive.ts';
import type { Ctx } from '../ctx.ts';
import type { RunColumn } from '../service.ts';
import { writeRecord } from '../writeRecord.ts';

export interface StatementRecord {
  readonly id: string;
  /** The connection and region that it was started over: elsewhere the same names mean other servers. */
  readonly home: string;
  readonly state: RunState;
  readonly sql: string;
  /** `instance:oltp` or `source:shop`. */
  readonly place: string;
  readonly database: string;
  readonly engine: string;
  /** The process of ours that waits for it; a statement ends with its connection. */
  readonly owner: number;
  /** The server's process that carries it out. */
  readonly backend: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly columns?: readonly RunColumn[];
  readonly rows?: number;
  readonly error?: string;
}

/** Finished statements that are kept with their rows; the oldest go first. */
const kept = 30;
const recordName = 'statement.json';
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function statementsFolder({ workspace: { root } }: Ctx): string {
  return root === undefined
    ? path.join(cacheDir(), 'rds-statements')
    : path.join(root, stateFolderName, 'rds', 'statements');
}

function folderOf(ctx: Ctx, id: string): string {
  // No id leads out of the folder.
  if (!idPattern.test(id)) throw new AppError('not-found', t('There is no statement {0}.', id));
  return path.join(statementsFolder(ctx), id);
}

export function rowsFile(ctx: Ctx, id: string): string {
  return path.join(folderOf(ctx, id), 'rows.csv');
}

/** The folder of a statement that is about to run. The rows are nobody's but the user's, and belong in no repository. */
export async function createStatement(ctx: Ctx, record: StatementRecord): Promise<void> {
  await mkdir(folderOf(ctx, record.id), { recursive: true, mode: 0o700 });
  const ignore = path.join(statementsFolder(ctx), '.gitignore');
  await writeFile(ignore, '*\n', { flag: 'wx' }).catch(() => {});
  await writeStatement(ctx, record);
}

export async function writeStatement(ctx: Ctx, record: StatementRecord): Promise<void> {
  await writeRecord(path.join(folderOf(ctx, record.id), recordName), record);
}

/** @throws AppError `not-found` */
export async function readStatement(ctx: Ctx, id: string): Promise<StatementRecord> {
  try {
    return JSON.parse(await readFile(path.join(folderOf(ctx, id), recordName), 'utf8')) as StatementRecord;
  } catch (error) {
    throw new AppError('not-found', t('There is no statement {0}.', id), { cause: error });
  }
}

/** Whether the process is gone that waited for a statement which was not over then. */
export function isLost({ state, owner }: StatementRecord): boolean {
  return !isFinal(state) && !isAlive(owner);
}

/** Newest first. */
export async function allStatements(ctx: Ctx): Promise<readonly StatementRecord[]> {
  const names = await readdir(statementsFolder(ctx)).catch(() => []);
  const records = await Promise.all(
    names.filter((name) => idPattern.test(name)).map((name) => readStatement(ctx, name).catch(() => undefined)),
  );
  return records.filter((each) => each !== undefined).sort((a, b) => b.startedAt - a.startedAt);
}

export async function pruneStatements(ctx: Ctx): Promise<void> {
  const over = (await allStatements(ctx)).filter(({ state }) => isFinal(state));
  for (const { id } of over.slice(kept)) await rm(folderOf(ctx, id), { recursive: true, force: true });
}
