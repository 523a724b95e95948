/** What DMS says of a task, in everyone's terms. */
import type { ReplicationTask } from '@aws-sdk/client-database-migration-service';
import { t } from '../../core/l10n.ts';
import type { RunState } from '../../core/run.ts';

/** What a state is read from. */
export type TaskFacts = Pick<
  ReplicationTask,
  'Status' | 'StopReason' | 'MigrationType' | 'LastFailureMessage' | 'ReplicationTaskStats'
>;

/** Reasons with which a task stops because its load is done: https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html */
const doneReasons =
  /FULL_LOAD_ONLY_FINISHED|STOPPED_AFTER_FULL_LOAD|STOPPED_AFTER_CACHED_EVENTS|EXPRESS_LICENSE_LIMITS/;
const failedReasons = /FATAL_ERROR|RECOVERABLE_ERROR|\bERROR\b/;

/** Whether it has ever been started. */
export function hasStarted({ Status, ReplicationTaskStats: stats }: TaskFacts): boolean {
  if (Status === 'ready' || Status === 'creating') return false;
  return stats?.StartDate !== undefined || stats?.FreshStartDate !== undefined || Status !== undefined;
}

/** The state of a task's newest start. A load that left tables behind has failed, whatever the task goes on to do. */
export function runStateOf(task: TaskFacts): RunState {
  const { Status: status = '', StopReason: reason = '' } = task;
  switch (status) {
    case 'starting':
      return 'queued';
    case 'stopping':
      return 'stopping';
    case 'failed':
    case 'failed-move':
      return 'failed';
    case 'stopped': {
      if (failedReasons.test(reason) && !doneReasons.test(reason)) return 'failed';
      if ((task.ReplicationTaskStats?.TablesErrored ?? 0) > 0) return 'failed';
      return doneReasons.test(reason) ? 'succeeded' : 'stopped';
    }
    case 'ready':
    case 'creating':
      return 'stopped';
    default:
      return 'running';
  }
}

/** The state in the words of AWS's console, which tells a load from the replication that follows it. */
export function stateLabelOf(task: TaskFacts): string {
  const { Status: status = '', MigrationType: type, ReplicationTaskStats: stats } = task;
  const errors = (stats?.TablesErrored ?? 0) > 0;
  if (status === 'running') {
    if (type === 'cdc') return 'Replication ongoing';
    const loaded = (stats?.FullLoadProgressPercent ?? 0) >= 100;
    if (!loaded) return 'Running';
    return errors ? 'Load complete with errors, replication ongoing' : 'Load complete, replication ongoing';
  }
  if (status === 'stopped' && doneReasons.test(task.StopReason ?? '')) {
    return errors ? 'Load complete with errors' : 'Load complete';
  }
  return status === '' ? '' : status[0]?.toUpperCase() + status.slice(1);
}

/** Why it failed; undefined where it did not. */
export function failureOf(task: TaskFacts): string | undefined {
  if (runStateOf(task) !== 'failed') return undefined;
  const errored = task.ReplicationTaskStats?.TablesErrored ?? 0;
  const tables = errored === 1 ? t('1 table failed.') : errored > 1 ? t('{0} tables failed.', String(errored)) : '';
  return [task.LastFailureMessage ?? '', tables].filter(Boolean).join(' ') || (task.StopReason ?? '');
}

/** Whether it will be something else by itself before long: it starts, stops or loads. */
export function isMoving({
  Status: status = '',
  MigrationType: type,
  ReplicationTaskStats: stats,
}: TaskFacts): boolean {
  if (/ing$/.test(status) && status !== 'running') return true;
  return status === 'running' && type !== 'cdc' && (stats?.FullLoadProgressPercent ?? 0) < 100;
}

/** How a task is started from where it is: the first time there is nothing to resume. */
export function usualStart(task: TaskFacts): 'start-replication' | 'resume-processing' {
  return hasStarted(task) ? 'resume-processing' : 'start-replication';
}
