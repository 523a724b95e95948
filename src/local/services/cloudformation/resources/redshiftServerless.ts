import { Fault } from '../../../server/fault.ts';
import type { Json } from '../template/template.ts';
import { flag, ignoreMissing, needText, number, records, tagList, tagMap, text, texts } from './read.ts';
import type { ResourceContext, ResourceType } from './resourceType.ts';

/** The tags of a serverless resource, whose members begin with small letters. */
function smallTags(context: ResourceContext, own: unknown): { key: string; value: string }[] {
  return tagList(tagMap(context.tags, own)).map(({ Key, Value }) => ({ key: Key, value: Value }));
}

/** Attributes as `Namespace.NamespaceArn`, of a shape whose members begin with small letters. */
function attributesOf(under: string, shape: Json): Json {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, value]) => {
      const at = `${under}.${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      if (value === null || value === undefined) return [];
      if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)) {
        return Object.entries(attributesOf(at, value as Json));
      }
      return [[at, Array.isArray(value) ? value : value instanceof Date ? value.toISOString() : String(value)]];
    }),
  );
}

const namespaceSettings = (properties: Json) => ({
  adminUsername: text(properties, 'AdminUsername'),
  adminUserPassword: text(properties, 'AdminUserPassword'),
  manageAdminPassword: flag(properties, 'ManageAdminPassword'),
  defaultIamRoleArn: text(properties, 'DefaultIamRoleArn'),
  iamRoles: texts(properties, 'IamRoles'),
  kmsKeyId: text(properties, 'KmsKeyId'),
  logExports: texts(properties, 'LogExports'),
});

const namespace: ResourceType = {
  type: 'AWS::RedshiftServerless::Namespace',
  properties: [
    'AdminUserPassword',
    'AdminUsername',
    'DbName',
    'DefaultIamRoleArn',
    'IamRoles',
    'KmsKeyId',
    'LogExports',
    'ManageAdminPassword',
    'NamespaceName',
    'Tags',
  ],
  ignored: [
    'AdminPasswordSecretKmsKeyId',
    'FinalSnapshotName',
    'FinalSnapshotRetentionPeriod',
    'NamespaceResourcePolicy',
  ],
  required: ['NamespaceName'],
  replaceOn: ['NamespaceName', 'DbName'],
  nameProperty: 'NamespaceName',
  attributes: [
    'Namespace.AdminPasswordSecretArn',
    'Namespace.AdminUsername',
    'Namespace.CreationDate',
    'Namespace.DbName',
    'Namespace.DefaultIamRoleArn',
    'Namespace.IamRoles',
    'Namespace.KmsKeyId',
    'Namespace.LogExports',
    'Namespace.NamespaceArn',
    'Namespace.NamespaceId',
    'Namespace.NamespaceName',
    'Namespace.Status',
  ],
  identify: (properties) => needText(properties, 'NamespaceName'),
  async create(properties, context, id) {
    const answer = await context.call<{ namespace: Json }>('redshift-serverless', 'CreateNamespace', {
      namespaceName: id,
      dbName: text(properties, 'DbName'),
      ...namespaceSettings(properties),
      tags: smallTags(context, properties.Tags),
    });
    return { physicalId: id, attributes: attributesOf('Namespace', answer.namespace) };
  },
  async update(made, properties, _, context) {
    const answer = await context.call<{ namespace: Json }>('redshift-serverless', 'UpdateNamespace', {
      namespaceName: made.physicalId,
      ...namespaceSettings(properties),
    });
    return { physicalId: made.physicalId, attributes: attributesOf('Namespace', answer.namespace) };
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('redshift-serverless', 'DeleteNamespace', { namespaceName: made.physicalId })),
};

const workgroupSettings = (properties: Json) => ({
  baseCapacity: number(properties, 'BaseCapacity'),
  maxCapacity: number(properties, 'MaxCapacity'),
  configParameters: records(properties, 'ConfigParameters').map((each) => ({
    parameterKey: needText(each, 'ParameterKey'),
    parameterValue: needText(each, 'ParameterValue'),
  })),
  enhancedVpcRouting: flag(properties, 'EnhancedVpcRouting'),
  publiclyAccessible: flag(properties, 'PubliclyAccessible'),
  securityGroupIds: texts(properties, 'SecurityGroupIds'),
  subnetIds: texts(properties, 'SubnetIds'),
});

const workgroup: ResourceType = {
  type: 'AWS::RedshiftServerless::Workgroup',
  properties: [
    'BaseCapacity',
    'ConfigParameters',
    'EnhancedVpcRouting',
    'MaxCapacity',
    'NamespaceName',
    'PubliclyAccessible',
    'SecurityGroupIds',
    'SubnetIds',
    'Tags',
    'WorkgroupName',
  ],
  ignored: ['Port', 'PricePerformanceTarget', 'TrackName', 'Workgroup'],
  required: ['WorkgroupName'],
  replaceOn: ['WorkgroupName', 'NamespaceName'],
  nameProperty: 'WorkgroupName',
  attributes: [
    'Workgroup.BaseCapacity',
    'Workgroup.CreationDate',
    'Workgroup.Endpoint.Address',
    'Workgroup.Endpoint.Port',
    'Workgroup.NamespaceName',
    'Workgroup.Status',
    'Workgroup.WorkgroupArn',
    'Workgroup.WorkgroupId',
    'Workgroup.WorkgroupName',
  ],
  identify: (properties) => needText(properties, 'WorkgroupName'),
  async create(properties, context, id) {
    const namespaceName = text(properties, 'NamespaceName');
    if (namespaceName === undefined) throw new Fault('ValidationError', 'Property NamespaceName cannot be empty.');
    const answer = await context.call<{ workgroup: Json }>('redshift-serverless', 'CreateWorkgroup', {
      workgroupName: id,
      namespaceName,
      ...workgroupSettings(properties),
      tags: smallTags(context, properties.Tags),
    });
    return { physicalId: id, attributes: attributesOf('Workgroup', answer.workgroup) };
  },
  async update(made, properties, _, context) {
    const answer = await context.call<{ workgroup: Json }>('redshift-serverless', 'UpdateWorkgroup', {
      workgroupName: made.physicalId,
      ...workgroupSettings(properties),
    });
    return { physicalId: made.physicalId, attributes: attributesOf('Workgroup', answer.workgroup) };
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('redshift-serverless', 'DeleteWorkgroup', { workgroupName: made.physicalId })),
};

export const redshiftServerlessTypes: readonly ResourceType[] = [namespace, workgroup];
