/** Topics: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html and its kin. */
import { z } from 'zod';
import { queryMap } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, type Operations, operation } from '../../server/operation.ts';
import {
  attributesSchema,
  invalid,
  invalidParameter,
  type SnsStore,
  type Tag,
  type Topic,
  tagsSchema,
  topicArnSchema,
} from './entities.ts';
import { pageOfCollection } from './paging.ts';

const op = <I, O>(schema: z.ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation =>
  operation(schema, run, invalid);

const settable = [
  'DisplayName',
  'Policy',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
  'ContentBasedDeduplication',
  'FifoThroughputScope',
  'ArchivePolicy',
  'DataProtectionPolicy',
];
/** Which deliveries are logged to CloudWatch and how; kept, while the endpoint logs all of them itself. */
const feedback = /^(HTTP|Lambda|SQS|Firehose|Application)(Success|Failure)Feedback(RoleArn|SampleRate)$/;

function checkAttributes(attributes: Readonly<Record<string, string>>, alsoTaken: readonly string[] = []): void {
  for (const name of Object.keys(attributes)) {
    if (![...settable, ...alsoTaken].includes(name) && !feedback.test(name)) {
      throw invalidParameter(`Attributes Reason: Unknown attribute ${name}`);
    }
  }
  if ((attributes.DisplayName?.length ?? 0) > 100)
    throw invalidParameter('Attributes Reason: Display name is too long');
}

const defaultPolicy = (topicArn: string, accountId: string) =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:DeleteTopic', 'SNS:Subscribe', 'SNS:Publish'],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceAccount': accountId } },
      },
    ],
  });

const sameTags = (a: readonly Tag[], b: readonly Tag[]) =>
  a.length === b.length && a.every((tag) => b.some((each) => each.Key === tag.Key && each.Value === tag.Value));

export function topicOperations(store: SnsStore): Operations {
  return {
    CreateTopic: op(
      z.object({
        Name: z.string(),
        Attributes: attributesSchema.default({}),
        Tags: tagsSchema.optional(),
        DataProtectionPolicy: z.string().optional(),
      }),
      (input, call) => {
        const fifo = input.Name.endsWith('.fifo');
        if (!/^[\w-]{1,256}$/.test(fifo ? input.Name.slice(0, -5) : input.Name) || input.Name.length > 256) {
          throw invalidParameter('Topic Name');
        }
        if ((input.Attributes.FifoTopic === 'true') !== fifo) {
          throw invalidParameter(
            fifo
              ? 'Fifo Topic names must end with .fifo and FifoTopic must be true.'
              : 'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
          );
        }
        checkAttributes(input.Attributes, ['FifoTopic']);
        const arn = `arn:aws:sns:${call.region}:${call.accountId}:${input.Name}`;
        const attributes = { ...(fifo ? { ContentBasedDeduplication: 'false' } : {}), ...input.Attributes };
        const topic: Topic = { arn, name: input.Name, attributes, tags: input.Tags ?? [], deletedSubscriptions: 0 };
        if (!store.topics(call.region).insert(arn, topic)) {
          const known = store.topic(arn);
          if (Object.entries(input.Attributes).some(([name, value]) => (known.attributes[name] ?? '') !== value)) {
            throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
          }
          if (input.Tags && !sameTags(known.tags, input.Tags)) {
            throw invalidParameter('Tags Reason: Topic already exists with different tags');
          }
        }
        return { TopicArn: arn };
      },
    ),

    DeleteTopic: op(z.object({ TopicArn: topicArnSchema }), (input) => {
      // No error for one that is gone already.
      store.deleteTopic(input.TopicArn);
    }),

    ListTopics: op(z.object({ NextToken: z.string().optional() }), (input, call) => {
      const { items, next } = pageOfCollection(store.topics(call.region), input.NextToken);
      return { Topics: items.map((topic) => ({ TopicArn: topic.arn })), ...(next ? { NextToken: next } : {}) };
    }),

    GetTopicAttributes: op(z.object({ TopicArn: topicArnSchema }), (input, call) => {
      const topic = store.topic(input.TopicArn);
      const subscriptions = [...store.subscriptionsOf(topic.arn)];
      const pending = subscriptions.filter((each) => each.pendingToken !== undefined).length;
      return {
        Attributes: queryMap({
          TopicArn: topic.arn,
          Owner: call.accountId,
          DisplayName: '',
          Policy: defaultPolicy(topic.arn, call.accountId),
          EffectiveDeliveryPolicy:
            topic.attributes.DeliveryPolicy ??
            '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}',
          ...topic.attributes,
          SubscriptionsConfirmed: String(subscriptions.length - pending),
          SubscriptionsPending: String(pending),
          SubscriptionsDeleted: String(topic.deletedSubscriptions),
        }),
      };
    }),

    SetTopicAttributes: op(
      z.object({ TopicArn: topicArnSchema, AttributeName: z.string(), AttributeValue: z.coerce.string().optional() }),
      (input) => {
        const topic = store.topic(input.TopicArn);
        const { [input.AttributeName]: _, ...others } = topic.attributes;
        const value = input.AttributeValue ?? '';
        checkAttributes({ [input.AttributeName]: value });
        store.putTopic({ ...topic, attributes: value === '' ? others : { ...others, [input.AttributeName]: value } });
      },
    ),

    TagResource: op(z.object({ ResourceArn: z.string(), Tags: tagsSchema }), (input) => {
      const topic = tagged(store, input.ResourceArn);
      const kept = topic.tags.filter((tag) => !input.Tags.some((each) => each.Key === tag.Key));
      store.putTopic({ ...topic, tags: [...kept, ...input.Tags] });
      return {};
    }),

    UntagResource: op(z.object({ ResourceArn: z.string(), TagKeys: z.array(z.string()) }), (input) => {
      const topic = tagged(store, input.ResourceArn);
      store.putTopic({ ...topic, tags: topic.tags.filter((tag) => !input.TagKeys.includes(tag.Key)) });
      return {};
    }),

    ListTagsForResource: op(z.object({ ResourceArn: z.string() }), (input) => ({
      Tags: tagged(store, input.ResourceArn).tags,
    })),
  };
}

function tagged(store: SnsStore, arn: string): Topic {
  try {
    return store.topic(arn);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NotFound') {
      throw new Fault('ResourceNotFound', 'Resource does not exist', 404);
    }
    throw error;
  }
}
