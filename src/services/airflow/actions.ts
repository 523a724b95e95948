/** What the actions of airflowActions.ts do. */
import type { ActionOutcome, FormField, InputForm } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import {
  type Backfill,
  clearTasks,
  createBackfill,
  deleteRun,
  setPaused,
  setRunState,
  setTaskState,
} from './client/changes.ts';
import { clientOf } from './clientOf.ts';
import { environmentKey, runAt, runRefOf, taskAt } from './place.ts';
import { listRuns } from './runs.ts';
import { type TriggerInput, trigger } from './trigger.ts';

const dagOf = ({ path }: NodeAddress) => path[1] ?? '';

export async function startDag(
  ctx: Ctx,
  target: NodeAddress,
  input: TriggerInput,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const run = await trigger(ctx, { key: environmentKey(target), dag: dagOf(target) }, input, signal);
  return { kind: 'run', run };
}

/** The DAG's params, as its author describes them; what is left as it is set goes with the run as well. */
export async function paramsForm(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<InputForm> {
  const client = await clientOf(ctx, environmentKey(target), signal);
  const { params } = await client.dag(dagOf(target), signal);
  const fields = params.map(({ name, value, schema, description }): [string, FormField] => [
    name,
    { ...schema, default: value, ...(description ? { description: `${name}: ${description}` } : {}) },
  ]);
  return { member: 'conf', fields: Object.fromEntries(fields) };
}

export async function openLastRun(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const [run] = (await listRuns(ctx, { limit: 1, of: target }, signal)).items;
  return run ? { kind: 'run', run: run.ref } : { kind: 'done', message: t('This DAG has not run yet.') };
}

export async function pause(
  ctx: Ctx,
  target: NodeAddress,
  paused: boolean,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  await setPaused(await clientOf(ctx, environmentKey(target), signal), dagOf(target), paused, signal);
  const dag = dagOf(target);
  return { kind: 'done', message: paused ? t('{0} is paused.', dag) : t('{0} is no longer paused.', dag) };
}

export async function backfill(
  ctx: Ctx,
  target: NodeAddress,
  input: Backfill,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  await createBackfill(await clientOf(ctx, environmentKey(target), signal), dagOf(target), input, signal);
  return { kind: 'done', message: t('The backfill of {0} has begun.', dagOf(target)) };
}

/** Of a run: all its tasks, or those that failed; of a task: itself, with or without those behind it. */
export async function clear(
  ctx: Ctx,
  target: NodeAddress,
  how: { readonly onlyFailed: boolean; readonly downstream: boolean },
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const { key, dag, run } = runAt(target);
  const { task, mapIndex } = taskAt(target);
  const isTask = target.kind === 'airflow.task-instance';
  const tasks = isTask ? [mapIndex < 0 ? task : ([task, mapIndex] as const)] : undefined;
  const count = await clearTasks(await clientOf(ctx, key, signal), dag, { run, tasks, ...how }, signal);
  // The panel of the run shows what comes of it.
  if (count > 0) return { kind: 'run', run: runRefOf(key, dag, run) };
  return { kind: 'done', message: t('There was nothing to clear.') };
}

export async function mark(
  ctx: Ctx,
  target: NodeAddress,
  state: 'success' | 'failed',
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const { key, dag, run } = runAt(target);
  const client = await clientOf(ctx, key, signal);
  if (target.kind === 'airflow.task-instance') await setTaskState(client, taskAt(target), state, signal);
  else await setRunState(client, dag, run, state, signal);
  return { kind: 'run', run: runRefOf(key, dag, run) };
}

export async function removeRun(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const { key, dag, run } = runAt(target);
  await deleteRun(await clientOf(ctx, key, signal), dag, run, signal);
  return { kind: 'done', message: t('The run {0} is deleted.', run) };
}

export async function showXcom(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const at = taskAt(target);
  const xcoms = await (await clientOf(ctx, environmentKey(target), signal)).xcoms(at, signal);
  if (xcoms.size === 0) return { kind: 'done', message: t('{0} left no XCom.', at.task) };
  return document(`${at.task}.xcom.json`, Object.fromEntries(xcoms));
}

export async function showRendered(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const at = taskAt(target);
  const { rendered } = await (await clientOf(ctx, environmentKey(target), signal)).taskInstance(at, signal);
  return document(`${at.task}.rendered.json`, rendered);
}

export async function showImportError(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const client = await clientOf(ctx, environmentKey(target), signal);
  const { items } = await client.importErrors({ limit: 100 }, signal);
  const error = items.find(({ id }) => id === target.path[1]);
  if (!error) return { kind: 'done', message: t('This error is gone.') };
  return { kind: 'document', title: `${error.file}.log`, language: 'log', text: `${error.file}\n\n${error.trace}` };
}

function document(title: string, value: unknown): ActionOutcome {
  return { kind: 'document', title, language: 'json', text: JSON.stringify(value, undefined, 2) };
}
