/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Operations_Amazon_QuickSight.html */
import {
  type Dashboard,
  type DataSet,
  type DataSource,
  DescribeDashboardCommand,
  DescribeDataSetCommand,
  DescribeDataSourceCommand,
  QuickSightClient,
} from '@aws-sdk/client-quicksight';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';

export interface QuickSight {
  readonly client: QuickSightClient;
  /** Every call names it. */
  readonly account: { readonly AwsAccountId: string };
}

export async function quickSightOf(ctx: Ctx, signal: AbortSignal): Promise<QuickSight> {
  const [client, AwsAccountId] = await Promise.all([ctx.aws.client(QuickSightClient), accountOf(ctx, signal)]);
  return { client, account: { AwsAccountId } };
}

/** @throws AppError `not-found` */
export async function describeDataSet(ctx: Ctx, DataSetId: string, signal: AbortSignal): Promise<DataSet> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new DescribeDataSetCommand({ ...account, DataSetId });
  const { DataSet } = await client.send(command, { abortSignal: signal });
  if (!DataSet) throw new AppError('not-found', t('There is no data set {0}.', DataSetId));
  return DataSet;
}

/** @throws AppError `not-found` */
export async function describeDataSource(ctx: Ctx, DataSourceId: string, signal: AbortSignal): Promise<DataSource> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new DescribeDataSourceCommand({ ...account, DataSourceId });
  const { DataSource } = await client.send(command, { abortSignal: signal });
  if (!DataSource) throw new AppError('not-found', t('There is no data source {0}.', DataSourceId));
  return DataSource;
}

/** @throws AppError `not-found` */
export async function describeDashboard(ctx: Ctx, DashboardId: string, signal: AbortSignal): Promise<Dashboard> {
  const { client, account } = await quickSightOf(ctx, signal);
  const command = new DescribeDashboardCommand({ ...account, DashboardId });
  const { Dashboard } = await client.send(command, { abortSignal: signal });
  if (!Dashboard) throw new AppError('not-found', t('There is no dashboard {0}.', DashboardId));
  return Dashboard;
}
