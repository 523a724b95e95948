/** How invocations are found and watched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { NodeAddress } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest } from '../../core/page.ts';
import { isFinal, type Run, type RunRef, type Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { linesOfEvent } from '../../platform/logs/logLines.ts';
import { allInvocations, type InvocationRecord, readInvocation } from '../../platform/runs/invocationFiles.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';
import { followFunctionLog, isLog, logRun } from './functionLog.ts';
import { describeFunction, listFunctions } from './lambdaApi.ts';
import type { LoggedInvocation } from './reportLines.ts';
import { defaultLogGroup, invocationsIn, newestInvocations, newestStreams, startsSince } from './streams.ts';
import { loggedId, loggedRun, readLoggedId, recordedRun, trySteps } from './toRun.ts';

/** Streams whose last lines are read for the newest invocations of a function. */
const streamsRead = { one: 5, each: 1 };
const pauseMs = { local: 200, aws: 2000 };

const nameOf = (ref: RunRef) => ref.of.path[0] ?? '';

/** A function may log to a group of its own choice. */
async function groupOf(ctx: Ctx, name: string, signal: AbortSignal): Promise<string> {
  const { LoggingConfig } = await describeFunction(ctx, name, signal);
  return LoggingConfig?.LogGroup ?? defaultLogGroup(name);
}

/**
 * Newest first. Of one function: all that its log tells. Of all functions on an account: those started from here only,
 * as Lambda lists no invocations and reading the log of every function for a list would be out of proportion.
 */
export async function listRuns(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  const records = await allInvocations(ctx);
  const [name] = request.of?.path ?? [];
  if (name !== undefined) {
    const own = records.filter((each) => each.function === name);
    return { items: await runsOf(ctx, name, own, streamsRead.one, request.limit, signal) };
  }
  if (ctx.connection.kind === 'aws') return { items: records.slice(0, request.limit).map((each) => bare(ctx, each)) };
  const functions = await listFunctions(ctx, request, signal);
  return await runsOfParents(
    mapPage(functions, ({ FunctionName = '' }) => FunctionName),
    request.limit,
    (each) =>
      runsOf(
        ctx,
        each,
        records.filter((record) => record.function === each),
        streamsRead.each,
        20,
        signal,
      ),
  );
}

const bare = (ctx: Ctx, record: InvocationRecord) => recordedRun(ctx, record, []);

async function runsOf(
  ctx: Ctx,
  name: string,
  records: readonly InvocationRecord[],
  streams: number,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Run[]> {
  const group = await groupOf(ctx, name, signal);
  const logged: LoggedInvocation[] = [];
  for (const stream of await newestStreams(ctx, group, streams, signal)) {
    logged.push(...(await newestInvocations(ctx, group, stream, signal)));
  }
  const triesOf = (record: InvocationRecord) => logged.filter(({ requestId }) => requestId === record.requestId);
  const ours = new Set(records.map(({ requestId }) => requestId));
  const runs = [
    ...records.map((record) => recordedRun(ctx, record, triesOf(record))),
    ...logged.filter(({ requestId }) => !ours.has(requestId)).map((each) => loggedRun(ctx, name, each)),
  ];
  return runs.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)).slice(0, limit);
}

/** @throws AppError `not-found` when neither the log nor what was kept has it any more */
export async function describeRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  if (isLog(ref)) return logRun(ctx, ref);
  const record = await readInvocation(ctx, ref.id);
  if (record) return recordedRun(ctx, record, record.way === 'event' ? await triesOf(ctx, ref, signal) : []);
  const logged = (await triesOf(ctx, ref, signal)).find((each) => loggedId(each) === ref.id);
  if (logged) return loggedRun(ctx, nameOf(ref), logged);
  throw new AppError('not-found', t('There is no invocation {0} in the log of {1}.', ref.id, nameOf(ref)));
}

/** Events are tried again; a call that waits for its answer is one try, and needs no steps. */
export async function runSteps(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly Step[]> {
  const record = await readInvocation(ctx, ref.id);
  return record?.way === 'event' ? trySteps(await triesOf(ctx, ref, signal)) : [];
}

/** The tries of a request, oldest first, from all streams that have one. */
async function triesOf(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly LoggedInvocation[]> {
  const wanted = readLoggedId(ref.id) ?? (await readInvocation(ctx, ref.id));
  if (!wanted) return [];
  const group = await groupOf(ctx, nameOf(ref), signal);
  const starts = await startsSince(ctx, group, wanted.requestId, wanted.startedAt, signal);
  // While a call waits for its answer its id is unknown: the only one that began since is it.
  const ids = new Set(starts.map(({ requestId }) => requestId));
  const requestId = wanted.requestId ?? (ids.size === 1 ? starts[0]?.requestId : undefined);
  if (requestId === undefined) return [];
  const streams = new Set(starts.filter((each) => each.requestId === requestId).map(({ stream }) => stream));
  const found = await Promise.all(
    [...streams].map((stream) => invocationsIn(ctx, group, stream, requestId, wanted.startedAt, signal)),
  );
  return found.flat().sort((a, b) => a.startedAt - b.startedAt);
}

/** What an invocation writes, as it comes, over all its tries. */
export async function* runLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  if (isLog(ref)) return yield* followFunctionLog(ctx, await groupOf(ctx, nameOf(ref), signal), signal);
  const told = new Map<number, number>();
  // The log shows the end later than the answer does.
  for (let after = 0; after < 3; ) {
    const over = isFinal((await describeRun(ctx, ref, signal)).state);
    const tries = await triesOf(ctx, ref, signal);
    const batch = tries.flatMap((each, i) => {
      const fresh = each.lines.slice(told.get(i) ?? 0);
      told.set(i, each.lines.length);
      const stream = tries.length > 1 ? t('Try {0}', String(i + 1)) : 'log';
      return fresh.flatMap(({ timestamp, message }) => linesOfEvent(timestamp, message, stream));
    });
    if (batch.length > 0) yield batch;
    if (over && tries.length > 0 && tries.every(({ endedAt }) => endedAt !== undefined)) return;
    if (over) after++;
    await sleep(pauseMs[ctx.connection.kind], undefined, { signal });
  }
}

/** The newest invocation of a function; undefined where its log has none. */
export async function lastRun(ctx: Ctx, name: string, signal: AbortSignal): Promise<Run | undefined> {
  const { items } = await listRuns(ctx, { limit: 1, of: { kind: 'lambda.function', path: [name] } }, signal);
  return items[0];
}
