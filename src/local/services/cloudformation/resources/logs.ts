import { ignoreMissing, number, tagMap, text } from './read.ts';
import { generatedName, type ResourceType } from './resourceType.ts';

const logGroup: ResourceType = {
  type: 'AWS::Logs::LogGroup',
  properties: ['LogGroupName', 'RetentionInDays', 'Tags'],
  ignored: ['DataProtectionPolicy', 'FieldIndexPolicies', 'KmsKeyId', 'LogGroupClass', 'ResourcePolicyDocument'],
  replaceOn: ['LogGroupName'],
  nameProperty: 'LogGroupName',
  attributes: ['Arn'],
  identify: (properties, context) => text(properties, 'LogGroupName') ?? generatedName(context, 512),
  async create(properties, context, id) {
    await context.call('logs', 'CreateLogGroup', { logGroupName: id, tags: tagMap(context.tags, properties.Tags) });
    const retentionInDays = number(properties, 'RetentionInDays');
    if (retentionInDays)
      await context.callIfServed('logs', 'PutRetentionPolicy', { logGroupName: id, retentionInDays });
    const Arn = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${id}:*`;
    return { physicalId: id, attributes: { Arn } };
  },
  async update(made, properties, _, context) {
    const logGroupName = made.physicalId;
    const retentionInDays = number(properties, 'RetentionInDays');
    if (retentionInDays) await context.callIfServed('logs', 'PutRetentionPolicy', { logGroupName, retentionInDays });
    else await context.callIfServed('logs', 'DeleteRetentionPolicy', { logGroupName });
    return made;
  },
  delete: (made, _, context) =>
    ignoreMissing(context.call('logs', 'DeleteLogGroup', { logGroupName: made.physicalId })),
};

export const logsTypes: readonly ResourceType[] = [logGroup];
