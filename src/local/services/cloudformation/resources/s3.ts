import type { Json } from '../template/template.ts';
import { refuseExisting } from './exists.ts';
import {
  document,
  flag,
  ignoreMissing,
  list,
  needText,
  number,
  record,
  records,
  tagList,
  tagMap,
  text,
} from './read.ts';
import { generatedName, lower, type Made, type ResourceContext, type ResourceType } from './resourceType.ts';

/** A setting of a bucket: what to put for the property, and how it is taken back. */
interface Setting {
  readonly property: string;
  readonly put: string;
  readonly input: (value: Json, bucket: Json, context: ResourceContext) => Json;
  /** Absent: the same Put with what `input` makes of nothing. */
  readonly remove?: string;
}

const settings: readonly Setting[] = [
  {
    property: 'VersioningConfiguration',
    put: 'PutBucketVersioning',
    input: (value) => ({ VersioningConfiguration: { Status: text(value, 'Status') ?? 'Suspended' } }),
  },
  {
    property: 'BucketEncryption',
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    input: (value) => ({
      ServerSideEncryptionConfiguration: {
        Rules: records(value, 'ServerSideEncryptionConfiguration').map((rule) => ({
          ApplyServerSideEncryptionByDefault: record(rule, 'ServerSideEncryptionByDefault'),
          BucketKeyEnabled: flag(rule, 'BucketKeyEnabled'),
        })),
      },
    }),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    put: 'PutPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    input: (value) => ({
      PublicAccessBlockConfiguration: Object.fromEntries(
        ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map((name) => [
          name,
          flag(value, name) ?? false,
        ]),
      ),
    }),
  },
  {
    property: 'LifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    remove: 'DeleteBucketLifecycle',
    input: (value) => ({ LifecycleConfiguration: { Rules: records(value, 'Rules').map(lifecycleRule) } }),
  },
  {
    property: 'OwnershipControls',
    put: 'PutBucketOwnershipControls',
    remove: 'DeleteBucketOwnershipControls',
    input: (value) => ({ OwnershipControls: value }),
  },
  {
    property: 'CorsConfiguration',
    put: 'PutBucketCors',
    remove: 'DeleteBucketCors',
    input: (value) => ({
      CORSConfiguration: {
        CORSRules: records(value, 'CorsRules').map((rule) => ({
          ID: rule.Id,
          AllowedHeaders: rule.AllowedHeaders,
          AllowedMethods: rule.AllowedMethods,
          AllowedOrigins: rule.AllowedOrigins,
          ExposeHeaders: rule.ExposedHeaders,
          MaxAgeSeconds: number(rule, 'MaxAge'),
        })),
      },
    }),
  },
  {
    property: 'NotificationConfiguration',
    put: 'PutBucketNotificationConfiguration',
    input: (value) => ({ NotificationConfiguration: notifications(value) }),
  },
];

const ignored = [
  'AbacStatus',
  'AccelerateConfiguration',
  'AccessControl',
  'AnalyticsConfigurations',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LoggingConfiguration',
  'MetadataTableConfiguration',
  'MetricsConfigurations',
  'ObjectLockConfiguration',
  'ObjectLockEnabled',
  'ReplicationConfiguration',
  'WebsiteConfiguration',
];

const bucket: ResourceType = {
  type: 'AWS::S3::Bucket',
  properties: ['BucketName', 'Tags', ...settings.map((setting) => setting.property)],
  ignored,
  replaceOn: ['BucketName'],
  nameProperty: 'BucketName',
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
  identify: (properties, context) => text(properties, 'BucketName') ?? generatedName(context, 63, lower),
  async create(properties, context, id) {
    await refuseExisting(context, id, 's3', 'HeadBucket', { Bucket: id });
    const elsewhere = context.region !== 'us-east-1';
    await context.call('s3', 'CreateBucket', {
      Bucket: id,
      ...(elsewhere ? { CreateBucketConfiguration: { LocationConstraint: context.region } } : {}),
    });
    await configure(id, properties, {}, context);
    return madeBucket(id, context);
  },
  async update(made, properties, previous, context) {
    await configure(made.physicalId, properties, previous, context);
    return madeBucket(made.physicalId, context);
  },
  delete: (made, _, context) => ignoreMissing(context.call('s3', 'DeleteBucket', { Bucket: made.physicalId })),
};

