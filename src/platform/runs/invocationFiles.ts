/**
 * Invocations that were started from here, under `.strata/lambda/invocations`: Lambda keeps neither the event nor the
 * answer of one, and its log names it only once it runs.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stateFolderName } from '../../core/endpointFile.ts';
import { cacheDir } from '../../runtimes/cacheDir.ts';
import { isAlive } from '../../runtimes/isAlive.ts';
import type { Ctx } from '../ctx.ts';
import { writeRecord } from '../writeRecord.ts';

export interface InvocationRecord {
  readonly id: string;
  /** The connection and region: elsewhere the same name is another function. */
  readonly home: string;
  readonly function: string;
  readonly qualifier?: string | undefined;
  /** `event`: put into Lambda's queue, which answers nothing of what becomes of it. */
  readonly way: 'request' | 'event';
  readonly payload: string;
  /** The process of ours that waits for the answer. */
  readonly owner: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** Lambda's id of it; known with the answer. */
  readonly requestId?: string;
  readonly version?: string | undefined;
  readonly answer?: string;
  /** That the function failed, or why it could not be called. */
  readonly failure?: { readonly name?: string; readonly message: string };
  /** The last 4 KB of its log. */
  readonly logTail?: string;
}

const kept = 50;
const suffix = '.json';
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const homeOfInvocations = ({ connection: { id, region } }: Ctx) => `${id} ${region}`;

function folderOf({ workspace: { root } }: Ctx): string {
  return root === undefined
    ? path.join(cacheDir(), 'lambda-invocations')
    : path.join(root, stateFolderName, 'lambda', 'invocations');
}

/** Events and answers are nobody's but the user's, and belong in no repository. */
export async function writeInvocation(ctx: Ctx, record: InvocationRecord): Promise<void> {
  const folder = folderOf(ctx);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {});
  await writeRecord(path.join(folder, record.id + suffix), record);
}

/** Undefined for an id that is not of one started from here, or is forgotten. */
export async function readInvocation(ctx: Ctx, id: string): Promise<InvocationRecord | undefined> {
  // No id leads out of the folder.
  if (!idPattern.test(id)) return undefined;
  try {
    return JSON.parse(await readFile(path.join(folderOf(ctx), id + suffix), 'utf8')) as InvocationRecord;
  } catch {
    return undefined;
  }
}

/** Whether the process is gone that waited for the answer. */
export function isLost(record: InvocationRecord): boolean {
  return record.endedAt === undefined && !isAlive(record.owner);
}

/** Of this connection, newest first. */
export async function allInvocations(ctx: Ctx): Promise<readonly InvocationRecord[]> {
  const names = await readdir(folderOf(ctx)).catch(() => []);
  const ids = names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));
  const records = await Promise.all(ids.map((id) => readInvocation(ctx, id)));
  return records
    .filter((each) => each !== undefined)
    .filter(({ home }) => home === homeOfInvocations(ctx))
    .sort((a, b) => b.startedAt - a.startedAt);
}

export async function pruneInvocations(ctx: Ctx): Promise<void> {
  const over = (await allInvocations(ctx)).filter((each) => each.endedAt !== undefined);
  for (const { id } of over.slice(kept)) await rm(path.join(folderOf(ctx), id + suffix), { force: true });
}
