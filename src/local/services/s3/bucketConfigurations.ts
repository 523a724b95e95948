/**
 * The configurations of a bucket that are kept as they are given: one line each, with S3's own error for its absence.
 * Of these the endpoint acts on notifications and tags; the others are kept so that templates and tools work, and
 * change nothing (there is one user, and no version or replica).
 */
import type { Collection, Store } from '../../state/store.ts';
import type { Members, Shape } from './wire/xmlShape.ts';

export interface BucketConfiguration {
  /** Its query parameter on the wire, and the id it is kept under. */
  readonly name: string;
  readonly get: string;
  readonly put: string;
  readonly delete?: string;
  /** The member of the put's input, and the root of the XML that carries it. */
  readonly member: string;
  readonly root: string;
  readonly shape: Shape | 'json';
  /** The output is `{[member]: …}` where the SDK wraps it, else its members themselves. */
  readonly wrapped?: boolean;
  /** What a bucket without one answers: an error, or a default. */
  readonly absent: { readonly code: string; readonly message: string } | { readonly value: Record<string, unknown> };
  readonly putStatus?: number;
}

const text = 'string' as const;
const texts: Shape = { flat: text };
const at = (as: string, shape: Shape) => ({ as, shape });
const tag: Shape = { members: { Key: text, Value: text } };
export const taggingShape: Shape = { members: { TagSet: { list: tag, item: 'Tag' } } };

const filterRules: Shape = {
  members: { FilterRules: at('FilterRule', { flat: { members: { Name: text, Value: text } } }) },
};
const notified = (member: string, as: string): Members => ({
  Id: text,
  [member]: at(as, text),
  Events: at('Event', texts),
  Filter: { members: { Key: at('S3Key', filterRules) } },
});

const transition: Shape = { members: { Date: text, Days: 'number', StorageClass: text } };
const lifecycleRule: Shape = {
  members: {
    ID: text,
    Prefix: text,
    Filter: {
      members: {
        Prefix: text,
        Tag: tag,
        ObjectSizeGreaterThan: 'number',
        ObjectSizeLessThan: 'number',
        And: {
          members: {
            Prefix: text,
            Tags: at('Tag', { flat: tag }),
            ObjectSizeGreaterThan: 'number',
            ObjectSizeLessThan: 'number',
          },
        },
      },
    },
    Status: text,
    Transitions: at('Transition', { flat: transition }),
    Expiration: { members: { Date: text, Days: 'number', ExpiredObjectDeleteMarker: 'boolean' } },
    NoncurrentVersionTransitions: at('NoncurrentVersionTransition', {
      flat: { members: { NoncurrentDays: 'number', StorageClass: text, NewerNoncurrentVersions: 'number' } },
    }),
    NoncurrentVersionExpiration: { members: { NoncurrentDays: 'number', NewerNoncurrentVersions: 'number' } },
    AbortIncompleteMultipartUpload: { members: { DaysAfterInitiation: 'number' } },
  },
};

