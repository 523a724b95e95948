/** https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html */
import type { Kernel } from '../../../kernel.ts';
import type { Collection } from '../../../state/store.ts';
import { resourceIdOf } from '../arns.ts';
import { notFound } from '../dmsOperation.ts';
import type { MigrationType } from '../replication/replicationApi.ts';
import { tablesOf } from './tableRecord.ts';

export type TaskStatus = 'ready' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed' | 'deleting';

export interface Task {
  readonly id: string;
  readonly resourceId: string;
  readonly arn: string;
  readonly sourceArn: string;
  readonly targetArn: string;
  readonly instanceArn: string;
  readonly migrationType: MigrationType;
  /** As given. */
  readonly tableMappings: string;
  /** What was given over the defaults. */
  readonly settings: string;
  readonly taskData?: string | undefined;
  /** Milliseconds, as are all moments here. */
  readonly created: number;
  readonly status: TaskStatus;
  readonly stopReason?: string | undefined;
  readonly failure?: string | undefined;
  /** When it began from nothing, and when it was last started and stopped. */
  readonly freshStart?: number | undefined;
  readonly started?: number | undefined;
  readonly stopped?: number | undefined;
  readonly loadStarted?: number | undefined;
  readonly loadFinished?: number | undefined;
  /** Up to here every change of the source is in the target. */
  readonly position?: string | undefined;
  /** The moment by which the last file of changes is named. */
  readonly lastFile?: number | undefined;
}

/** Tasks of a region, by the last part of their ARN. */
export function tasksIn(kernel: Kernel, region: string): Collection<Task> {
  return kernel.store.collection<Task>('dms.task', region);
}

/** @throws Fault ResourceNotFoundFault */
export function needTask(kernel: Kernel, region: string, arn: string): Task {
  const found = tasksIn(kernel, region).get(resourceIdOf(arn));
  if (!found) throw notFound(`Replication Task ${arn} not found.`);
  return found;
}

/** Changes what is there now; nothing when the task has gone. */
export function changeTask(kernel: Kernel, region: string, resourceId: string, change: Partial<Task>): void {
  const found = tasksIn(kernel, region).get(resourceId);
  if (found) tasksIn(kernel, region).put(resourceId, { ...found, ...change });
}

/** Of the task's slot and publications in the source. */
export function sourceNameOf(task: Task): string {
  return `dms_${task.resourceId.toLowerCase().replaceAll('-', '_')}`;
}

const moment = (name: string, at: number | undefined) => (at === undefined ? {} : { [name]: new Date(at) });

export function describeTask(kernel: Kernel, region: string, task: Task, withSettings: boolean) {
  return {
    ReplicationTaskIdentifier: task.id,
    SourceEndpointArn: task.sourceArn,
    TargetEndpointArn: task.targetArn,
    ReplicationInstanceArn: task.instanceArn,
    MigrationType: task.migrationType,
    ...(withSettings ? { TableMappings: task.tableMappings, ReplicationTaskSettings: task.settings } : {}),
    Status: task.status,
    ...(task.failure === undefined ? {} : { LastFailureMessage: task.failure }),
    ...(task.stopReason === undefined ? {} : { StopReason: task.stopReason }),
    ReplicationTaskCreationDate: new Date(task.created),
    ...moment('ReplicationTaskStartDate', task.started),
    ...(task.position === undefined ? {} : { RecoveryCheckpoint: `checkpoint:V1#1#${task.position}` }),
    ReplicationTaskArn: task.arn,
    ...(task.taskData === undefined ? {} : { TaskData: task.taskData }),
    ...(task.started === undefined ? {} : { ReplicationTaskStats: statsOf(kernel, region, task) }),
  };
}

function statsOf(kernel: Kernel, region: string, task: Task) {
  const tables = [...tablesOf(kernel, region, task.resourceId)];
  const count = (...states: readonly string[]) => tables.filter(({ state }) => states.includes(state)).length;
  const loaded = tables.filter((table) => table.loaded).length;
  const full = task.migrationType !== 'cdc';
  return {
    FullLoadProgressPercent: full ? Math.floor((100 * loaded) / Math.max(tables.length, 1)) : 0,
    ElapsedTimeMillis: Math.max((task.stopped ?? Date.now()) - (task.started ?? Date.now()), 0),
    TablesLoaded: full ? loaded : 0,
    TablesLoading: count('Full load', 'Table is being reloaded'),
    TablesQueued: count('Before load'),
    TablesErrored: count('Table error'),
    ...moment('FreshStartDate', task.freshStart),
    ...moment('StartDate', task.started),
    ...moment('StopDate', task.stopped),
    ...moment('FullLoadStartDate', task.loadStarted),
    ...moment('FullLoadFinishDate', task.loadFinished),
  };
}
