import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../template/template.ts';
import { flag, ignoreMissing, list, needText, number, pick, record, tagList, tagMap, text, texts } from './read.ts';
import { generatedName, lower, type Made, type ResourceContext, type ResourceType } from './resourceType.ts';

const pollMs = 100;
const tags = (properties: Json, context: ResourceContext) => tagList(tagMap(context.tags, properties.Tags));
const named = (property: string) => (properties: Json, context: ResourceContext) =>
  text(properties, property)?.toLowerCase() ?? generatedName(context, 63, lower);

const instanceSettings = {
  AllocatedStorage: number,
  AutoMinorVersionUpgrade: flag,
  EngineVersion: text,
  MultiAZ: flag,
  PreferredMaintenanceWindow: text,
  ReplicationInstanceClass: text,
  VpcSecurityGroupIds: texts,
};
const instanceCreation = {
  ...instanceSettings,
  AvailabilityZone: text,
  PubliclyAccessible: flag,
  ReplicationSubnetGroupIdentifier: text,
  ResourceIdentifier: text,
};

const replicationInstance: ResourceType = {
  type: 'AWS::DMS::ReplicationInstance',
  properties: [...Object.keys(instanceCreation), 'ReplicationInstanceIdentifier', 'Tags'],
  ignored: ['AllowMajorVersionUpgrade', 'DnsNameServers', 'KmsKeyId', 'NetworkType'],
  required: ['ReplicationInstanceClass'],
  replaceOn: ['AvailabilityZone', 'PubliclyAccessible', 'ReplicationSubnetGroupIdentifier', 'ResourceIdentifier'],
  nameProperty: 'ReplicationInstanceIdentifier',
  attributes: ['ReplicationInstancePrivateIpAddresses', 'ReplicationInstancePublicIpAddresses'],
  async create(properties, context) {
    const { ReplicationInstance } = await context.call<{ ReplicationInstance: { ReplicationInstanceArn: string } }>(
      'dms',
      'CreateReplicationInstance',
      {
        ReplicationInstanceIdentifier: named('ReplicationInstanceIdentifier')(properties, context),
        ...pick(properties, instanceCreation),
        Tags: tags(properties, context),
      },
    );
    return {
      physicalId: ReplicationInstance.ReplicationInstanceArn,
      attributes: {
        ReplicationInstancePrivateIpAddresses: '127.0.0.1',
        ReplicationInstancePublicIpAddresses: '127.0.0.1',
      },
    };
  },
  async update(made, properties, _, context) {
    await context.call('dms', 'ModifyReplicationInstance', {
      ReplicationInstanceArn: made.physicalId,
      ...pick(properties, { ...instanceSettings, ReplicationInstanceIdentifier: text }),
    });
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('dms', 'DeleteReplicationInstance', { ReplicationInstanceArn: made.physicalId })),
};