export const bucketConfigurations: readonly BucketConfiguration[] = [
  {
    name: 'tagging',
    get: 'GetBucketTagging',
    put: 'PutBucketTagging',
    delete: 'DeleteBucketTagging',
    member: 'Tagging',
    root: 'Tagging',
    shape: taggingShape,
    absent: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
    putStatus: 204,
  },
  {
    name: 'versioning',
    get: 'GetBucketVersioning',
    put: 'PutBucketVersioning',
    member: 'VersioningConfiguration',
    root: 'VersioningConfiguration',
    shape: { members: { Status: text, MFADelete: at('MfaDelete', text) } },
    absent: { value: {} },
  },
  {
    name: 'notification',
    get: 'GetBucketNotificationConfiguration',
    put: 'PutBucketNotificationConfiguration',
    member: 'NotificationConfiguration',
    root: 'NotificationConfiguration',
    shape: {
      members: {
        TopicConfigurations: at('TopicConfiguration', { flat: { members: notified('TopicArn', 'Topic') } }),
        QueueConfigurations: at('QueueConfiguration', { flat: { members: notified('QueueArn', 'Queue') } }),
        LambdaFunctionConfigurations: at('CloudFunctionConfiguration', {
          flat: { members: notified('LambdaFunctionArn', 'CloudFunction') },
        }),
        EventBridgeConfiguration: { members: {} },
      },
    },
    absent: { value: {} },
  },
  {
    name: 'publicAccessBlock',
    get: 'GetPublicAccessBlock',
    put: 'PutPublicAccessBlock',
    delete: 'DeletePublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    root: 'PublicAccessBlockConfiguration',
    wrapped: true,
    shape: {
      members: {
        BlockPublicAcls: 'boolean',
        IgnorePublicAcls: 'boolean',
        BlockPublicPolicy: 'boolean',
        RestrictPublicBuckets: 'boolean',
      },
    },
    // New buckets of S3 block everything.
    absent: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  {
    name: 'policy',
    get: 'GetBucketPolicy',
    put: 'PutBucketPolicy',
    delete: 'DeleteBucketPolicy',
    member: 'Policy',
    root: 'Policy',
    wrapped: true,
    shape: 'json',
    absent: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
    putStatus: 204,
  },
  {
    name: 'encryption',
    get: 'GetBucketEncryption',
    put: 'PutBucketEncryption',
    delete: 'DeleteBucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    root: 'ServerSideEncryptionConfiguration',
    wrapped: true,
    shape: {
      members: {
        Rules: at('Rule', {
          flat: {
            members: {
              ApplyServerSideEncryptionByDefault: { members: { SSEAlgorithm: text, KMSMasterKeyID: text } },
              BucketKeyEnabled: 'boolean',
            },
          },
        }),
      },
    },
    absent: {
      value: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    },
  },
  {
    name: 'lifecycle',
    get: 'GetBucketLifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    delete: 'DeleteBucketLifecycle',
    member: 'LifecycleConfiguration',
    root: 'LifecycleConfiguration',
    shape: { members: { Rules: at('Rule', { flat: lifecycleRule }) } },
    absent: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  {
    name: 'cors',
    get: 'GetBucketCors',
    put: 'PutBucketCors',
    delete: 'DeleteBucketCors',
    member: 'CORSConfiguration',
    root: 'CORSConfiguration',
    shape: {
      members: {
        CORSRules: at('CORSRule', {
          flat: {
            members: {
              ID: text,
              AllowedHeaders: at('AllowedHeader', texts),
              AllowedMethods: at('AllowedMethod', texts),
              AllowedOrigins: at('AllowedOrigin', texts),
              ExposeHeaders: at('ExposeHeader', texts),
              MaxAgeSeconds: 'number',
            },
          },
        }),
      },
    },
    absent: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
  },
  {
    name: 'ownershipControls',
    get: 'GetBucketOwnershipControls',
    put: 'PutBucketOwnershipControls',
    delete: 'DeleteBucketOwnershipControls',
    member: 'OwnershipControls',
    root: 'OwnershipControls',
    wrapped: true,
    shape: { members: { Rules: at('Rule', { flat: { members: { ObjectOwnership: text } } }) } },
    absent: {
      code: 'OwnershipControlsNotFoundError',
      message: 'The bucket ownership controls were not found',
    },
  },
  {
    name: 'logging',
    get: 'GetBucketLogging',
    put: 'PutBucketLogging',
    member: 'BucketLoggingStatus',
    root: 'BucketLoggingStatus',
    shape: { members: { LoggingEnabled: { members: { TargetBucket: text, TargetPrefix: text } } } },
    absent: { value: {} },
  },
  {
    name: 'accelerate',
    get: 'GetBucketAccelerateConfiguration',
    put: 'PutBucketAccelerateConfiguration',
    member: 'AccelerateConfiguration',
    root: 'AccelerateConfiguration',
    shape: { members: { Status: text } },
    absent: { value: {} },
  },
  {
    name: 'requestPayment',
    get: 'GetBucketRequestPayment',
    put: 'PutBucketRequestPayment',
    member: 'RequestPaymentConfiguration',
    root: 'RequestPaymentConfiguration',
    shape: { members: { Payer: text } },
    absent: { value: { Payer: 'BucketOwner' } },
  },
  {
    name: 'website',
    get: 'GetBucketWebsite',
    put: 'PutBucketWebsite',
    delete: 'DeleteBucketWebsite',
    member: 'WebsiteConfiguration',
    root: 'WebsiteConfiguration',
    shape: {
      members: {
        IndexDocument: { members: { Suffix: text } },
        ErrorDocument: { members: { Key: text } },
        RedirectAllRequestsTo: { members: { HostName: text, Protocol: text } },
      },
    },
    absent: {
      code: 'NoSuchWebsiteConfiguration',
      message: 'The specified bucket does not have a website configuration',
    },
  },
];

/**
 * What the local S3 does not keep at all: reading it answers as for a bucket without one, which tools that look at
 * everything (Terraform, the CLI) take well. Putting it is refused, for it would not be done.
 */
export const absentConfigurations: Readonly<
  Record<string, { readonly get: string; readonly code: string; readonly message: string }>
> = {
  replication: {
    get: 'GetBucketReplication',
    code: 'ReplicationConfigurationNotFoundError',
    message: 'The replication configuration was not found',
  },
  'object-lock': {
    get: 'GetObjectLockConfiguration',
    code: 'ObjectLockConfigurationNotFoundError',
    message: 'Object Lock configuration does not exist for this bucket',
  },
};

/** What is kept: the configuration as the SDK shapes it; of a policy its text. */
export type Kept = Record<string, unknown> | string;

export function keptConfigurations(store: Store): Collection<Kept> {
  return store.collection<Kept>('s3.configuration', 'global');
}

export function configurationId(bucket: string, name: string): string {
  return `${bucket}/${name}`;
}

/** For a bucket that is deleted. */
export function removeConfigurations(store: Store, bucket: string): void {
  const kept = keptConfigurations(store);
  for (const { name } of bucketConfigurations) kept.delete(configurationId(bucket, name));
}
