import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../../server/fault.ts';
import type { Json } from '../template/template.ts';
import { flag, ignoreMissing, list, needText, number, pick, tagList, tagMap, text, textMap, texts } from './read.ts';
import { generatedName, lower, type Made, type ResourceContext, type ResourceType } from './resourceType.ts';

/** What an instance is made with and what can be changed of it. */
const changeable = {
  AllocatedStorage: number,
  BackupRetentionPeriod: number,
  DBInstanceClass: text,
  DBParameterGroupName: text,
  DeletionProtection: flag,
  EngineVersion: text,
  MasterUserPassword: text,
  MultiAZ: flag,
  PubliclyAccessible: flag,
  StorageType: text,
};
const settings = {
  ...changeable,
  AvailabilityZone: text,
  DBName: text,
  DBSubnetGroupName: text,
  Engine: text,
  ManageMasterUserPassword: flag,
  MasterUsername: text,
  Port: number,
  StorageEncrypted: flag,
};

interface InstanceShape {
  readonly DBInstanceStatus: string;
  readonly DBInstanceArn: string;
  readonly DbiResourceId: string;
  readonly Endpoint?: { readonly Address: string; readonly Port: number };
  readonly MasterUserSecret?: { readonly SecretArn: string };
}

const pollMs = 100;