async function configure(name: string, properties: Json, previous: Json, context: ResourceContext): Promise<void> {
  for (const { property, put, input, remove } of settings) {
    const value = record(properties, property);
    if (value) await context.callIfServed('s3', put, { Bucket: name, ...input(value, properties, context) });
    else if (previous[property] !== undefined) {
      await context.callIfServed('s3', remove ?? put, {
        Bucket: name,
        ...(remove ? {} : input({}, properties, context)),
      });
    }
  }
  const TagSet = tagList(tagMap(context.tags, properties.Tags));
  if (TagSet.length > 0) await context.callIfServed('s3', 'PutBucketTagging', { Bucket: name, Tagging: { TagSet } });
  else if (previous.Tags !== undefined) await context.callIfServed('s3', 'DeleteBucketTagging', { Bucket: name });
}

function madeBucket(name: string, context: ResourceContext): Made {
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${context.region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${context.region}.amazonaws.com`,
    },
  };
}

function lifecycleRule(rule: Json): Json {
  const days = number(rule, 'ExpirationInDays');
  const date = text(rule, 'ExpirationDate');
  const old = record(rule, 'NoncurrentVersionExpiration');
  const abort = record(rule, 'AbortIncompleteMultipartUpload');
  return {
    ID: text(rule, 'Id'),
    Status: text(rule, 'Status'),
    Filter: { Prefix: text(rule, 'Prefix') ?? '' },
    ...(days === undefined && date === undefined
      ? {}
      : { Expiration: { Days: days, ...(date === undefined ? {} : { Date: new Date(date) }) } }),
    ...(old ? { NoncurrentVersionExpiration: { NoncurrentDays: number(old, 'NoncurrentDays') } } : {}),
    ...(abort ? { AbortIncompleteMultipartUpload: { DaysAfterInitiation: number(abort, 'DaysAfterInitiation') } } : {}),
    ...(rule.Transitions === undefined
      ? {}
      : {
          Transitions: records(rule, 'Transitions').map((transition) => ({
            StorageClass: text(transition, 'StorageClass'),
            Days: number(transition, 'TransitionInDays'),
          })),
        }),
  };
}

/** CloudFormation has one Event where the API has a list, and other names for the same. */
function notifications(value: Json): Json {
  const targets = (name: string, source: string, target: string) =>
    records(value, name).map((each) => ({
      [target]: text(each, source),
      Events: [text(each, 'Event')],
      ...(record(each, 'Filter')
        ? {
            Filter: {
              Key: {
                FilterRules: list(record(record(each, 'Filter')!, 'S3Key') ?? {}, 'Rules'),
              },
            },
          }
        : {}),
    }));
  const events = record(value, 'EventBridgeConfiguration');
  const wanted = events !== undefined && flag(events, 'EventBridgeEnabled') !== false;
  return {
    LambdaFunctionConfigurations: targets('LambdaConfigurations', 'Function', 'LambdaFunctionArn'),
    TopicConfigurations: targets('TopicConfigurations', 'Topic', 'TopicArn'),
    QueueConfigurations: targets('QueueConfigurations', 'Queue', 'QueueArn'),
    ...(wanted ? { EventBridgeConfiguration: {} } : {}),
  };
}

const bucketPolicy: ResourceType = {
  type: 'AWS::S3::BucketPolicy',
  properties: ['Bucket', 'PolicyDocument'],
  required: ['Bucket', 'PolicyDocument'],
  replaceOn: ['Bucket'],
  identify: (properties) => needText(properties, 'Bucket'),
  async create(properties, context, id) {
    await context.call('s3', 'PutBucketPolicy', { Bucket: id, Policy: document(properties, 'PolicyDocument') });
    return { physicalId: id, attributes: {} };
  },
  async update(made, properties, _, context) {
    const Policy = document(properties, 'PolicyDocument');
    await context.call('s3', 'PutBucketPolicy', { Bucket: made.physicalId, Policy });
    return made;
  },
  delete: (made, _, context) => ignoreMissing(context.call('s3', 'DeleteBucketPolicy', { Bucket: made.physicalId })),
};

export const s3Types: readonly ResourceType[] = [bucket, bucketPolicy];
