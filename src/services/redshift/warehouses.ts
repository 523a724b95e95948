/** Clusters and serverless workgroups. */
import {
  type Cluster,
  DescribeClustersCommand,
  PauseClusterCommand,
  RedshiftClient,
  ResumeClusterCommand,
} from '@aws-sdk/client-redshift';
import {
  GetNamespaceCommand,
  GetWorkgroupCommand,
  ListWorkgroupsCommand,
  RedshiftServerlessClient,
  type Workgroup,
} from '@aws-sdk/client-redshift-serverless';
import { AppError, toAppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { joinedPages, type Page, type PageList, type PageRequest, pageOf } from '../../core/page.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type Warehouse, warehouseOf } from './place.ts';

/** The services' own most on a page. */
const maxPage = 100;

/** What the local warehouse is, for those who look at one of its names. */
const localNote = () =>
  t('All clusters and workgroups of the local endpoint are one warehouse, which DuckDB executes.');

/** A page of all clusters and workgroups. Neither list knows a prefix, so each page is narrowed here. */
export async function listWarehouses(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const lists = [listClusters(ctx), listWorkgroups(ctx)];
  const failures: AppError[] = [];
  // An account may have the one and not the other, or may not look at it.
  const page = await joinedPages(lists.map((list) => tolerant(list, failures)))(request, signal);
  const [failure] = failures;
  if (failure && failures.length === lists.length) throw failure;
  for (const { message } of failures) ctx.log.warn(`a list of Redshift warehouses could not be read: ${message}`);
  return { ...page, items: page.items.filter(({ label }) => label.startsWith(request.prefix ?? '')) };
}

function tolerant(list: PageList<Node>, failures: AppError[]): PageList<Node> {
  return async (request, signal) => {
    try {
      return await list(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      failures.push(toAppError(error));
      return { items: [] };
    }
  };
}

function listClusters(ctx: Ctx): PageList<Node> {
  return async ({ token }, signal) => {
    const redshift = await ctx.aws.client(RedshiftClient);
    const command = new DescribeClustersCommand({ MaxRecords: maxPage, ...(token ? { Marker: token } : {}) });
    const { Clusters = [], Marker } = await redshift.send(command, { abortSignal: signal });
    return pageOf(
      Clusters.map((cluster) => clusterNode(ctx, cluster)),
      Marker,
    );
  };
}

function listWorkgroups(ctx: Ctx): PageList<Node> {
  return async ({ token }, signal) => {
    const serverless = await ctx.aws.client(RedshiftServerlessClient);
    const command = new ListWorkgroupsCommand({ maxResults: maxPage, ...(token ? { nextToken: token } : {}) });
    const { workgroups = [], nextToken } = await serverless.send(command, { abortSignal: signal });
    return pageOf(
      workgroups.map((workgroup) => workgroupNode(ctx, workgroup)),
      nextToken,
    );
  };
}

function clusterNode(ctx: Ctx, cluster: Cluster): Node {
  const { ClusterIdentifier: name = '', ClusterStatus: status = '', NodeType, NumberOfNodes, Endpoint } = cluster;
  const size = NumberOfNodes === undefined ? NodeType : `${NumberOfNodes} × ${NodeType}`;
  const arn = arnOfCluster(cluster);
  return {
    kind: 'redshift.cluster',
    path: [name],
    label: name,
    description: [status === 'available' ? '' : status, size].filter(Boolean).join(' · '),
    tooltip: [
      t('Redshift cluster, {0}', status),
      Endpoint?.Address ? `${Endpoint.Address}:${Endpoint.Port ?? ''}` : '',
      ctx.connection.kind === 'local' ? localNote() : '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: 'server',
    ...(status === 'available' ? {} : { iconColor: 'disabledForeground' }),
    expandable: status !== 'paused',
    traits: status === '' ? [] : [status],
    ...(arn === undefined ? {} : { arn }),
  };
}

/** `arn:aws:redshift:REGION:ACCOUNT:cluster:NAME`; the API tells the namespace's only, which holds region and account. */
function arnOfCluster({ ClusterNamespaceArn, ClusterIdentifier }: Cluster): string | undefined {
  return ClusterNamespaceArn?.replace(/:namespace:.*$/, `:cluster:${ClusterIdentifier}`);
}

function workgroupNode(ctx: Ctx, workgroup: Workgroup): Node {
  const { workgroupName: name = '', status = '', baseCapacity, endpoint, workgroupArn } = workgroup;
  const size = baseCapacity === undefined ? t('serverless') : t('serverless, {0} RPU', baseCapacity);
  return {
    kind: 'redshift.workgroup',
    path: [name],
    label: name,
    description: [status === 'AVAILABLE' ? '' : status.toLowerCase(), size].filter(Boolean).join(' · '),
    tooltip: [
      t('Workgroup of Redshift Serverless, {0}', status.toLowerCase()),
      endpoint?.address ? `${endpoint.address}:${endpoint.port ?? ''}` : '',
      ctx.connection.kind === 'local' ? localNote() : '',
    ]
      .filter(Boolean)
      .join('\n'),
    icon: 'server-process',
    expandable: true,
    traits: status === '' ? [] : [status.toLowerCase()],
    ...(workgroupArn === undefined ? {} : { arn: workgroupArn }),
  };
}

/** @throws AppError `not-found` */
export async function findWarehouse(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node> {
  const name = address.path[0] ?? '';
  if (address.kind !== 'redshift.cluster') return workgroupNode(ctx, await describeWorkgroup(ctx, name, signal));
  const node = clusterNode(ctx, await describeCluster(ctx, name, signal));
  if (node.arn !== undefined) return node;
  const account = await accountOf(ctx, signal);
  return { ...node, arn: `arn:aws:redshift:${ctx.connection.region}:${account}:cluster:${name}` };
}

/** What the API says of it. @throws AppError `not-found` */
export async function describeWarehouse(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<unknown> {
  const name = address.path[0] ?? '';
  return address.kind === 'redshift.cluster'
    ? await describeCluster(ctx, name, signal)
    : await describeWorkgroup(ctx, name, signal);
}

async function describeCluster(ctx: Ctx, name: string, signal: AbortSignal): Promise<Cluster> {
  const redshift = await ctx.aws.client(RedshiftClient);
  const command = new DescribeClustersCommand({ ClusterIdentifier: name });
  const { Clusters } = await redshift.send(command, { abortSignal: signal });
  const [found] = Clusters ?? [];
  if (!found) throw new AppError('not-found', t('There is no Redshift cluster {0}.', name));
  return found;
}

async function describeWorkgroup(ctx: Ctx, name: string, signal: AbortSignal): Promise<Workgroup> {
  const serverless = await ctx.aws.client(RedshiftServerlessClient);
  const command = new GetWorkgroupCommand({ workgroupName: name });
  const { workgroup } = await serverless.send(command, { abortSignal: signal });
  if (!workgroup) throw new AppError('not-found', t('There is no Redshift workgroup {0}.', name));
  return workgroup;
}

/** The database that it was made with. */
export async function firstDatabase(ctx: Ctx, { kind, name }: Warehouse, signal: AbortSignal): Promise<string> {
  if (kind === 'cluster') return (await describeCluster(ctx, name, signal)).DBName ?? 'dev';
  const { namespaceName } = await describeWorkgroup(ctx, name, signal);
  const serverless = await ctx.aws.client(RedshiftServerlessClient);
  const command = new GetNamespaceCommand({ namespaceName });
  const { namespace } = await serverless.send(command, { abortSignal: signal });
  return namespace?.dbName ?? 'dev';
}

/**
 * The cluster or workgroup of a name, which may say its kind (`cluster:sales`); without a name the first there is,
 * workgroups before clusters.
 * @throws AppError `not-found` or `invalid-input` saying what to do
 */
export async function usableWarehouse(ctx: Ctx, asked: string | undefined, signal: AbortSignal): Promise<Warehouse> {
  if (!asked) return await firstWarehouse(ctx, signal);
  const known = warehouseOf(asked);
  if (known) return known;
  for await (const node of allWarehouses(ctx, signal)) {
    if (node.label === asked) return ofNode(node);
  }
  throw new AppError('not-found', t('There is no Redshift workgroup or cluster {0}.', asked), {
    hint: t('The Redshift group of the Pipelines tree lists what there is.'),
  });
}

async function firstWarehouse(ctx: Ctx, signal: AbortSignal): Promise<Warehouse> {
  const all: Node[] = [];
  for await (const node of allWarehouses(ctx, signal)) if (node.expandable) all.push(node);
  const found = all.find(({ kind }) => kind === 'redshift.workgroup') ?? all[0];
  if (found) return ofNode(found);
  throw new AppError('invalid-input', t('This connection has no Redshift workgroup or cluster that is available.'), {
    hint:
      ctx.connection.kind === 'local'
        ? t('Declare one in a template (AWS::RedshiftServerless::Workgroup) and deploy it.')
        : t('Create one, or resume a cluster that is paused.'),
  });
}

async function* allWarehouses(ctx: Ctx, signal: AbortSignal): AsyncGenerator<Node> {
  let token: string | undefined;
  do {
    const page = await listWarehouses(ctx, { limit: maxPage, ...(token === undefined ? {} : { token }) }, signal);
    yield* page.items;
    token = page.next;
  } while (token !== undefined);
}

function ofNode({ kind, path }: NodeAddress): Warehouse {
  return { kind: kind === 'redshift.cluster' ? 'cluster' : 'workgroup', name: path[0] ?? '' };
}

/** The warehouse that a node is, or is in. */
export function warehouseAt({ kind, path }: NodeAddress): Warehouse {
  const [first = ''] = path;
  if (kind === 'redshift.cluster' || kind === 'redshift.workgroup') return ofNode({ kind, path });
  const found = warehouseOf(first);
  if (found) return found;
  throw new AppError('invalid-input', t('{0} names no cluster: or workgroup:.', first));
}

export async function pauseCluster(ctx: Ctx, name: string, signal: AbortSignal): Promise<void> {
  const redshift = await ctx.aws.client(RedshiftClient);
  await redshift.send(new PauseClusterCommand({ ClusterIdentifier: name }), { abortSignal: signal });
}

export async function resumeCluster(ctx: Ctx, name: string, signal: AbortSignal): Promise<void> {
  const redshift = await ctx.aws.client(RedshiftClient);
  await redshift.send(new ResumeClusterCommand({ ClusterIdentifier: name }), { abortSignal: signal });
}
