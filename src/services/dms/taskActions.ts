/** What the actions do, loaded when the first of them is carried out. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Connection,
  DatabaseMigrationServiceClient,
  DescribeConnectionsCommand,
  type Endpoint,
  ReloadTablesCommand,
  StartReplicationTaskCommand,
  StopReplicationTaskCommand,
  TestConnectionCommand,
} from '@aws-sdk/client-database-migration-service';
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { describeEndpoint, describeTask, listInstances } from './dmsApi.ts';
import { endpointsOf, taskRef } from './taskRuns.ts';
import { usualStart } from './taskState.ts';

export type StartType = 'start-replication' | 'resume-processing' | 'reload-target';

/** DMS gives a connection's test a minute or so. */
const testPatience = { mostMs: 5 * 60_000, pauseMs: { local: 100, aws: 3000 } };

/**
 * Starts a task; DMS has no idempotency token for it, so it is sent once and never repeated.
 * @param type absent: the first start of a task that has none behind it, else going on from where it stopped
 */
export async function startTask(
  ctx: Ctx,
  id: string,
  type: StartType | undefined,
  signal: AbortSignal,
): Promise<RunRef> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const task = await describeTask(ctx, id, signal);
  const command = new StartReplicationTaskCommand({
    ReplicationTaskArn: task.ReplicationTaskArn,
    StartReplicationTaskType: type ?? usualStart(task),
  });
  await dms.send(command, { abortSignal: signal });
  return taskRef(task);
}

/** Asks a task to stop; it ends with what it is at. */
export async function stopTask(ctx: Ctx, id: string, signal: AbortSignal): Promise<void> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const { ReplicationTaskArn } = await describeTask(ctx, id, signal);
  await dms.send(new StopReplicationTaskCommand({ ReplicationTaskArn }), { abortSignal: signal });
}

/** Loads one table of a running task anew: https://docs.aws.amazon.com/dms/latest/APIReference/API_ReloadTables.html */
export async function reloadTable(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<RunRef> {
  const [id = '', SchemaName = '', TableName = ''] = target.path;
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const task = await describeTask(ctx, id, signal);
  const command = new ReloadTablesCommand({
    ReplicationTaskArn: task.ReplicationTaskArn,
    TablesToReload: [{ SchemaName, TableName }],
  });
  await dms.send(command, { abortSignal: signal });
  return taskRef(task);
}

/** Has the task's instance reach both of its endpoints. @throws AppError `failed` in the words of DMS */
export async function testTask(ctx: Ctx, id: string, signal: AbortSignal): Promise<ActionOutcome> {
  const task = await describeTask(ctx, id, signal);
  const endpoints = await endpointsOf(ctx, task, signal);
  const instance = task.ReplicationInstanceArn ?? '';
  await Promise.all(endpoints.map((endpoint) => testOne(ctx, instance, endpoint, signal)));
  return { kind: 'done', message: t('The source and the target of {0} can be reached.', id) };
}

/**
 * Has an instance reach an endpoint.
 * @param instance its identifier; the first one when left out
 * @throws AppError `failed` in the words of DMS, `invalid-input` when there is no such instance
 */
export async function testEndpoint(
  ctx: Ctx,
  id: string,
  instance: string | undefined,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const [endpoint, { items }] = await Promise.all([
    describeEndpoint(ctx, id, signal),
    listInstances(ctx, { limit: 100 }, signal),
  ]);
  const found = items.find((each) => instance === undefined || each.ReplicationInstanceIdentifier === instance);
  if (!found) {
    throw new AppError('invalid-input', t('There is no replication instance {0}.', instance ?? ''), {
      hint: t('An endpoint is reached by an instance. There are: {0}', namesOf(items)),
    });
  }
  await testOne(ctx, found.ReplicationInstanceArn ?? '', endpoint, signal);
  return { kind: 'done', message: t('{0} can be reached from {1}.', id, found.ReplicationInstanceIdentifier ?? '') };
}

const namesOf = (items: readonly { readonly ReplicationInstanceIdentifier?: string | undefined }[]) =>
  items.map((each) => each.ReplicationInstanceIdentifier).join(', ') || '–';

/** The instances that can be named for a test. */
export async function instanceNames(ctx: Ctx, signal: AbortSignal): Promise<readonly string[]> {
  const { items } = await listInstances(ctx, { limit: 100 }, signal);
  return items.flatMap(({ ReplicationInstanceIdentifier }) => ReplicationInstanceIdentifier ?? []);
}

async function testOne(ctx: Ctx, instanceArn: string, endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const name = endpoint.EndpointIdentifier ?? '';
  const pair = { ReplicationInstanceArn: instanceArn, EndpointArn: endpoint.EndpointArn ?? '' };
  ctx.report(t('Reaching {0}…', name));
  let { Connection: at } = await dms.send(new TestConnectionCommand(pair), { abortSignal: signal });
  const until = Date.now() + testPatience.mostMs;
  while (at?.Status === 'testing' && Date.now() < until) {
    await sleep(testPatience.pauseMs[ctx.connection.kind], undefined, { signal });
    at = await connectionOf(ctx, pair, signal);
  }
  if (at?.Status === 'successful') return;
  throw new AppError('failed', t('{0} cannot be reached: {1}', name, at?.LastFailureMessage || (at?.Status ?? '')), {
    hint: t('Look at the address, the security groups and the secrets of the endpoint.'),
  });
}

async function connectionOf(
  ctx: Ctx,
  pair: { readonly ReplicationInstanceArn: string; readonly EndpointArn: string },
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const Filters = [
    { Name: 'endpoint-arn', Values: [pair.EndpointArn] },
    { Name: 'replication-instance-arn', Values: [pair.ReplicationInstanceArn] },
  ];
  const { Connections = [] } = await dms.send(new DescribeConnectionsCommand({ Filters }), { abortSignal: signal });
  return Connections.find(
    (each) => each.EndpointArn === pair.EndpointArn && each.ReplicationInstanceArn === pair.ReplicationInstanceArn,
  );
}

/** A task's table mappings, as JSON. */
export async function tableMappings(ctx: Ctx, id: string, signal: AbortSignal): Promise<ActionOutcome> {
  const { TableMappings = '{}' } = await describeTask(ctx, id, signal, { withSettings: true });
  return { kind: 'document', title: `${id}.mappings.json`, language: 'json', text: pretty(TableMappings) };
}

/** A task with its settings and mappings opened up, which DMS hands out as text. */
export async function taskDefinition(ctx: Ctx, id: string, signal: AbortSignal): Promise<object> {
  const task = await describeTask(ctx, id, signal, { withSettings: true });
  const { TableMappings, ReplicationTaskSettings, ...rest } = task;
  return { ...rest, TableMappings: parsed(TableMappings), ReplicationTaskSettings: parsed(ReplicationTaskSettings) };
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

const pretty = (text: string) => {
  const value = parsed(text);
  return typeof value === 'string' ? value : `${JSON.stringify(value, undefined, 2)}\n`;
};
