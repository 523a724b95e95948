import { invalidParameter, type MessageAttributes, type Protocol } from './entities.ts';

/** A message as it was published, before it is made fit for each protocol. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject?: string | undefined;
  /** With MessageStructure json, the JSON with an entry a protocol. */
  readonly message: string;
  readonly structure?: string | undefined;
  readonly attributes: MessageAttributes;
  /** ISO 8601. */
  readonly timestamp: string;
}

const maxBytes = 262_144;
const maxSubject = 100;

/** What SNS refuses before anything is sent. @throws Fault InvalidParameter */
export function checkMessage(message: Omit<PublishedMessage, 'id' | 'timestamp'>): void {
  if (message.message === '') throw invalidParameter('Empty message');
  let bytes = Buffer.byteLength(message.message);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(message.attributes)) {
    if (!/^[\w.-]{1,256}$/.test(name)) throw invalidParameter(`Invalid message attribute name: ${name}`);
    const kind = DataType.split('.')[0] ?? '';
    if (!['String', 'Number', 'Binary'].includes(kind)) {
      throw invalidParameter(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = kind === 'Binary' ? BinaryValue : StringValue;
    if (value === undefined || value === '') {
      throw invalidParameter(`The message attribute '${name}' must contain non-empty message attribute value.`);
    }
    if (kind === 'Number' && (value.trim() === '' || !Number.isFinite(Number(value)))) {
      throw invalidParameter(`Could not cast message attribute '${name}' value to number.`);
    }
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(value);
  }
  if (bytes > maxBytes) throw invalidParameter('Message too long');
  if (message.subject !== undefined) {
    if (message.subject.length > maxSubject || message.subject === '' || /\p{Cc}/u.test(message.subject)) {
      throw invalidParameter('Subject');
    }
  }
  if (message.structure !== undefined) {
    if (message.structure !== 'json') throw invalidParameter('MessageStructure');
    bodies(message.message);
  }
}

/** The entries of a message with MessageStructure json. @throws Fault InvalidParameter */
function bodies(message: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (parsed === null || typeof parsed !== 'object' || typeof (parsed as { default?: unknown }).default !== 'string') {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return parsed as Record<string, unknown>;
}

/** The text that subscribers of one protocol receive. */
export function bodyFor(message: PublishedMessage, protocol: Protocol): string {
  if (message.structure !== 'json') return message.message;
  const all = bodies(message.message);
  const own = Object.hasOwn(all, protocol) ? all[protocol] : undefined;
  return typeof own === 'string' ? own : String(all.default);
}

/** The envelope that http, email-json and SQS subscribers get. Local messages carry no signature: nobody could check it. */
export function envelope(message: PublishedMessage, protocol: Protocol): Record<string, unknown> {
  const attributes = Object.entries(message.attributes).map(([name, each]) => [
    name,
    { Type: each.DataType, Value: each.StringValue ?? each.BinaryValue ?? '' },
  ]);
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: bodyFor(message, protocol),
    Timestamp: message.timestamp,
    ...(attributes.length > 0 ? { MessageAttributes: Object.fromEntries(attributes) as unknown } : {}),
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function lambdaEvent(message: PublishedMessage, subscriptionArn: string): Record<string, unknown> {
  const { Subject, MessageAttributes, ...rest } = envelope(message, 'lambda');
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: { ...rest, Subject: Subject ?? null, MessageAttributes: MessageAttributes ?? {} },
      },
    ],
  };
}
