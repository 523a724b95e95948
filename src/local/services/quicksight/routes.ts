/** Where operations are found: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Operations.html */
import type { RestRoute } from '../../server/localService.ts';

const account = '/accounts/{AwsAccountId}';
const sources = `${account}/data-sources`;
const source = `${sources}/{DataSourceId}`;
const sets = `${account}/data-sets`;
const set = `${sets}/{DataSetId}`;
const ingestion = `${set}/ingestions/{IngestionId}`;
const schedules = `${set}/refresh-schedules`;
const dashboards = `${account}/dashboards`;
const users = `${account}/namespaces/{Namespace}/users`;
const tags = '/resources/{ResourceArn+}/tags';
const query = { 'next-token': 'NextToken', 'max-results': 'MaxResults' };

export const routes: readonly RestRoute[] = [
  { operation: 'CreateDataSource', method: 'POST', path: sources, status: 202 },
  { operation: 'ListDataSources', method: 'GET', path: sources, query },
  { operation: 'DescribeDataSource', method: 'GET', path: source },
  { operation: 'UpdateDataSource', method: 'PUT', path: source, status: 202 },
  { operation: 'DeleteDataSource', method: 'DELETE', path: source },
  { operation: 'DescribeDataSourcePermissions', method: 'GET', path: `${source}/permissions` },
  { operation: 'UpdateDataSourcePermissions', method: 'POST', path: `${source}/permissions` },
  { operation: 'CreateDataSet', method: 'POST', path: sets, status: 201 },
  { operation: 'ListDataSets', method: 'GET', path: sets, query },
  { operation: 'DescribeDataSet', method: 'GET', path: set },
  { operation: 'UpdateDataSet', method: 'PUT', path: set },
  { operation: 'DeleteDataSet', method: 'DELETE', path: set },
  { operation: 'DescribeDataSetPermissions', method: 'GET', path: `${set}/permissions` },
  { operation: 'UpdateDataSetPermissions', method: 'POST', path: `${set}/permissions` },
  { operation: 'ListIngestions', method: 'GET', path: `${set}/ingestions`, query },
  { operation: 'CreateIngestion', method: 'PUT', path: ingestion, status: 201 },
  { operation: 'DescribeIngestion', method: 'GET', path: ingestion },
  { operation: 'CancelIngestion', method: 'DELETE', path: ingestion },
  { operation: 'CreateRefreshSchedule', method: 'POST', path: schedules },
  { operation: 'UpdateRefreshSchedule', method: 'PUT', path: schedules },
  { operation: 'ListRefreshSchedules', method: 'GET', path: schedules },
  { operation: 'DescribeRefreshSchedule', method: 'GET', path: `${schedules}/{ScheduleId}` },
  { operation: 'DeleteRefreshSchedule', method: 'DELETE', path: `${schedules}/{ScheduleId}` },
  { operation: 'ListDashboards', method: 'GET', path: dashboards, query },
  { operation: 'CreateDashboard', method: 'POST', path: `${dashboards}/{DashboardId}` },
  { operation: 'DescribeDashboard', method: 'GET', path: `${dashboards}/{DashboardId}` },
  { operation: 'UpdateDashboard', method: 'PUT', path: `${dashboards}/{DashboardId}` },
  { operation: 'DeleteDashboard', method: 'DELETE', path: `${dashboards}/{DashboardId}` },
  { operation: 'ListNamespaces', method: 'GET', path: `${account}/namespaces`, query },
  { operation: 'RegisterUser', method: 'POST', path: users },
  { operation: 'ListUsers', method: 'GET', path: users, query },
  { operation: 'DescribeUser', method: 'GET', path: `${users}/{UserName}` },
  { operation: 'DeleteUser', method: 'DELETE', path: `${users}/{UserName}` },
  { operation: 'TagResource', method: 'POST', path: tags },
  { operation: 'UntagResource', method: 'DELETE', path: tags, query: { keys: 'TagKeys' } },
  { operation: 'ListTagsForResource', method: 'GET', path: tags },
];
