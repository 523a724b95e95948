/** The lists of the tree: tasks first, as they are what is looked for, then what they are made of. */
import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { joinedPages, mapPage, type Page, type PageRequest } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { describeInstance, describeTask, listEndpoints, listInstances, listTasks } from './dmsApi.ts';
import { endpointNode, instanceNode, tableNode, taskNode } from './nodes.ts';
import { listTables } from './tables.ts';
import { endpointsOf } from './taskRuns.ts';
import { isMoving } from './taskState.ts';

/** A load may take hours; a row is drawn anew now and then. */
const settleMs = { pause: { local: 300, aws: 5000 }, most: 15 * 60_000 };

export async function tasksAndGroups(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const tasks = mapPage(await listTasks(ctx, request, signal), taskNode);
  // A prefix is of a task, and the groups stand behind the last one.
  if (tasks.next !== undefined || request.prefix) return tasks;
  return { items: [...tasks.items, ...groups()] };
}

function groups(): Node[] {
  return [
    { kind: 'dms.endpoints', path: [], label: t('Endpoints'), icon: 'plug', expandable: true },
    { kind: 'dms.instances', path: [], label: t('Replication instances'), icon: 'server', expandable: true },
  ];
}

/** What a task reads, writes and runs on, and its tables. */
export async function partsOfTask(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const [id = ''] = parent.path;
  const task = await describeTask(ctx, id, signal);
  const reloads = task.Status === 'running' && task.MigrationType !== 'cdc';
  const parts = async (): Promise<Page<Node>> => {
    const [endpoints, instance] = await Promise.all([
      endpointsOf(ctx, task, signal),
      describeInstance(ctx, task.ReplicationInstanceArn ?? '', signal),
    ]);
    return { items: [...endpoints.map(endpointNode), instanceNode(instance)] };
  };
  const tables = async (each: PageRequest, given: AbortSignal) =>
    mapPage(await listTables(ctx, task.ReplicationTaskArn ?? '', each, given), (table) =>
      tableNode(id, table, reloads),
    );
  return await joinedPages(request.prefix ? [tables] : [parts, tables])(request, signal);
}

/** The task once it neither comes, goes nor loads, for a row that shows it so. */
export async function settledTask(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  const until = Date.now() + settleMs.most;
  for (;;) {
    const task = await describeTask(ctx, node.path[0] ?? '', signal);
    if (!isMoving(task) || Date.now() > until) return taskNode(task);
    await sleep(settleMs.pause[ctx.connection.kind], undefined, { signal });
  }
}

export async function endpointNodes(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  return mapPage(await listEndpoints(ctx, request, signal), endpointNode);
}

export async function instanceNodes(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  return mapPage(await listInstances(ctx, request, signal), instanceNode);
}
