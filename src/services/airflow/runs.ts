/** Runs of DAGs as everyone's. */
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest } from '../../core/page.ts';
import { isFinal, type Run, type RunGraph, type RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { clearTasks, setRunState } from './client/changes.ts';
import type { DagRun } from './client/model.ts';
import { clientOf } from './clientOf.ts';
import { awakeKeys } from './environments.ts';
import { readRunId, runRefOf } from './place.ts';
import { dagGraph } from './runSteps.ts';
import { runStateOf } from './states.ts';
import { trigger } from './trigger.ts';

/** Newest first. Without a DAG: the newest of every environment that answers. */
export async function listRuns(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  if (request.of) {
    const [key = '', dag = ''] = request.of.path;
    const client = await clientOf(ctx, key, signal);
    const page = await client.dagRuns(dag, request, signal);
    return mapPage(page, (run) => toRun(key, client.transport.airflow, run));
  }
  const keys = await awakeKeys(ctx, signal);
  const answers = await Promise.allSettled(
    keys.map(async (key) => {
      const client = await clientOf(ctx, key, signal);
      const runs = await client.newestRuns({ limit: request.limit }, signal);
      return runs.map((run) => toRun(key, client.transport.airflow, run));
    }),
  );
  signal.throwIfAborted();
  const items = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failed = answers.find((answer) => answer.status === 'rejected' && !isAsleep(answer.reason));
  if (items.length === 0 && failed?.status === 'rejected') throw failed.reason;
  return { items: items.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)).slice(0, request.limit) };
}

/** An environment that is being made, or one that nobody has signed in to, has no runs to show; that is no failure. */
function isAsleep(error: unknown): boolean {
  return error instanceof AppError && ['conflict', 'credentials-missing'].includes(error.code);
}

function toRun(key: string, airflow: string, run: DagRun): Run {
  const state = runStateOf(run.state);
  const startedAt = run.startedAt ?? run.queuedAt;
  const facts = [
    { label: t('Run'), value: run.id },
    { label: t('Type'), value: run.type },
    { label: t('Logical date'), value: run.logicalDate ?? '' },
    { label: t('Triggered by'), value: run.triggeredBy },
    { label: t('Note'), value: run.note },
  ].filter(({ value }) => value !== '');
  return {
    ref: runRefOf(key, run.dag, run.id),
    title: run.dag,
    state,
    stateLabel: run.state,
    engine: `Airflow ${airflow}`,
    engineUi: 'Airflow',
    facts,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(run.endedAt !== undefined && isFinal(state) ? { endedAt: run.endedAt } : {}),
    ...(Object.keys(run.conf).length > 0 ? { input: JSON.stringify(run.conf) } : {}),
    ...(state === 'failed' ? { redrivable: true } : {}),
  };
}

/** @throws AppError `not-found` when Airflow no longer knows the run */
export async function describeRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  const { key, dag, run } = readRunId(ref.id);
  const client = await clientOf(ctx, key, signal);
  return toRun(key, client.transport.airflow, await client.dagRun(dag, run, signal));
}

/** The DAG as it is now, which may have changed since the run. */
export async function runGraph(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunGraph | undefined> {
  const { key, dag } = readRunId(ref.id);
  const client = await clientOf(ctx, key, signal);
  return dagGraph(await client.tasks(dag, signal));
}

/** Marks the run as failed, which is how Airflow ends what runs of it. */
export async function stopRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const { key, dag, run } = readRunId(ref.id);
  await setRunState(await clientOf(ctx, key, signal), dag, run, 'failed', signal);
}

/** Clears what failed, and what could not run because of it: the same run goes on. */
export async function clearFailed(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const { key, dag, run } = readRunId(ref.id);
  const clearing = { run, onlyFailed: true, downstream: false };
  await clearTasks(await clientOf(ctx, key, signal), dag, clearing, signal);
}

/** A new run with the same configuration. */
export async function rerun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const { key, dag, run } = readRunId(ref.id);
  const client = await clientOf(ctx, key, signal);
  const { conf } = await client.dagRun(dag, run, signal);
  return await trigger(ctx, { key, dag }, { conf, unpause: true }, signal);
}
