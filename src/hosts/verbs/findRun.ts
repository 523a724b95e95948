import { AppError } from '../../core/appError.ts';
import type { NodeAddress } from '../../core/node.ts';
import { allPages } from '../../core/page.ts';
import type { RunId, RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { RunSource } from '../../platform/service.ts';
import { serviceNamed, serviceOf } from '../../services/index.ts';
import { listRuns } from './listRuns.ts';

/** How many are asked at a time whether a run is theirs. */
const askedAtOnce = 10;

/** @throws AppError `unsupported` */
export function sourceOf(ref: RunRef): RunSource {
  const source = serviceNamed(ref.service)?.runs;
  if (!source) throw new AppError('unsupported', `${ref.service} has no runs.`);
  return source;
}

/**
 * A run by its id, undefined when nobody knows it. An ARN says all; of other ids, the query, job or crawler that they
 * belong to is asked for, however old the run is. A name alone is looked for among the newest runs.
 * @param of what was run, where that is known: then nothing is looked for
 * @throws AppError `invalid-input` when nothing of that kind has runs
 */
export async function findRun(
  ctx: Ctx,
  id: string,
  of: NodeAddress | undefined,
  signal: AbortSignal,
): Promise<RunRef | undefined> {
  if (of) {
    const service = serviceOf(of.kind);
    if (!service?.runs) throw new AppError('invalid-input', `A ${of.kind} has no runs.`);
    return { service: service.name, id: id as RunId, of };
  }
  return refOfArn(id) ?? (await refOfPlainId(ctx, id, signal)) ?? (await refAmongNewest(ctx, id, signal));
}

/** An id that says by itself what was run. */
function refOfArn(id: string): RunRef | undefined {
  const dag = /^((?:mwaa|url):[^/]+)\/([^/]+)\/.+$/.exec(id);
  if (dag) {
    const path = [dag[1] ?? '', dag[2] ?? ''];
    return { service: 'airflow', id: id as RunId, of: { kind: 'airflow.dag', path } };
  }
  const execution = /^(arn:[^:]+:states:[^:]+:[^:]+):execution:([^:]+):[^:]+$/.exec(id);
  if (execution) {
    const machine = `${execution[1]}:stateMachine:${execution[2]}`;
    return { service: 'step-functions', id: id as RunId, of: { kind: 'step-functions.machine', path: [machine] } };
  }
  const stack = /^(arn:[^:]+:cloudformation:[^:]+:[^:]+:stack\/[^/]+\/[^/]+)\/[^/]+$/.exec(id)?.[1];
  if (stack === undefined) return undefined;
  return { service: 'cloudformation', id: id as RunId, of: { kind: 'cloudformation.stack', path: [stack] } };
}

async function refOfPlainId(ctx: Ctx, id: string, signal: AbortSignal): Promise<RunRef | undefined> {
  // Glue and its crawlers know runs by what was run only, which the id does not tell.
  if (/^jr_[0-9a-f]+/.test(id)) return await refAmong(ctx, { kind: 'glue-jobs.jobs', path: [] }, id, signal);
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  // A query or statement is known by its id alone; where it ran is part of the answer.
  const query: RunRef = { service: 'athena', id: id as RunId, of: { kind: 'athena.workgroup', path: ['primary'] } };
  const statement: RunRef = { service: 'redshift', id: id as RunId, of: { kind: 'redshift.warehouses', path: [] } };
  const ofDatabase: RunRef = { service: 'rds', id: id as RunId, of: { kind: 'rds.servers', path: [] } };
  return (
    (await known(ctx, ofDatabase, signal)) ??
    (await known(ctx, query, signal)) ??
    (await known(ctx, statement, signal)) ??
    (await refAmong(ctx, { kind: 'glue-crawlers.crawlers', path: [] }, id, signal))
  );
}

/** Asks everything in a group, a few at a time, whether the run is its own. */
async function refAmong(ctx: Ctx, group: NodeAddress, id: string, signal: AbortSignal): Promise<RunRef | undefined> {
  const service = serviceOf(group.kind);
  const list = service?.children?.[group.kind];
  if (!service || !list) return undefined;
  let batch: Promise<RunRef | undefined>[] = [];
  const first = async () => (await Promise.all(batch)).find((ref) => ref !== undefined);
  for await (const { kind, path } of allPages((each, s) => list(ctx, group, each, s), { limit: 200 }, signal)) {
    batch.push(known(ctx, { service: service.name, id: id as RunId, of: { kind, path } }, signal));
    if (batch.length < askedAtOnce) continue;
    const found = await first();
    if (found) return found;
    batch = [];
  }
  return await first();
}

/** The run as its service refers to it; undefined when that does not know it, or tells this user nothing. */
async function known(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef | undefined> {
  try {
    return (await sourceOf(ref).describe(ctx, ref, signal)).ref;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not-found' || error.code === 'access-denied')) return undefined;
    throw error;
  }
}

async function refAmongNewest(ctx: Ctx, id: string, signal: AbortSignal): Promise<RunRef | undefined> {
  const { runs } = await listRuns(ctx, { limit: 1000 }, signal);
  return runs.find(({ ref }) => ref.id === id || ref.id.endsWith(`:${id}`))?.ref;
}
