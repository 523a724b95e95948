import type { Json } from '../template/template.ts';
import { flag, ignoreMissing, needText, number, pick, record, tagList, tagMap, text } from './read.ts';
import type { ResourceType } from './resourceType.ts';

const results = (properties: Json, name: string) => {
  const configuration = record(properties, name);
  return (
    configuration &&
    pick(configuration, {
      AclConfiguration: record,
      EncryptionConfiguration: record,
      ExpectedBucketOwner: text,
      OutputLocation: text,
    })
  );
};

const workgroupConfiguration = {
  AdditionalConfiguration: text,
  BytesScannedCutoffPerQuery: number,
  EnforceWorkGroupConfiguration: flag,
  EngineVersion: (properties: Json, name: string) => {
    const version = record(properties, name);
    return version && pick(version, { SelectedEngineVersion: text });
  },
  ExecutionRole: text,
  PublishCloudWatchMetricsEnabled: flag,
  RequesterPaysEnabled: flag,
  ResultConfiguration: results,
};

const workgroup: ResourceType = {
  type: 'AWS::Athena::WorkGroup',
  properties: ['Description', 'Name', 'RecursiveDeleteOption', 'State', 'Tags', 'WorkGroupConfiguration'],
  required: ['Name'],
  replaceOn: ['Name'],
  nameProperty: 'Name',
  attributes: ['CreationTime'],
  identify: (properties) => needText(properties, 'Name'),
  async create(properties, context, id) {
    const configuration = record(properties, 'WorkGroupConfiguration');
    await context.call('athena', 'CreateWorkGroup', {
      Name: id,
      Description: text(properties, 'Description'),
      ...(configuration ? { Configuration: pick(configuration, workgroupConfiguration) } : {}),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    const State = text(properties, 'State');
    if (State && State !== 'ENABLED') await context.call('athena', 'UpdateWorkGroup', { WorkGroup: id, State });
    return { physicalId: id, attributes: { CreationTime: new Date().toISOString() } };
  },
  async update(made, properties, _, context) {
    const { ResultConfiguration, ...updates } = pick(
      record(properties, 'WorkGroupConfiguration') ?? {},
      workgroupConfiguration,
    );
    await context.call('athena', 'UpdateWorkGroup', {
      WorkGroup: made.physicalId,
      Description: text(properties, 'Description') ?? '',
      State: text(properties, 'State') ?? 'ENABLED',
      ConfigurationUpdates: {
        ...updates,
        ...(ResultConfiguration ? { ResultConfigurationUpdates: ResultConfiguration } : {}),
      },
    });
    return made;
  },
  delete: (made, properties, context) =>
    ignoreMissing(
      context.call('athena', 'DeleteWorkGroup', {
        WorkGroup: made.physicalId,
        RecursiveDeleteOption: flag(properties, 'RecursiveDeleteOption') ?? false,
      }),
    ),
};

const namedQuery: ResourceType = {
  type: 'AWS::Athena::NamedQuery',
  properties: ['Database', 'Description', 'Name', 'QueryString', 'WorkGroup'],
  required: ['Database', 'QueryString'],
  replaceOn: ['Database', 'WorkGroup'],
  attributes: ['NamedQueryId'],
  async create(properties, context) {
    const { NamedQueryId } = await context.call<{ NamedQueryId: string }>('athena', 'CreateNamedQuery', {
      Name: text(properties, 'Name') ?? `${context.stackName}-${context.logicalId}`,
      ...pick(properties, { Database: text, Description: text, QueryString: text, WorkGroup: text }),
    });
    return { physicalId: NamedQueryId, attributes: { NamedQueryId } };
  },
  async update(made, properties, _, context) {
    await context.call('athena', 'UpdateNamedQuery', {
      NamedQueryId: made.physicalId,
      Name: text(properties, 'Name') ?? `${context.stackName}-${context.logicalId}`,
      ...pick(properties, { Description: text, QueryString: text }),
    });
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('athena', 'DeleteNamedQuery', { NamedQueryId: made.physicalId })),
};

export const athenaTypes: readonly ResourceType[] = [workgroup, namedQuery];
