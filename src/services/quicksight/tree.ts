/** Data sets, data sources and dashboards as nodes. */
import {
  type Dashboard,
  type DashboardSummary,
  type DataSet,
  type DataSetSummary,
  type DataSource,
  ListDashboardsCommand,
  ListDataSetsCommand,
  ListDataSourcesCommand,
} from '@aws-sdk/client-quicksight';
import { formatAge, formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { stateWord } from '../../core/stateText.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';
import { lastIngestion, stateOf } from './ingestions.ts';
import { describeDashboard, describeDataSet, describeDataSource, quickSightOf } from './quickSightApi.ts';

export function groups(): Page<Node> {
  const group = (kind: Node['kind'], label: string, icon: string): Node => ({
    ...{ kind, path: [], label, icon, expandable: true },
  });
  return pageOf([
    group('quicksight.data-sets', t('Data sets'), 'table'),
    group('quicksight.data-sources', t('Data sources'), 'plug'),
    group('quicksight.dashboards', t('Dashboards'), 'dashboard'),
  ]);
}

/** As much of a request as QuickSight takes; it lists without a prefix, which narrows each page here. */
function paged({ limit, token }: PageRequest) {
  return { MaxResults: Math.min(limit, 100), ...(token === undefined ? {} : { NextToken: token }) };
}

function narrowed(nodes: readonly Node[], { prefix = '' }: PageRequest, next: string | undefined): Page<Node> {
  const found = nodes.filter(({ label, path: [id = ''] }) => label.startsWith(prefix) || id.startsWith(prefix));
  return pageOf(found, next);
}

export async function listDataSets(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new ListDataSetsCommand({ ...account, ...paged(request) });
  const page = await client.send(command, { abortSignal: signal });
  return narrowed((page.DataSetSummaries ?? []).map(dataSetNode), request, page.NextToken);
}

export async function listDataSources(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new ListDataSourcesCommand({ ...account, ...paged(request) });
  const page = await client.send(command, { abortSignal: signal });
  return narrowed((page.DataSources ?? []).map(dataSourceNode), request, page.NextToken);
}

export async function listDashboards(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new ListDashboardsCommand({ ...account, ...paged(request) });
  const page = await client.send(command, { abortSignal: signal });
  return narrowed((page.DashboardSummaryList ?? []).map(dashboardNode), request, page.NextToken);
}

export async function findDataSet(ctx: Ctx, id: string, signal: AbortSignal): Promise<Node> {
  return await refineDataSet(ctx, dataSetNode(await describeDataSet(ctx, id, signal)), signal);
}

export async function findDataSource(ctx: Ctx, id: string, signal: AbortSignal): Promise<Node> {
  return dataSourceNode(await describeDataSource(ctx, id, signal));
}

export async function findDashboard(ctx: Ctx, id: string, signal: AbortSignal): Promise<Node> {
  return dashboardNode(await describeDashboard(ctx, id, signal));
}

export async function findThing(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<Node> {
  const [id = ''] = target.path;
  if (target.kind === 'quicksight.data-source') return await findDataSource(ctx, id, signal);
  if (target.kind === 'quicksight.dashboard') return await findDashboard(ctx, id, signal);
  return dataSetNode(await describeDataSet(ctx, id, signal));
}

export async function definitionOf(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<unknown> {
  const [id = ''] = target.path;
  if (target.kind === 'quicksight.data-source') return await describeDataSource(ctx, id, signal);
  if (target.kind === 'quicksight.dashboard') return await describeDashboard(ctx, id, signal);
  return await describeDataSet(ctx, id, signal);
}

/** With the state of its last refresh, its rows and its age. */
export async function refineDataSet(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  if (!node.traits?.includes('imported')) return node;
  const last = await lastIngestion(ctx, node.path[0] ?? '', signal);
  if (!last) return node;
  const state = stateOf(last);
  const rows = last.RowInfo?.TotalRowsInDataset;
  const parts = [
    rows === undefined ? undefined : rows === 1 ? t('1 row') : t('{0} rows', formatNumber(rows)),
    state === 'succeeded' ? undefined : stateWord(state),
    last.CreatedTime ? formatAge(last.CreatedTime.getTime(), Date.now()) : undefined,
  ];
  return {
    ...node,
    description: parts.filter(Boolean).join(' · '),
    tooltip: [node.tooltip, last.ErrorInfo?.Message].filter(Boolean).join('\n'),
    ...(state === 'succeeded' ? {} : stateIcons[state]),
  };
}

function dataSetNode(set: DataSetSummary | DataSet): Node {
  const id = set.DataSetId ?? '';
  return {
    kind: 'quicksight.data-set',
    path: [id],
    label: set.Name ?? id,
    tooltip: [id, set.ImportMode].filter(Boolean).join('\n'),
    icon: 'table',
    expandable: false,
    traits: set.ImportMode === 'SPICE' ? ['imported'] : [],
    ...(set.Arn === undefined ? {} : { arn: set.Arn }),
  };
}

function dataSourceNode(source: DataSource): Node {
  const id = source.DataSourceId ?? '';
  const failed = source.Status?.endsWith('_FAILED') === true;
  return {
    kind: 'quicksight.data-source',
    path: [id],
    label: source.Name ?? id,
    description: [source.Type, failed ? t('not reached') : undefined].filter(Boolean).join(' · '),
    tooltip: [id, source.ErrorInfo?.Message].filter(Boolean).join('\n'),
    expandable: false,
    ...(failed ? stateIcons.failed : { icon: 'plug' }),
    ...(source.Arn === undefined ? {} : { arn: source.Arn }),
  };
}

function dashboardNode(dashboard: DashboardSummary | Dashboard): Node {
  const id = dashboard.DashboardId ?? '';
  const published = dashboard.LastPublishedTime;
  return {
    kind: 'quicksight.dashboard',
    path: [id],
    label: dashboard.Name ?? id,
    tooltip: id,
    icon: 'dashboard',
    expandable: false,
    ...(published ? { description: formatAge(published.getTime(), Date.now()) } : {}),
    ...(dashboard.Arn === undefined ? {} : { arn: dashboard.Arn }),
  };
}
