import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../../server/fault.ts';
import { isJson, type Json } from '../template/template.ts';
import { ignoreMissing, needText, record, tagList, tagMap, text } from './read.ts';
import { generatedName, type Made, type ResourceContext, type ResourceType } from './resourceType.ts';

const pollMs = 100;

const account = (context: ResourceContext) => ({ AwsAccountId: context.accountId });
const tags = (properties: Json, context: ResourceContext) => tagList(tagMap(context.tags, properties.Tags));
const named = (property: string) => (properties: Json, context: ResourceContext) =>
  text(properties, property) ?? generatedName(context, 128);

/** Templates may write truth values and numbers as text, which the API does not take. */
function typed(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  if (Array.isArray(value)) return value.map(typed);
  return isJson(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typed(each)])) : value;
}

function given(properties: Json, names: readonly string[]): Json {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, typed(properties[name])]])),
  );
}

const sourceSettings = ['Name', 'DataSourceParameters', 'Credentials', 'SslProperties', 'VpcConnectionProperties'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-quicksight-datasource.html */
const dataSource: ResourceType = {
  type: 'AWS::QuickSight::DataSource',
  properties: [...sourceSettings, 'AwsAccountId', 'DataSourceId', 'Permissions', 'Tags', 'Type'],
  ignored: ['AlternateDataSourceParameters', 'ErrorInfo', 'FolderArns'],
  required: ['Name', 'Type'],
  replaceOn: ['AwsAccountId', 'DataSourceId', 'Type'],
  nameProperty: 'DataSourceId',
  attributes: ['Arn', 'CreatedTime', 'LastUpdatedTime', 'Status'],
  identify: named('DataSourceId'),
  async create(properties, context, DataSourceId) {
    await context.call('quicksight', 'CreateDataSource', {
      ...account(context),
      DataSourceId,
      ...given(properties, [...sourceSettings, 'Type', 'Permissions']),
      Tags: tags(properties, context),
    });
    return await triedSource(DataSourceId, context);
  },
  async update(made, properties, _, context) {
    const DataSourceId = made.physicalId;
    const input = { ...account(context), DataSourceId, ...given(properties, sourceSettings) };
    await context.call('quicksight', 'UpdateDataSource', input);
    return await triedSource(DataSourceId, context);
  },
  delete: (made, _, context) =>
    ignoreMissing(
      context.call('quicksight', 'DeleteDataSource', { ...account(context), DataSourceId: made.physicalId }),
    ),
};

/** Waits until the connection was tried. @throws Fault with the reason where it cannot be made */
async function triedSource(id: string, context: ResourceContext): Promise<Made> {
  for (;;) {
    const { DataSource } = await context.call<{ DataSource: Json }>('quicksight', 'DescribeDataSource', {
      ...account(context),
      DataSourceId: id,
    });
    const status = String(DataSource.Status);
    if (status.endsWith('_FAILED')) {
      throw new Fault('GeneralServiceException', String(record(DataSource, 'ErrorInfo')?.Message ?? status));
    }
    if (status.endsWith('_SUCCESSFUL')) {
      const { Arn, CreatedTime, LastUpdatedTime } = DataSource;
      const times = { CreatedTime: iso(CreatedTime), LastUpdatedTime: iso(LastUpdatedTime) };
      return { physicalId: id, attributes: { Arn, ...times, Status: status } };
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

function iso(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

const setSettings = [
  'Name',
  'PhysicalTableMap',
  'LogicalTableMap',
  'ImportMode',
  'ColumnGroups',
  'FieldFolders',
  'DataSetUsageConfiguration',
  'PerformanceConfiguration',
  'RowLevelPermissionDataSet',
  'RowLevelPermissionTagConfiguration',
  'ColumnLevelPermissionRules',
  'DatasetParameters',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-quicksight-dataset.html */
const dataSet: ResourceType = {
  type: 'AWS::QuickSight::DataSet',
  properties: [...setSettings, 'AwsAccountId', 'DataSetId', 'IngestionWaitPolicy', 'Permissions', 'Tags'],
  ignored: ['DataSetRefreshProperties', 'FolderArns', 'UseAs'],
  required: ['Name', 'ImportMode', 'PhysicalTableMap'],
  replaceOn: ['AwsAccountId', 'DataSetId'],
  nameProperty: 'DataSetId',
  attributes: ['Arn', 'ConsumedSpiceCapacityInBytes', 'CreatedTime', 'LastUpdatedTime'],
  identify: named('DataSetId'),
  async create(properties, context, DataSetId) {
    const { IngestionId } = await context.call<{ IngestionId?: string }>('quicksight', 'CreateDataSet', {
      ...account(context),
      DataSetId,
      ...given(properties, [...setSettings, 'Permissions']),
      Tags: tags(properties, context),
    });
    return await imported(DataSetId, IngestionId, properties, context);
  },
  async update(made, properties, _, context) {
    const DataSetId = made.physicalId;
    const input = { ...account(context), DataSetId, ...given(properties, setSettings) };
    const { IngestionId } = await context.call<{ IngestionId?: string }>('quicksight', 'UpdateDataSet', input);
    return await imported(DataSetId, IngestionId, properties, context);
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('quicksight', 'DeleteDataSet', { ...account(context), DataSetId: made.physicalId })),
};

/** Waits for the rows, as it does on AWS unless the template says otherwise. @throws Fault where they cannot be read */
async function imported(
  DataSetId: string,
  IngestionId: string | undefined,
  properties: Json,
  context: ResourceContext,
): Promise<Made> {
  const policy = record(properties, 'IngestionWaitPolicy');
  const waits = IngestionId !== undefined && String(policy?.WaitForSpiceIngestion ?? true) !== 'false';
  while (waits) {
    const input = { ...account(context), DataSetId, IngestionId };
    const { Ingestion } = await context.call<{ Ingestion: Json }>('quicksight', 'DescribeIngestion', input);
    if (Ingestion.IngestionStatus === 'COMPLETED') break;
    if (Ingestion.IngestionStatus === 'FAILED' || Ingestion.IngestionStatus === 'CANCELLED') {
      const { Type, Message } = record(Ingestion, 'ErrorInfo') ?? {};
      throw new Fault('GeneralServiceException', `Ingestion of the data set failed: ${Type}: ${Message}`);
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
  const { DataSet } = await context.call<{ DataSet: Json }>('quicksight', 'DescribeDataSet', {
    ...account(context),
    DataSetId,
  });
  const { Arn, ConsumedSpiceCapacityInBytes: bytes, CreatedTime, LastUpdatedTime } = DataSet;
  const times = { CreatedTime: iso(CreatedTime), LastUpdatedTime: iso(LastUpdatedTime) };
  return { physicalId: DataSetId, attributes: { Arn, ConsumedSpiceCapacityInBytes: String(bytes), ...times } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-quicksight-refreshschedule.html */
const refreshSchedule: ResourceType = {
  type: 'AWS::QuickSight::RefreshSchedule',
  properties: ['AwsAccountId', 'DataSetId', 'Schedule'],
  required: ['DataSetId', 'Schedule'],
  replaceOn: ['AwsAccountId', 'DataSetId'],
  attributes: ['Arn'],
  async create(properties, context) {
    const Schedule = scheduleOf(properties, generatedName(context, 128));
    const DataSetId = needText(properties, 'DataSetId');
    const input = { ...account(context), DataSetId, Schedule };
    const { Arn } = await context.call<{ Arn: string }>('quicksight', 'CreateRefreshSchedule', input);
    return { physicalId: String(Schedule.ScheduleId), attributes: { Arn } };
  },
  async update(made, properties, previous, context) {
    const Schedule = scheduleOf(properties, made.physicalId);
    const DataSetId = needText(properties, 'DataSetId');
    if (Schedule.ScheduleId !== made.physicalId) {
      const input = { ...account(context), DataSetId, Schedule };
      const { Arn } = await context.call<{ Arn: string }>('quicksight', 'CreateRefreshSchedule', input);
      await refreshSchedule.delete(made, previous, context);
      return { physicalId: String(Schedule.ScheduleId), attributes: { Arn } };
    }
    await context.call('quicksight', 'UpdateRefreshSchedule', { ...account(context), DataSetId, Schedule });
    return made;
  },
  delete: (made, properties, context) =>
    ignoreMissing(
      context.call('quicksight', 'DeleteRefreshSchedule', {
        ...{ ...account(context), DataSetId: needText(properties, 'DataSetId'), ScheduleId: made.physicalId },
      }),
    ),
};

function scheduleOf(properties: Json, id: string): Json {
  const schedule = record(properties, 'Schedule') ?? {};
  return { ...schedule, ScheduleId: text(schedule, 'ScheduleId') ?? id };
}

export const quickSightTypes: readonly ResourceType[] = [dataSource, dataSet, refreshSchedule];
