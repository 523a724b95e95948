import type { RunState } from '../../core/run.ts';

const succeeded = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE', 'DELETE_COMPLETE']);

/**
 * A stack's or a resource's status as the state of a run. A stack that was rolled back is whole again, but what was
 * asked of it failed. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function stateOfStatus(status: string): RunState {
  // A change set was made for a stack that does not exist yet.
  if (status === 'REVIEW_IN_PROGRESS') return 'queued';
  if (status.endsWith('_IN_PROGRESS')) return 'running';
  return succeeded.has(status) ? 'succeeded' : 'failed';
}

/** `UPDATE` of `UPDATE_ROLLBACK_COMPLETE`. */
export function verbOf(status: string): string {
  return status.slice(0, status.indexOf('_'));
}
