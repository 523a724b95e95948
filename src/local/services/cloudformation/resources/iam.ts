import type { Json } from '../template/template.ts';
import { document, ignoreMissing, list, needText, number, records, tagList, tagMap, text, texts } from './read.ts';
import { generatedName, type ResourceContext, type ResourceType } from './resourceType.ts';

const role: ResourceType = {
  type: 'AWS::IAM::Role',
  properties: [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'MaxSessionDuration',
    'Path',
    'Policies',
    'RoleName',
    'Tags',
  ],
  ignored: ['PermissionsBoundary'],
  required: ['AssumeRolePolicyDocument'],
  replaceOn: ['RoleName', 'Path'],
  nameProperty: 'RoleName',
  attributes: ['Arn', 'RoleId'],
  identify: (properties, context) => text(properties, 'RoleName') ?? generatedName(context, 64),
  async create(properties, context, id) {
    const { Role } = await context.call<{ Role: { Arn: string; RoleId: string } }>('iam', 'CreateRole', {
      RoleName: id,
      AssumeRolePolicyDocument: document(properties, 'AssumeRolePolicyDocument'),
      Path: text(properties, 'Path'),
      Description: text(properties, 'Description'),
      MaxSessionDuration: number(properties, 'MaxSessionDuration'),
      Tags: tagList(tagMap(context.tags, properties.Tags)),
    });
    await setRolePolicies(id, properties, {}, context);
    return { physicalId: id, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  async update(made, properties, previous, context) {
    const RoleName = made.physicalId;
    await context.call('iam', 'UpdateAssumeRolePolicy', {
      RoleName,
      PolicyDocument: document(properties, 'AssumeRolePolicyDocument'),
    });
    await context.callIfServed('iam', 'UpdateRole', {
      RoleName,
      Description: text(properties, 'Description') ?? '',
      MaxSessionDuration: number(properties, 'MaxSessionDuration') ?? 3600,
    });
    await setRolePolicies(RoleName, properties, previous, context);
    return made;
  },
  async delete(made, properties, context) {
    const RoleName = made.physicalId;
    // A role goes only when it is bare, also of what others have put on it since.
    for (const policy of records(properties, 'Policies')) {
      const PolicyName = text(policy, 'PolicyName');
      await ignoreMissing(context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
    }
    for (const PolicyArn of list(properties, 'ManagedPolicyArns')) {
      await ignoreMissing(context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
    }
    await ignoreMissing(context.call('iam', 'DeleteRole', { RoleName }));
  },
};

async function setRolePolicies(
  RoleName: string,
  properties: Json,
  previous: Json,
  context: ResourceContext,
): Promise<void> {
  const names = (from: Json) => records(from, 'Policies').map((policy) => text(policy, 'PolicyName'));
  for (const PolicyName of names(previous).filter((name) => !names(properties).includes(name))) {
    await ignoreMissing(context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
  for (const policy of records(properties, 'Policies')) {
    await context.call('iam', 'PutRolePolicy', {
      RoleName,
      PolicyName: text(policy, 'PolicyName'),
      PolicyDocument: document(policy, 'PolicyDocument'),
    });
  }
  const wanted = texts(properties, 'ManagedPolicyArns') ?? [];
  const attached = texts(previous, 'ManagedPolicyArns') ?? [];
  for (const PolicyArn of attached.filter((arn) => !wanted.includes(arn))) {
    await ignoreMissing(context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
  }
  for (const PolicyArn of wanted.filter((arn) => !attached.includes(arn))) {
    await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  }
}

const policy: ResourceType = {
  type: 'AWS::IAM::Policy',
  properties: ['PolicyDocument', 'PolicyName', 'Roles'],
  ignored: ['Groups', 'Users'],
  required: ['PolicyDocument', 'PolicyName'],
  replaceOn: ['PolicyName'],
  identify: (_, context) => generatedName(context, 64),
  async create(properties, context, id) {
    await putOnRoles(properties, {}, context);
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, previous, context) {
    await putOnRoles(properties, previous, context);
    return made;
  },
  async delete(_, properties, context) {
    for (const RoleName of texts(properties, 'Roles') ?? []) {
      const PolicyName = text(properties, 'PolicyName');
      await ignoreMissing(context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
    }
  },
};

async function putOnRoles(properties: Json, previous: Json, context: ResourceContext): Promise<void> {
  const PolicyName = needText(properties, 'PolicyName');
  const roles = texts(properties, 'Roles') ?? [];
  for (const RoleName of (texts(previous, 'Roles') ?? []).filter((name) => !roles.includes(name))) {
    await ignoreMissing(context.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
  for (const RoleName of roles) {
    const PolicyDocument = document(properties, 'PolicyDocument');
    await context.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
}

const managedPolicy: ResourceType = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  ignored: ['Groups', 'Users'],
  required: ['PolicyDocument'],
  replaceOn: ['Description', 'ManagedPolicyName', 'Path'],
  nameProperty: 'ManagedPolicyName',
  attributes: ['PolicyArn', 'PolicyId'],
  identify(properties, context) {
    const name = text(properties, 'ManagedPolicyName') ?? generatedName(context, 128);
    return `arn:aws:iam::${context.accountId}:policy${text(properties, 'Path') ?? '/'}${name}`;
  },
  async create(properties, context, id) {
    const { Policy } = await context.call<{ Policy: { Arn: string; PolicyId: string } }>('iam', 'CreatePolicy', {
      PolicyName: id.split('/').at(-1),
      Path: text(properties, 'Path'),
      Description: text(properties, 'Description'),
      PolicyDocument: document(properties, 'PolicyDocument'),
    });
    for (const RoleName of texts(properties, 'Roles') ?? []) {
      await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn: Policy.Arn });
    }
    return { physicalId: Policy.Arn, attributes: { PolicyArn: Policy.Arn, PolicyId: Policy.PolicyId } };
  },
  async update(made, properties, previous, context) {
    const PolicyArn = made.physicalId;
    if (document(properties, 'PolicyDocument') !== document(previous, 'PolicyDocument')) {
      await context.call('iam', 'CreatePolicyVersion', {
        PolicyArn,
        PolicyDocument: document(properties, 'PolicyDocument'),
        SetAsDefault: true,
      });
      await dropOldVersions(PolicyArn, context);
    }
    const wanted = texts(properties, 'Roles') ?? [];
    const attached = texts(previous, 'Roles') ?? [];
    for (const RoleName of attached.filter((name) => !wanted.includes(name))) {
      await ignoreMissing(context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
    }
    for (const RoleName of wanted) await context.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    return made;
  },
  async delete(made, properties, context) {
    for (const RoleName of texts(properties, 'Roles') ?? []) {
      await ignoreMissing(context.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn: made.physicalId }));
    }
    await ignoreMissing(context.call('iam', 'DeletePolicy', { PolicyArn: made.physicalId }));
  },
};

/** A policy holds five versions at most; a stack has use for one. */
async function dropOldVersions(PolicyArn: string, context: ResourceContext): Promise<void> {
  const { Versions = [] } = await context.call<{ Versions?: { VersionId: string; IsDefaultVersion: boolean }[] }>(
    'iam',
    'ListPolicyVersions',
    { PolicyArn },
  );
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (!IsDefaultVersion) await context.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId });
  }
}

export const iamTypes: readonly ResourceType[] = [role, policy, managedPolicy];
