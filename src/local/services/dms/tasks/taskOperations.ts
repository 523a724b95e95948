/** https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationTask.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { arnOf, newResourceId } from '../arns.ts';
import {
  alreadyExists,
  dmsOperation,
  filtered,
  identifier,
  invalidState,
  invalidValue,
  listing,
  pageOf,
} from '../dmsOperation.ts';
import { needSource, needTarget } from '../endpoints/endpoint.ts';
import { addEvent } from '../events.ts';
import { readTableMappings } from '../mappings/tableMappings.ts';
import { needInstance } from '../replicationInstance.ts';
import { addTags, tagsInput } from '../tags.ts';
import { changeTask, describeTask, needTask, type Task, tasksIn } from './task.ts';
import type { TaskRunner } from './taskRunner.ts';
import { readTaskSettings } from './taskSettings.ts';

const positions = {
  CdcStartTime: z.unknown().optional(),
  CdcStartPosition: z.string().nullish(),
  CdcStopPosition: z.string().nullish(),
};
const migrationType = z.enum(['full-load', 'cdc', 'full-load-and-cdc']);
const creation = z.object({
  ...positions,
  ReplicationTaskIdentifier: identifier,
  SourceEndpointArn: z.string(),
  TargetEndpointArn: z.string(),
  ReplicationInstanceArn: z.string(),
  MigrationType: migrationType,
  TableMappings: z.string(),
  ReplicationTaskSettings: z.string().nullish(),
  TaskData: z.string().nullish(),
  ResourceIdentifier: identifier.max(31).nullish(),
  Tags: tagsInput,
});
const change = z.object({
  ...positions,
  ReplicationTaskArn: z.string(),
  ReplicationTaskIdentifier: identifier.nullish(),
  MigrationType: migrationType.nullish(),
  TableMappings: z.string().nullish(),
  ReplicationTaskSettings: z.string().nullish(),
  TaskData: z.string().nullish(),
});

/** @throws Fault InvalidParameterValueException: changes are read from where a task begins, and without end */
export function refusePositions(input: Partial<Readonly<Record<keyof typeof positions, unknown>>>): void {
  for (const name of Object.keys(positions) as (keyof typeof positions)[]) {
    if (input[name] !== null && input[name] !== undefined) {
      throw invalidValue(`The local endpoint does not do ${name}: changes are read from the start of the task on.`);
    }
  }
}

export function taskOperations(kernel: Kernel, runner: TaskRunner): Operations {
  const checkName = (call: Call, id: string) => {
    const taken = [...tasksIn(kernel, call.region).all()].some(({ value }) => value.id === id);
    if (taken) throw alreadyExists(`Replication Task ${id} already exists.`);
  };
  const describe = (call: Call, task: Task) => describeTask(kernel, call.region, task, true);
  const settingsText = (given: string | null | undefined) => JSON.stringify(readTaskSettings(given));

  return {
    CreateReplicationTask: dmsOperation(creation, (input, call) => {
      refusePositions(input);
      const id = input.ReplicationTaskIdentifier;
      checkName(call, id);
      readTableMappings(input.TableMappings);
      const resourceId = input.ResourceIdentifier?.toUpperCase() ?? newResourceId();
      const task: Task = {
        id,
        resourceId,
        arn: arnOf(call, 'task', resourceId),
        sourceArn: needSource(kernel, call.region, input.SourceEndpointArn).arn,
        targetArn: needTarget(kernel, call.region, input.TargetEndpointArn).arn,
        instanceArn: needInstance(kernel, call.region, input.ReplicationInstanceArn).arn,
        migrationType: input.MigrationType,
        tableMappings: input.TableMappings,
        settings: settingsText(input.ReplicationTaskSettings),
        taskData: input.TaskData ?? undefined,
        created: Date.now(),
        status: 'ready',
      };
      tasksIn(kernel, call.region).put(resourceId, task);
      addTags(kernel, call.region, task.arn, input.Tags);
      addEvent(kernel, call.region, {
        source: 'replication-task',
        id,
        category: 'creation',
        message: 'The replication task has been created.',
      });
      return { ReplicationTask: { ...describe(call, task), Status: 'creating' } };
    }),

    DescribeReplicationTasks: dmsOperation(
      z.object({ ...listing, WithoutSettings: z.boolean().nullish() }),
      (input, call) => {
        const all = [...tasksIn(kernel, call.region).all()].map(({ value }) => value);
        const values = {
          'replication-task-arn': (each: Task) => each.arn,
          'replication-task-id': (each: Task) => each.id,
          'migration-type': (each: Task) => each.migrationType,
          'endpoint-arn': (each: Task) => each.sourceArn,
          'replication-instance-arn': (each: Task) => each.instanceArn,
        };
        const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Tasks'), input);
        const withSettings = input.WithoutSettings !== true;
        const described = items.map((task) => describeTask(kernel, call.region, task, withSettings));
        return { ReplicationTasks: described, ...marker };
      },
    ),

    ModifyReplicationTask: dmsOperation(change, (input, call) => {
      refusePositions(input);
      const found = needTask(kernel, call.region, input.ReplicationTaskArn);
      if (!['ready', 'stopped', 'failed'].includes(found.status)) {
        throw invalidState(`Replication Task ${found.arn} cannot be modified while it is ${found.status}.`);
      }
      const id = input.ReplicationTaskIdentifier ?? found.id;
      if (id !== found.id) checkName(call, id);
      if (input.TableMappings) readTableMappings(input.TableMappings);
      const changed: Task = {
        ...found,
        id,
        migrationType: input.MigrationType ?? found.migrationType,
        tableMappings: input.TableMappings ?? found.tableMappings,
        settings: input.ReplicationTaskSettings ? settingsText(input.ReplicationTaskSettings) : found.settings,
        taskData: input.TaskData ?? found.taskData,
      };
      tasksIn(kernel, call.region).put(found.resourceId, changed);
      return { ReplicationTask: { ...describe(call, changed), Status: 'modifying' } };
    }),

    DeleteReplicationTask: dmsOperation(z.object({ ReplicationTaskArn: z.string() }), (input, call) => {
      const found = needTask(kernel, call.region, input.ReplicationTaskArn);
      if (!['ready', 'stopped', 'failed'].includes(found.status)) {
        throw invalidState(`Replication Task ${found.arn} cannot be deleted while it is ${found.status}.`);
      }
      changeTask(kernel, call.region, found.resourceId, { status: 'deleting' });
      void runner.delete(call.region, found);
      return { ReplicationTask: { ...describe(call, found), Status: 'deleting' } };
    }),
  };
}
