/** What is done with an Airflow. Each needs a context that was granted what it does. */
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import type { AirflowClient, TaskAt } from './airflowClient.ts';
import { mappedPath } from './airflowClient.ts';
import type { DagRun } from './model.ts';
import { dagRunOf, jsonList, jsonObject } from './shapes.ts';
import { pathOf } from './transport.ts';

export interface Trigger {
  readonly conf: Readonly<Record<string, unknown>>;
  /** Its name; a start that is sent twice under one name happens once. */
  readonly run: string;
  /** ISO 8601. */
  readonly logicalDate?: string | undefined;
  readonly note?: string | undefined;
}

/** @throws AppError `invalid-input` in Airflow's words for a configuration that the params refuse */
export async function triggerDag(
  { transport }: AirflowClient,
  dag: string,
  trigger: Trigger,
  signal: AbortSignal,
): Promise<DagRun> {
  const { conf, run, logicalDate, note } = trigger;
  const body = {
    dag_run_id: run,
    conf,
    ...(note ? { note } : {}),
    // Version 2 wants the member even where there is no date.
    ...(transport.version === 2 || logicalDate ? { logical_date: logicalDate ?? null } : {}),
  };
  const path = `${pathOf('dags', dag)}/dagRuns`;
  return dagRunOf(await transport.send({ method: 'POST', path, body }, signal));
}

export async function setPaused(
  { transport }: AirflowClient,
  dag: string,
  paused: boolean,
  signal: AbortSignal,
): Promise<void> {
  await transport.send({ method: 'PATCH', path: pathOf('dags', dag), body: { is_paused: paused } }, signal);
}

/** Marks a run. Failed is how Airflow ends one: what runs of it is ended. */
export async function setRunState(
  { transport }: AirflowClient,
  dag: string,
  run: string,
  state: 'success' | 'failed',
  signal: AbortSignal,
): Promise<void> {
  await transport.send({ method: 'PATCH', path: pathOf('dags', dag, 'dagRuns', run), body: { state } }, signal);
}

export async function deleteRun(
  { transport }: AirflowClient,
  dag: string,
  run: string,
  signal: AbortSignal,
): Promise<void> {
  await transport.send({ method: 'DELETE', path: pathOf('dags', dag, 'dagRuns', run) }, signal);
}

export interface Clearing {
  readonly run: string;
  /** Undefined: all of the run. A pair is one item of a mapped task. */
  readonly tasks?: readonly (string | readonly [string, number])[] | undefined;
  readonly onlyFailed: boolean;
  readonly downstream: boolean;
}

/**
 * Runs tasks again: their states are forgotten, and the run goes on.
 * @returns how many task instances were cleared
 */
export async function clearTasks(
  { transport }: AirflowClient,
  dag: string,
  clearing: Clearing,
  signal: AbortSignal,
): Promise<number> {
  const { run, tasks, onlyFailed, downstream } = clearing;
  const body = {
    dry_run: false,
    dag_run_id: run,
    only_failed: onlyFailed,
    only_running: false,
    include_downstream: downstream,
    include_upstream: false,
    reset_dag_runs: true,
    // Items by themselves are known to version 2; version 1 clears the whole task.
    ...(tasks ? { task_ids: transport.version === 2 ? tasks : tasks.map((each) => [each].flat()[0]) } : {}),
  };
  const path = `${pathOf('dags', dag)}/clearTaskInstances`;
  const answer = await transport.send({ method: 'POST', path, body }, signal);
  return jsonList(jsonObject(answer).task_instances).length;
}

/** Says how a task went, and lets what waits for it go on. */
export async function setTaskState(
  client: AirflowClient,
  at: TaskAt,
  state: 'success' | 'failed',
  signal: AbortSignal,
): Promise<void> {
  const { transport } = client;
  if (transport.version === 2) {
    const body = { new_state: state, include_downstream: false, include_upstream: false };
    await transport.send({ method: 'PATCH', path: mappedPath(at), body }, signal);
    return;
  }
  const body = {
    dry_run: false,
    task_id: at.task,
    ...(at.mapIndex < 0 ? {} : { map_index: at.mapIndex }),
    dag_run_id: at.run,
    include_upstream: false,
    include_downstream: false,
    include_future: false,
    include_past: false,
    new_state: state,
  };
  await transport.send({ method: 'POST', path: `${pathOf('dags', at.dag)}/updateTaskInstancesState`, body }, signal);
}

export interface Backfill {
  /** ISO 8601, both included. */
  readonly first: string;
  readonly last: string;
  /** Runs that are there already: left alone, those that failed again, or all again. */
  readonly reprocess: 'none' | 'failed' | 'completed';
  readonly backwards: boolean;
  readonly maxActiveRuns: number;
  readonly conf: Readonly<Record<string, unknown>>;
}

/**
 * Starts runs for the intervals between two moments.
 * @throws AppError `unsupported` for version 1, whose API cannot
 */
export async function createBackfill(
  { transport }: AirflowClient,
  dag: string,
  backfill: Backfill,
  signal: AbortSignal,
): Promise<void> {
  if (transport.version === 1) {
    throw new AppError('unsupported', t('The API of Airflow {0} starts no backfills.', transport.airflow), {
      hint: t('On MWAA and the local endpoint its command line does: airflow dags backfill.'),
    });
  }
  const { first, last, reprocess, backwards, maxActiveRuns, conf } = backfill;
  const body = {
    dag_id: dag,
    from_date: first,
    to_date: last,
    run_backwards: backwards,
    dag_run_conf: conf,
    reprocess_behavior: reprocess,
    max_active_runs: maxActiveRuns,
  };
  await transport.send({ method: 'POST', path: '/backfills', body }, signal);
}