/** Waits for the end of what an operation has begun. @throws Fault with the instance's own event when it failed */
async function settled(id: string, context: ResourceContext): Promise<Made> {
  for (;;) {
    const { DBInstances } = await context.call<{ DBInstances: readonly InstanceShape[] }>(
      'rds',
      'DescribeDBInstances',
      {
        DBInstanceIdentifier: id,
      },
    );
    const [instance] = DBInstances;
    if (instance?.DBInstanceStatus === 'failed')
      throw new Fault('GeneralServiceException', await lastEvent(id, context));
    if (instance?.Endpoint && ['available', 'stopped'].includes(instance.DBInstanceStatus)) {
      return {
        physicalId: id,
        attributes: {
          DBInstanceArn: instance.DBInstanceArn,
          DbiResourceId: instance.DbiResourceId,
          'Endpoint.Address': instance.Endpoint.Address,
          'Endpoint.Port': String(instance.Endpoint.Port),
          'MasterUserSecret.SecretArn': instance.MasterUserSecret?.SecretArn ?? '',
        },
      };
    }
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

async function lastEvent(id: string, context: ResourceContext): Promise<string> {
  const { Events } = await context.call<{ Events: readonly { readonly Message: string }[] }>('rds', 'DescribeEvents', {
    SourceType: 'db-instance',
    SourceIdentifier: id,
  });
  return Events.at(-1)?.Message ?? 'The DB instance failed.';
}

const instance: ResourceType = {
  type: 'AWS::RDS::DBInstance',
  properties: [...Object.keys(settings), 'DBInstanceIdentifier', 'Tags', 'VPCSecurityGroups'],
  ignored: [
    'AllowMajorVersionUpgrade',
    'AutoMinorVersionUpgrade',
    'CACertificateIdentifier',
    'CopyTagsToSnapshot',
    'DeleteAutomatedBackups',
    'EnableCloudwatchLogsExports',
    'EnableIAMDatabaseAuthentication',
    'EnablePerformanceInsights',
    'Iops',
    'KmsKeyId',
    'LicenseModel',
    'MaxAllocatedStorage',
    'MonitoringInterval',
    'MonitoringRoleArn',
    'NetworkType',
    'PreferredBackupWindow',
    'PreferredMaintenanceWindow',
    'StorageThroughput',
  ],
  required: ['DBInstanceClass', 'Engine'],
  replaceOn: [
    'AvailabilityZone',
    'DBInstanceIdentifier',
    'DBName',
    'DBSubnetGroupName',
    'Engine',
    'MasterUsername',
    'Port',
    'StorageEncrypted',
  ],
  nameProperty: 'DBInstanceIdentifier',
  attributes: ['DBInstanceArn', 'DbiResourceId', 'Endpoint.Address', 'Endpoint.Port', 'MasterUserSecret.SecretArn'],
  identify: (properties, context) =>
    text(properties, 'DBInstanceIdentifier')?.toLowerCase() ?? generatedName(context, 63, lower),
  async create(properties, context, id) {
    await context.call('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: id,
      ...pick(properties, settings),
      ...groups(properties),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return await settled(id, context);
  },
  async update(made, properties, previous, context) {
    const before = pick(previous, changeable);
    const changed = Object.entries(pick(properties, changeable)).filter(([name, value]) => before[name] !== value);
    await context.call('rds', 'ModifyDBInstance', {
      DBInstanceIdentifier: made.physicalId,
      ...Object.fromEntries(changed),
      ...managing(properties, previous),
      ...groups(properties),
      ApplyImmediately: true,
    });
    return await settled(made.physicalId, context);
  },
  async delete(made, _, context) {
    const target = { DBInstanceIdentifier: made.physicalId };
    await ignoreMissing(context.call('rds', 'DeleteDBInstance', { ...target, SkipFinalSnapshot: true }));
    await ignoreMissing(gone(target, context));
  },
};

/** Ends with the fault that there is no such instance. */
async function gone(target: Json, context: ResourceContext): Promise<never> {
  for (;;) {
    await context.call('rds', 'DescribeDBInstances', target);
    await sleep(pollMs, undefined, { signal: context.signal });
  }
}

/** Left out is as much as false. */
function managing(properties: Json, previous: Json): Json {
  const ManageMasterUserPassword = flag(properties, 'ManageMasterUserPassword') ?? false;
  const before = flag(previous, 'ManageMasterUserPassword') ?? false;
  return ManageMasterUserPassword === before ? {} : { ManageMasterUserPassword };
}

function groups(properties: Json): Json {
  const ids = texts(properties, 'VPCSecurityGroups');
  return ids === undefined ? {} : { VpcSecurityGroupIds: ids };
}

const subnetGroup: ResourceType = {
  type: 'AWS::RDS::DBSubnetGroup',
  properties: ['DBSubnetGroupDescription', 'DBSubnetGroupName', 'SubnetIds', 'Tags'],
  required: ['DBSubnetGroupDescription', 'SubnetIds'],
  replaceOn: ['DBSubnetGroupName'],
  nameProperty: 'DBSubnetGroupName',
  attributes: [],
  identify: (properties, context) =>
    text(properties, 'DBSubnetGroupName')?.toLowerCase() ?? generatedName(context, 255, lower),
  async create(properties, context, id) {
    await context.call('rds', 'CreateDBSubnetGroup', {
      ...subnets(properties, id),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    await context.call('rds', 'ModifyDBSubnetGroup', subnets(properties, made.physicalId));
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('rds', 'DeleteDBSubnetGroup', { DBSubnetGroupName: made.physicalId })),
};

function subnets(properties: Json, id: string): Json {
  return {
    DBSubnetGroupName: id,
    DBSubnetGroupDescription: needText(properties, 'DBSubnetGroupDescription'),
    SubnetIds: list(properties, 'SubnetIds').map(String),
  };
}

const parameterGroup: ResourceType = {
  type: 'AWS::RDS::DBParameterGroup',
  properties: ['DBParameterGroupName', 'Description', 'Family', 'Parameters', 'Tags'],
  required: ['Description', 'Family'],
  replaceOn: ['DBParameterGroupName', 'Description', 'Family'],
  nameProperty: 'DBParameterGroupName',
  attributes: ['DBParameterGroupName'],
  identify: (properties, context) =>
    text(properties, 'DBParameterGroupName')?.toLowerCase() ?? generatedName(context, 255, lower),
  async create(properties, context, id) {
    await context.call('rds', 'CreateDBParameterGroup', {
      DBParameterGroupName: id,
      DBParameterGroupFamily: text(properties, 'Family'),
      Description: text(properties, 'Description'),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    await setParameters(properties, id, context);
    return { physicalId: id, attributes: { DBParameterGroupName: id } };
  },
  async update(made, properties, _, context) {
    await setParameters(properties, made.physicalId, context);
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('rds', 'DeleteDBParameterGroup', { DBParameterGroupName: made.physicalId })),
};

async function setParameters(properties: Json, id: string, context: ResourceContext): Promise<void> {
  const given = Object.entries(textMap(properties, 'Parameters') ?? {});
  if (given.length === 0) return;
  await context.call('rds', 'ModifyDBParameterGroup', {
    DBParameterGroupName: id,
    Parameters: given.map(([ParameterName, ParameterValue]) => ({
      ...{ ParameterName, ParameterValue, ApplyMethod: 'pending-reboot' },
    })),
  });
}

export const rdsTypes: readonly ResourceType[] = [instance, subnetGroup, parameterGroup];
