/** Calls of https://docs.aws.amazon.com/dms/latest/APIReference/API_Operations.html for what is listed and looked up. */
import {
  DatabaseMigrationServiceClient,
  DescribeEndpointsCommand,
  DescribeReplicationInstancesCommand,
  DescribeReplicationTasksCommand,
  type Endpoint,
  type Filter,
  type ReplicationInstance,
  type ReplicationTask,
} from '@aws-sdk/client-database-migration-service';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** DMS gives 20 to 100 on a page. */
const pageLimits = { least: 20, most: 100 };

const filterOf = (Name: string, value: string): Filter[] => [{ Name, Values: [value] }];

function paging({ limit, token }: PageRequest) {
  return {
    MaxRecords: Math.max(pageLimits.least, Math.min(limit, pageLimits.most)),
    ...(token ? { Marker: token } : {}),
  };
}

/** What a filter finds; DMS answers a filter that nothing passes with an error. */
async function foundBy<T>(ask: () => Promise<readonly T[]>): Promise<T | undefined> {
  try {
    return (await ask())[0];
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

async function pageOrNone<T>(ask: () => Promise<Page<T>>): Promise<Page<T>> {
  try {
    return await ask();
  } catch (error) {
    // As with filters, some regions say so of an empty list.
    if (error instanceof AppError && error.code === 'not-found') return { items: [] };
    throw error;
  }
}

/** A page of tasks, without their settings. */
export async function listTasks(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<ReplicationTask>> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  return await pageOrNone(async () => {
    const command = new DescribeReplicationTasksCommand({ ...paging(request), WithoutSettings: true });
    const { ReplicationTasks = [], Marker } = await dms.send(command, { abortSignal: signal });
    const wanted = ReplicationTasks.filter((each) => each.ReplicationTaskIdentifier?.startsWith(request.prefix ?? ''));
    return pageOf(wanted, Marker);
  });
}

/** @throws AppError `not-found` */
export async function describeTask(
  ctx: Ctx,
  id: string,
  signal: AbortSignal,
  options: { readonly withSettings?: boolean } = {},
): Promise<ReplicationTask> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const found = await foundBy(async () => {
    const command = new DescribeReplicationTasksCommand({
      Filters: filterOf('replication-task-id', id),
      WithoutSettings: options.withSettings !== true,
    });
    return (await dms.send(command, { abortSignal: signal })).ReplicationTasks ?? [];
  });
  // A server may not know the filter.
  if (found?.ReplicationTaskIdentifier === id) return found;
  throw new AppError('not-found', t('There is no replication task {0}.', id));
}

export async function listEndpoints(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Endpoint>> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  return await pageOrNone(async () => {
    const command = new DescribeEndpointsCommand(paging(request));
    const { Endpoints = [], Marker } = await dms.send(command, { abortSignal: signal });
    const wanted = Endpoints.filter((each) => each.EndpointIdentifier?.startsWith(request.prefix ?? ''));
    return pageOf(wanted, Marker);
  });
}

/** An endpoint by its identifier or its ARN. @throws AppError `not-found` */
export async function describeEndpoint(ctx: Ctx, id: string, signal: AbortSignal): Promise<Endpoint> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const Filters = filterOf(id.startsWith('arn:') ? 'endpoint-arn' : 'endpoint-id', id);
  const found = await foundBy(async () => {
    return (await dms.send(new DescribeEndpointsCommand({ Filters }), { abortSignal: signal })).Endpoints ?? [];
  });
  if (found) return found;
  throw new AppError('not-found', t('There is no endpoint {0} of DMS.', id));
}

export async function listInstances(
  ctx: Ctx,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<ReplicationInstance>> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  return await pageOrNone(async () => {
    const command = new DescribeReplicationInstancesCommand(paging(request));
    const { ReplicationInstances = [], Marker } = await dms.send(command, { abortSignal: signal });
    const wanted = ReplicationInstances.filter((each) =>
      each.ReplicationInstanceIdentifier?.startsWith(request.prefix ?? ''),
    );
    return pageOf(wanted, Marker);
  });
}

/** A replication instance by its identifier or its ARN. @throws AppError `not-found` */
export async function describeInstance(ctx: Ctx, id: string, signal: AbortSignal): Promise<ReplicationInstance> {
  const dms = await ctx.aws.client(DatabaseMigrationServiceClient);
  const Filters = filterOf(id.startsWith('arn:') ? 'replication-instance-arn' : 'replication-instance-id', id);
  const found = await foundBy(async () => {
    const { ReplicationInstances = [] } = await dms.send(new DescribeReplicationInstancesCommand({ Filters }), {
      abortSignal: signal,
    });
    return ReplicationInstances;
  });
  if (found) return found;
  throw new AppError('not-found', t('There is no replication instance {0}.', id));
}
