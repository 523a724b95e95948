/** https://docs.aws.amazon.com/dms/latest/APIReference/API_StartReplicationTask.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Operations } from '../../../server/operation.ts';
import {
  dmsOperation,
  filtered,
  invalidCombination,
  invalidState,
  invalidValue,
  listing,
  notFound,
  pageOf,
} from '../dmsOperation.ts';
import { describeTable, forgetTables, type TableRecord, tableOf, tablesOf } from './tableRecord.ts';
import { describeTask, needTask, type Task, tasksIn } from './task.ts';
import { refusePositions } from './taskOperations.ts';
import type { TaskRunner } from './taskRunner.ts';

const start = z.object({
  ReplicationTaskArn: z.string(),
  StartReplicationTaskType: z.enum(['start-replication', 'resume-processing', 'reload-target']),
  CdcStartTime: z.unknown().optional(),
  CdcStartPosition: z.string().nullish(),
  CdcStopPosition: z.string().nullish(),
});
type StartType = z.infer<typeof start>['StartReplicationTaskType'];

/** @throws Fault InvalidParameterCombinationException, as the kind of start fits what happened before */
function checkStart(task: Task, kind: StartType): void {
  const name = kind.toUpperCase().replace('-', '_');
  const first = task.freshStart === undefined;
  if (kind === 'start-replication' && !first) {
    throw invalidCombination(`Start Type : ${name}, valid only for tasks running for the first time`);
  }
  if (kind !== 'start-replication' && first) {
    throw invalidCombination(`Start Type : ${name}, not valid for tasks running for the first time`);
  }
  if (kind === 'reload-target' && task.migrationType === 'cdc') {
    throw invalidCombination(`Start Type : ${name}, not valid for tasks that replicate changes only`);
  }
}

export function runOperations(kernel: Kernel, runner: TaskRunner): Operations {
  return {
    StartReplicationTask: dmsOperation(start, (input, call) => {
      refusePositions(input);
      const found = needTask(kernel, call.region, input.ReplicationTaskArn);
      if (!['ready', 'stopped', 'failed'].includes(found.status)) {
        throw invalidState(`Replication Task ${found.arn} cannot be started while it is ${found.status}.`);
      }
      const kind = input.StartReplicationTaskType;
      checkStart(found, kind);
      const now = Date.now();
      const begun: Task = { ...found, status: 'starting', started: now, stopReason: undefined, failure: undefined };
      const fresh = { freshStart: now, loadStarted: undefined, loadFinished: undefined, position: undefined };
      const task: Task = { ...begun, ...(kind === 'resume-processing' ? {} : fresh), stopped: undefined };
      kernel.store.transaction(() => {
        if (kind !== 'resume-processing') forgetTables(kernel, call.region, task.resourceId);
        tasksIn(kernel, call.region).put(task.resourceId, task);
      });
      runner.start(call.region, task);
      return { ReplicationTask: describeTask(kernel, call.region, task, true) };
    }),

    StopReplicationTask: dmsOperation(z.object({ ReplicationTaskArn: z.string() }), (input, call) => {
      const found = needTask(kernel, call.region, input.ReplicationTaskArn);
      if (found.status !== 'running' && found.status !== 'starting') {
        throw invalidState(`Replication Task ${found.arn} is not running; it is ${found.status}.`);
      }
      const task: Task = { ...found, status: 'stopping' };
      tasksIn(kernel, call.region).put(found.resourceId, task);
      runner.stop(task);
      return { ReplicationTask: describeTask(kernel, call.region, task, true) };
    }),

    ReloadTables: dmsOperation(
      z.object({
        ReplicationTaskArn: z.string(),
        TablesToReload: z.array(z.object({ SchemaName: z.string(), TableName: z.string() })).min(1),
        ReloadOption: z.enum(['data-reload', 'validate-only']).nullish(),
      }),
      async (input, call) => {
        const task = needTask(kernel, call.region, input.ReplicationTaskArn);
        if (input.ReloadOption === 'validate-only') {
          throw invalidValue('The local endpoint does not do the ReloadOption validate-only.');
        }
        if (task.status !== 'running') throw invalidState(`Replication Task ${task.arn} is not running.`);
        if (task.migrationType === 'cdc') {
          throw invalidState(`Replication Task ${task.arn} replicates changes only and loads no tables.`);
        }
        const tables = input.TablesToReload.map(({ SchemaName, TableName }) => {
          const name = { schema: SchemaName, table: TableName };
          if (tableOf(kernel, call.region, task.resourceId, name)) return name;
          throw notFound(`Table ${SchemaName}.${TableName} is not part of the replication task.`);
        });
        await runner.reload(task, tables, call.signal);
        return { ReplicationTaskArn: task.arn };
      },
    ),

    DescribeTableStatistics: dmsOperation(z.object({ ...listing, ReplicationTaskArn: z.string() }), (input, call) => {
      const task = needTask(kernel, call.region, input.ReplicationTaskArn);
      const all = [...tablesOf(kernel, call.region, task.resourceId)];
      const values = {
        'schema-name': (each: TableRecord) => each.schema,
        'table-name': (each: TableRecord) => each.table,
        'table-state': (each: TableRecord) => each.state,
      };
      const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Tables'), input);
      return { ReplicationTaskArn: task.arn, TableStatistics: items.map(describeTable), ...marker };
    }),
  };
}
