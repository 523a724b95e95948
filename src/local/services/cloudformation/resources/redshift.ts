import type { Json } from '../template/template.ts';
import { flag, ignoreMissing, list, needText, number, pick, tagList, tagMap, text, texts } from './read.ts';
import { generatedName, lower, type Made, type ResourceType } from './resourceType.ts';

/** What a cluster is made with and what can be changed of it. */
const clusterSettings = {
  AutomatedSnapshotRetentionPeriod: number,
  AvailabilityZone: text,
  ClusterParameterGroupName: text,
  ClusterType: text,
  Encrypted: flag,
  EnhancedVpcRouting: flag,
  KmsKeyId: text,
  ManageMasterPassword: flag,
  MasterUserPassword: text,
  MultiAZ: flag,
  NodeType: text,
  PreferredMaintenanceWindow: text,
  PubliclyAccessible: flag,
  VpcSecurityGroupIds: texts,
};

interface ClusterShape {
  readonly Endpoint: { readonly Address: string; readonly Port: number };
  readonly ClusterNamespaceArn: string;
  readonly MasterPasswordSecretArn?: string;
}

function madeCluster(id: string, cluster: ClusterShape): Made {
  return {
    physicalId: id,
    attributes: {
      'Endpoint.Address': cluster.Endpoint.Address,
      'Endpoint.Port': String(cluster.Endpoint.Port),
      ClusterNamespaceArn: cluster.ClusterNamespaceArn,
      MasterPasswordSecretArn: cluster.MasterPasswordSecretArn ?? '',
      Id: id,
    },
  };
}

/** CloudFormation leaves the number of nodes to the type where it is a single one. */
function nodes(properties: Json): Json {
  const count = text(properties, 'ClusterType') === 'multi-node' ? number(properties, 'NumberOfNodes') : undefined;
  return count === undefined ? {} : { NumberOfNodes: count };
}

const cluster: ResourceType = {
  type: 'AWS::Redshift::Cluster',
  properties: [
    ...Object.keys(clusterSettings),
    'ClusterIdentifier',
    'ClusterSubnetGroupName',
    'DBName',
    'IamRoles',
    'MasterUsername',
    'NumberOfNodes',
    'Tags',
  ],
  ignored: [
    'AllowVersionUpgrade',
    'AquaConfigurationStatus',
    'AvailabilityZoneRelocation',
    'ClusterSecurityGroups',
    'ClusterVersion',
    'LoggingProperties',
    'MaintenanceTrackName',
    'ManualSnapshotRetentionPeriod',
    'Port',
  ],
  required: ['ClusterType', 'DBName', 'MasterUsername', 'NodeType'],
  replaceOn: ['ClusterIdentifier', 'ClusterSubnetGroupName', 'DBName', 'MasterUsername'],
  nameProperty: 'ClusterIdentifier',
  attributes: ['Endpoint.Address', 'Endpoint.Port', 'ClusterNamespaceArn', 'MasterPasswordSecretArn', 'Id'],
  identify: (properties, context) =>
    text(properties, 'ClusterIdentifier')?.toLowerCase() ?? generatedName(context, 63, lower),
  async create(properties, context, id) {
    const { Cluster } = await context.call<{ Cluster: ClusterShape }>('redshift', 'CreateCluster', {
      ClusterIdentifier: id,
      ...pick(properties, { ...clusterSettings, ClusterSubnetGroupName: text, DBName: text, MasterUsername: text }),
      ...nodes(properties),
      IamRoles: list(properties, 'IamRoles').map(String),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return madeCluster(id, Cluster);
  },
  async update(made, properties, previous, context) {
    const changed = Object.fromEntries(
      Object.entries(pick(properties, clusterSettings)).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(pick(previous, clusterSettings)[name]),
      ),
    );
    const { Cluster } = await context.call<{ Cluster: ClusterShape }>('redshift', 'ModifyCluster', {
      ClusterIdentifier: made.physicalId,
      ...changed,
      ...(changed.ClusterType !== undefined || properties.NumberOfNodes !== previous.NumberOfNodes
        ? { ClusterType: text(properties, 'ClusterType'), ...nodes(properties) }
        : {}),
    });
    const before = list(previous, 'IamRoles').map(String);
    const after = list(properties, 'IamRoles').map(String);
    await context.call('redshift', 'ModifyClusterIamRoles', {
      ClusterIdentifier: made.physicalId,
      AddIamRoles: after.filter((role) => !before.includes(role)),
      RemoveIamRoles: before.filter((role) => !after.includes(role)),
    });
    return madeCluster(made.physicalId, Cluster);
  },
  delete: (made, _, context) =>
    ignoreMissing(
      context.call('redshift', 'DeleteCluster', { ClusterIdentifier: made.physicalId, SkipFinalClusterSnapshot: true }),
    ),
};

const subnetGroup: ResourceType = {
  type: 'AWS::Redshift::ClusterSubnetGroup',
  properties: ['Description', 'SubnetIds', 'Tags'],
  required: ['Description', 'SubnetIds'],
  replaceOn: [],
  attributes: ['ClusterSubnetGroupName'],
  async create(properties, context) {
    const name = generatedName(context, 255, lower);
    await context.call('redshift', 'CreateClusterSubnetGroup', {
      ClusterSubnetGroupName: name,
      Description: needText(properties, 'Description'),
      SubnetIds: list(properties, 'SubnetIds').map(String),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return { physicalId: name, attributes: { ClusterSubnetGroupName: name } };
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('redshift', 'DeleteClusterSubnetGroup', { ClusterSubnetGroupName: made.physicalId })),
};

const parameterGroup: ResourceType = {
  type: 'AWS::Redshift::ClusterParameterGroup',
  properties: ['Description', 'ParameterGroupFamily', 'ParameterGroupName', 'Tags'],
  ignored: ['Parameters'],
  required: ['Description', 'ParameterGroupFamily'],
  replaceOn: ['Description', 'ParameterGroupFamily', 'ParameterGroupName'],
  nameProperty: 'ParameterGroupName',
  attributes: [],
  identify: (properties, context) =>
    text(properties, 'ParameterGroupName')?.toLowerCase() ?? generatedName(context, 255, lower),
  async create(properties, context, id) {
    await context.call('redshift', 'CreateClusterParameterGroup', {
      ParameterGroupName: id,
      ParameterGroupFamily: needText(properties, 'ParameterGroupFamily'),
      Description: needText(properties, 'Description'),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    return { physicalId: id, attributes: {} };
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('redshift', 'DeleteClusterParameterGroup', { ParameterGroupName: made.physicalId })),
};

export const redshiftTypes: readonly ResourceType[] = [cluster, subnetGroup, parameterGroup];
