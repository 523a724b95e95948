/** Airflow's words for states: https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html */
import type { RunState, StepState } from '../../core/run.ts';
import type { TaskState } from './client/model.ts';

const runStates: Readonly<Record<string, RunState>> = {
  queued: 'queued',
  running: 'running',
  success: 'succeeded',
  failed: 'failed',
  restarting: 'running',
};

export function runStateOf(state: string): RunState {
  return runStates[state] ?? 'queued';
}

const stepStates: Readonly<Record<TaskState, StepState>> = {
  none: 'waiting',
  scheduled: 'waiting',
  queued: 'waiting',
  running: 'running',
  // Given up its worker until something happens; to the one who waits it goes on.
  deferred: 'running',
  up_for_reschedule: 'running',
  awaiting_input: 'running',
  restarting: 'retrying',
  up_for_retry: 'retrying',
  success: 'succeeded',
  failed: 'failed',
  upstream_failed: 'skipped',
  skipped: 'skipped',
  removed: 'skipped',
};

export function stepStateOf(state: TaskState): StepState {
  return stepStates[state] ?? 'waiting';
}

/** Whether a try is over: nothing more comes of it or its log. */
export function isTryOver(state: TaskState): boolean {
  return ['success', 'failed', 'up_for_retry', 'upstream_failed', 'skipped', 'removed'].includes(state);
}

/** A square for each of the newest runs, oldest first, by shape as well as by fill, for whoever sees no colours. */
const squares: Readonly<Record<string, string>> = {
  success: '■',
  failed: '☒',
  running: '▶',
  queued: '□',
};

export function squareOf(state: string): string {
  return squares[state] ?? '□';
}