const subnetGroup: ResourceType = {
  type: 'AWS::DMS::ReplicationSubnetGroup',
  properties: ['ReplicationSubnetGroupDescription', 'ReplicationSubnetGroupIdentifier', 'SubnetIds', 'Tags'],
  required: ['ReplicationSubnetGroupDescription', 'SubnetIds'],
  replaceOn: ['ReplicationSubnetGroupIdentifier'],
  nameProperty: 'ReplicationSubnetGroupIdentifier',
  attributes: [],
  identify: named('ReplicationSubnetGroupIdentifier'),
  async create(properties, context, id) {
    await context.call('dms', 'CreateReplicationSubnetGroup', {
      ...subnets(properties, id),
      Tags: tags(properties, context),
    });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('dms', 'ModifyReplicationSubnetGroup', subnets(properties, made.physicalId));
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(
      context.call('dms', 'DeleteReplicationSubnetGroup', { ReplicationSubnetGroupIdentifier: made.physicalId }),
    ),
};

function subnets(properties: Json, id: string): Json {
  return {
    ReplicationSubnetGroupIdentifier: id,
    ReplicationSubnetGroupDescription: needText(properties, 'ReplicationSubnetGroupDescription'),
    SubnetIds: list(properties, 'SubnetIds').map(String),
  };
}

const endpointSettings = {
  DatabaseName: text,
  ExtraConnectionAttributes: text,
  KmsKeyId: text,
  Password: text,
  Port: number,
  ServerName: text,
  SslMode: text,
  Username: text,
};
/** Settings of engines that the service refuses by name. */
const otherSettings = ['DynamoDbSettings', 'KafkaSettings', 'KinesisSettings', 'MySqlSettings', 'RedshiftSettings'];

const endpoint: ResourceType = {
  type: 'AWS::DMS::Endpoint',
  properties: [
    ...Object.keys(endpointSettings),
    ...otherSettings,
    'EndpointIdentifier',
    'EndpointType',
    'EngineName',
    'PostgreSqlSettings',
    'ResourceIdentifier',
    'S3Settings',
    'Tags',
  ],
  ignored: ['CertificateArn'],
  required: ['EndpointType', 'EngineName'],
  replaceOn: ['EndpointType', 'EngineName', 'KmsKeyId', 'ResourceIdentifier'],
  nameProperty: 'EndpointIdentifier',
  attributes: ['ExternalId'],
  async create(properties, context) {
    const { Endpoint } = await context.call<{ Endpoint: { EndpointArn: string } }>('dms', 'CreateEndpoint', {
      EndpointIdentifier: named('EndpointIdentifier')(properties, context),
      EndpointType: needText(properties, 'EndpointType').toLowerCase(),
      EngineName: needText(properties, 'EngineName'),
      ...pick(properties, { ResourceIdentifier: text }),
      ...settingsOf(properties),
      Tags: tags(properties, context),
    });
    return { physicalId: Endpoint.EndpointArn, attributes: { ExternalId: '' } };
  },
  async update(made, properties, _, context) {
    await context.call('dms', 'ModifyEndpoint', {
      EndpointArn: made.physicalId,
      ...pick(properties, { EndpointIdentifier: text }),
      ...settingsOf(properties),
      ExactSettings: true,
    });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('dms', 'DeleteEndpoint', { EndpointArn: made.physicalId })),
};

/** Templates write PostgreSql where the API writes PostgreSQL. */
function settingsOf(properties: Json): Json {
  const others = Object.fromEntries(
    otherSettings.flatMap((name) => (record(properties, name) ? [[name, record(properties, name)]] : [])),
  );
  return {
    ...pick(properties, endpointSettings),
    ...others,
    ...(record(properties, 'S3Settings') ? { S3Settings: record(properties, 'S3Settings') } : {}),
    ...(record(properties, 'PostgreSqlSettings')
      ? { PostgreSQLSettings: record(properties, 'PostgreSqlSettings') }
      : {}),
  };
}

const taskSettings = {
  CdcStartPosition: text,
  CdcStopPosition: text,
  MigrationType: text,
  ReplicationTaskSettings: text,
  TableMappings: text,
  TaskData: text,
};
const taskCreation = {
  ...taskSettings,
  ReplicationInstanceArn: text,
  ResourceIdentifier: text,
  SourceEndpointArn: text,
  TargetEndpointArn: text,
};

const replicationTask: ResourceType = {
  type: 'AWS::DMS::ReplicationTask',
  properties: [...Object.keys(taskCreation), 'ReplicationTaskIdentifier', 'Tags'],
  ignored: ['CdcStartTime'],
  required: ['MigrationType', 'ReplicationInstanceArn', 'SourceEndpointArn', 'TableMappings', 'TargetEndpointArn'],
  replaceOn: ['ReplicationInstanceArn', 'ResourceIdentifier', 'SourceEndpointArn', 'TargetEndpointArn'],
  nameProperty: 'ReplicationTaskIdentifier',
  attributes: [],
  async create(properties, context) {
    const { ReplicationTask } = await context.call<{ ReplicationTask: { ReplicationTaskArn: string } }>(
      'dms',
      'CreateReplicationTask',
      {
        ReplicationTaskIdentifier: named('ReplicationTaskIdentifier')(properties, context),
        ...pick(properties, taskCreation),
        Tags: tags(properties, context),
      },
    );
    return { physicalId: ReplicationTask.ReplicationTaskArn, attributes: {} };
  },
  /** As on AWS a running task is stopped, changed and started again. */
  async update(made, properties, _, context) {
    const runs = await stopped(made, context);
    await context.call('dms', 'ModifyReplicationTask', {
      ReplicationTaskArn: made.physicalId,
      ...pick(properties, { ...taskSettings, ReplicationTaskIdentifier: text }),
    });
    if (runs) {
      await context.call('dms', 'StartReplicationTask', {
        ReplicationTaskArn: made.physicalId,
        StartReplicationTaskType: 'resume-processing',
      });
    }
    return made;
  },
  async delete(made, _, context) {
    await ignoreMissing(removed(made, context));
  },
};

async function statusOf(made: Made, context: ResourceContext): Promise<string | undefined> {
  const { ReplicationTasks } = await context.call<{ ReplicationTasks: readonly { readonly Status: string }[] }>(
    'dms',
    'DescribeReplicationTasks',
    { Filters: [{ Name: 'replication-task-arn', Values: [made.physicalId] }], WithoutSettings: true },
  );
  return ReplicationTasks[0]?.Status;
}

/** @returns whether it was running */
async function stopped(made: Made, context: ResourceContext): Promise<boolean> {
  const before = await statusOf(made, context);
  const runs = before === 'running' || before === 'starting';
  if (runs) await context.call('dms', 'StopReplicationTask', { ReplicationTaskArn: made.physicalId });
  while (['running', 'starting', 'stopping'].includes((await statusOf(made, context)) ?? '')) {
    await sleep(pollMs, undefined, { signal: context.signal });
  }
  return runs;
}

/** Ends with the fault that there is no such task. */
async function removed(made: Made, context: ResourceContext): Promise<never> {
  await stopped(made, context);
  await context.call('dms', 'DeleteReplicationTask', { ReplicationTaskArn: made.physicalId });
  for (;;) {
    await statusOf(made, context);
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

export const dmsTypes: readonly ResourceType[] = [replicationInstance, subnetGroup, endpoint, replicationTask];
