/**
 * The shapes of S3's events:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html.
 */

export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete';

export interface Change {
  readonly name: EventName;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly region: string;
  readonly accountId: string;
  readonly requestId: string;
  readonly time: Date;
}

/** One entry of a notification configuration, wherever it sends to. */
export interface Notified {
  readonly Id?: string;
  readonly Events: readonly string[];
  readonly Filter?: { readonly Key?: { readonly FilterRules?: readonly { Name: string; Value: string }[] } };
}

/** Whether the entry asks for this change: one of its events, and prefix and suffix of the key. */
export function isAsked(entry: Notified, change: Pick<Change, 'name' | 'key'>): boolean {
  const asked = entry.Events.some((event) => {
    const name = event.replace(/^s3:/, '');
    return name === change.name || (name.endsWith(':*') && change.name.startsWith(name.slice(0, -1)));
  });
  const rules = entry.Filter?.Key?.FilterRules ?? [];
  return (
    asked &&
    rules.every(({ Name, Value }) =>
      Name.toLowerCase() === 'prefix' ? change.key.startsWith(Value) : change.key.endsWith(Value),
    )
  );
}

/** One of the `Records` that Lambda, SNS and SQS get. */
export function recordOf(change: Change, configurationId = 'strata'): Record<string, unknown> {
  const created = change.name.startsWith('ObjectCreated');
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: change.region,
    eventTime: change.time.toISOString(),
    eventName: change.name,
    userIdentity: { principalId: `AWS:${change.accountId}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': change.requestId, 'x-amz-id-2': change.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: change.bucket,
        ownerIdentity: { principalId: change.accountId },
        arn: `arn:aws:s3:::${change.bucket}`,
      },
      object: {
        // As in a form: spaces are `+`, and slashes stay.
        key: encodeURIComponent(change.key).replaceAll('%2F', '/').replaceAll('%20', '+'),
        ...(created && { size: change.size, eTag: change.etag }),
        sequencer: sequencerOf(change.time),
      },
    },
  };
}

export function eventBridgeDetail(change: Change): Record<string, unknown> {
  const created = change.name.startsWith('ObjectCreated');
  return {
    version: '0',
    bucket: { name: change.bucket },
    object: {
      key: change.key,
      ...(created && { size: change.size, etag: change.etag }),
      sequencer: sequencerOf(change.time),
    },
    'request-id': change.requestId,
    requester: change.accountId,
    'source-ip-address': '127.0.0.1',
    reason: reasons[change.name],
    ...(!created && { 'deletion-type': 'Permanently Deleted' }),
  };
}

const reasons: Readonly<Record<EventName, string>> = {
  'ObjectCreated:Put': 'PutObject',
  'ObjectCreated:Copy': 'CopyObject',
  'ObjectCreated:CompleteMultipartUpload': 'CompleteMultipartUpload',
  'ObjectRemoved:Delete': 'DeleteObject',
};

let lastSequence = 0n;

/** Events of one object sort by it, as hexadecimal text. */
function sequencerOf(time: Date): string {
  const now = BigInt(time.getTime()) * 4096n;
  lastSequence = now > lastSequence ? now : lastSequence + 1n;
  return lastSequence.toString(16).toUpperCase().padStart(16, '0');
}
