/** Subscriptions: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html and its kin. */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { queryMap } from '../../server/awsQuery.ts';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, type Operations, operation } from '../../server/operation.ts';
import type { DeliveryQueue } from './deliveryQueue.ts';
import {
  attributesSchema,
  invalid,
  invalidParameter,
  type Protocol,
  type SnsStore,
  type Subscription,
  topicArnSchema,
} from './entities.ts';
import { checkFilterPolicy } from './filterPolicy.ts';
import { pageOfCollection } from './paging.ts';

const op = <I, O>(schema: z.ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation =>
  operation(schema, run, invalid);

const served: readonly Protocol[] = ['http', 'https', 'email', 'email-json', 'lambda', 'sqs'];
const unserved = ['sms', 'application', 'firehose'];
const flag = z.union([z.boolean(), z.stringbool()]);

function protocolOf(name: string): Protocol {
  const found = served.find((each) => each === name);
  if (found) return found;
  if (unserved.includes(name)) {
    throw new Fault('OperationNotSupported', `SNS of the local endpoint does not deliver to ${name}.`, 501);
  }
  throw invalidParameter(`Does not support this protocol string: ${name}`);
}

function checkEndpoint(protocol: Protocol, endpoint: string): void {
  if (protocol === 'http' || protocol === 'https') {
    if (!endpoint.startsWith(`${protocol}://`) || !URL.canParse(endpoint)) {
      throw invalidParameter('Endpoint must match the specified protocol');
    }
  } else if (protocol === 'lambda') {
    if (!/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:.+/.test(endpoint))
      throw invalidParameter('Lambda endpoint ARN');
  } else if (protocol === 'sqs') {
    if (!/^arn:aws[\w-]*:sqs:/.test(endpoint)) throw invalidParameter('SQS endpoint ARN');
  } else if (!/^[^\s@<>,;:"\p{Cc}]+@[^\s@<>,;:"\p{Cc}]+$/u.test(endpoint)) {
    throw invalidParameter('Email address');
  }
}

function checkAttribute(name: string, value: string): void {
  switch (name) {
    case 'FilterPolicy':
      if (value !== '') checkFilterPolicy(value);
      return;
    case 'FilterPolicyScope':
      if (value !== 'MessageAttributes' && value !== 'MessageBody') {
        throw invalidParameter(
          `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
        );
      }
      return;
    case 'RawMessageDelivery':
      if (value !== 'true' && value !== 'false') {
        throw invalidParameter(
          `Attributes Reason: RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
        );
      }
      return;
    case 'DeliveryPolicy':
    case 'RedrivePolicy':
      try {
        if (value !== '') JSON.parse(value);
      } catch {
        throw invalidParameter(`Attributes Reason: ${name}: failed to parse JSON.`);
      }
      return;
    case 'SubscriptionRoleArn':
    case 'ReplayPolicy':
      return;
    default:
      throw invalidParameter('AttributeName');
  }
}

export function subscriptionOperations(store: SnsStore, queue: DeliveryQueue): Operations {
  const describe = (each: Subscription, call: Call) => ({
    SubscriptionArn: each.pendingToken === undefined ? each.arn : 'PendingConfirmation',
    Owner: call.accountId,
    Protocol: each.protocol,
    Endpoint: each.endpoint,
    TopicArn: each.topicArn,
  });
  const askToConfirm = (subscription: Subscription) => {
    queue.add([
      {
        kind: 'confirmation',
        subscriptionArn: subscription.arn,
        message: {
          id: randomUUID(),
          topicArn: subscription.topicArn,
          message:
            `You have chosen to subscribe to the topic ${subscription.topicArn}.\n` +
            'To confirm the subscription, visit the SubscribeURL included in this message.',
          attributes: {},
          timestamp: new Date().toISOString(),
        },
      },
    ]);
  };

  return {
    // Email is confirmed at once, and the answer says so with the subscription's ARN: the outbox is the reader's own,
    // and nobody could click the link in a mail that was never sent.
    Subscribe: op(
      z.object({
        TopicArn: topicArnSchema,
        Protocol: z.string(),
        Endpoint: z.string().max(2048).default(''),
        Attributes: attributesSchema.default({}),
        ReturnSubscriptionArn: flag.optional(),
      }),
      (input) => {
        const topic = store.topic(input.TopicArn);
        const protocol = protocolOf(input.Protocol);
        checkEndpoint(protocol, input.Endpoint);
        for (const [name, value] of Object.entries(input.Attributes)) checkAttribute(name, value);
        const answer = (subscription: Subscription) => ({
          SubscriptionArn:
            subscription.pendingToken === undefined || input.ReturnSubscriptionArn
              ? subscription.arn
              : 'pending confirmation',
        });
        for (const known of store.subscriptionsOf(topic.arn)) {
          if (known.protocol !== protocol || known.endpoint !== input.Endpoint) continue;
          if (Object.entries(input.Attributes).some(([name, value]) => known.attributes[name] !== value)) {
            throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
          }
          if (known.pendingToken !== undefined) askToConfirm(known);
          return answer(known);
        }
        const isHttp = protocol === 'http' || protocol === 'https';
        const subscription: Subscription = {
          arn: `${topic.arn}:${randomUUID()}`,
          topicArn: topic.arn,
          protocol,
          endpoint: input.Endpoint,
          attributes: input.Attributes,
          ...(isHttp ? { pendingToken: randomBytes(64).toString('hex') } : {}),
        };
        store.putSubscription(subscription);
        if (isHttp) askToConfirm(subscription);
        return answer(subscription);
      },
    ),

    ConfirmSubscription: op(z.object({ TopicArn: topicArnSchema, Token: z.string().min(1) }), (input) => {
      store.topic(input.TopicArn);
      for (const each of store.subscriptionsOf(input.TopicArn)) {
        if (each.pendingToken !== input.Token && each.confirmedBy !== input.Token) continue;
        const { pendingToken: _, ...confirmed } = each;
        // Confirming again with the same token is no error.
        store.putSubscription({ ...confirmed, confirmedBy: input.Token });
        return { SubscriptionArn: each.arn };
      }
      throw invalidParameter('Token');
    }),

    Unsubscribe: op(z.object({ SubscriptionArn: z.string() }), (input) => {
      const found = store.findSubscription(input.SubscriptionArn);
      if (found) store.deleteSubscription(found);
      else if (!/^arn:aws[\w-]*:sns:([^:]*:){3}[^:]+$/.test(input.SubscriptionArn)) {
        throw invalidParameter(
          `SubscriptionArn Reason: An ARN must have at least 6 elements, not ${input.SubscriptionArn}`,
        );
      }
    }),

    ListSubscriptions: op(z.object({ NextToken: z.string().optional() }), (input, call) => {
      const { items, next } = pageOfCollection(store.subscriptions(call.region), input.NextToken);
      return { Subscriptions: items.map((each) => describe(each, call)), ...(next ? { NextToken: next } : {}) };
    }),

    ListSubscriptionsByTopic: op(
      z.object({ TopicArn: topicArnSchema, NextToken: z.string().optional() }),
      (input, call) => {
        const topic = store.topic(input.TopicArn);
        const { items, next } = pageOfCollection(store.subscriptions(call.region), input.NextToken, `${topic.arn}:`);
        return { Subscriptions: items.map((each) => describe(each, call)), ...(next ? { NextToken: next } : {}) };
      },
    ),

    GetSubscriptionAttributes: op(z.object({ SubscriptionArn: z.string() }), (input, call) => {
      const each = store.subscription(input.SubscriptionArn);
      const { attributes } = each;
      return {
        Attributes: queryMap({
          SubscriptionArn: each.arn,
          TopicArn: each.topicArn,
          Protocol: each.protocol,
          Endpoint: each.endpoint,
          Owner: call.accountId,
          PendingConfirmation: String(each.pendingToken !== undefined),
          ConfirmationWasAuthenticated: 'true',
          SubscriptionPrincipal: `arn:aws:iam::${call.accountId}:user/strata-local`,
          RawMessageDelivery: 'false',
          ...(attributes.FilterPolicy ? { FilterPolicyScope: 'MessageAttributes' } : {}),
          ...attributes,
        }),
      };
    }),

    SetSubscriptionAttributes: op(
      z.object({
        SubscriptionArn: z.string(),
        AttributeName: z.string(),
        AttributeValue: z.coerce.string().optional(),
      }),
      (input) => {
        const each = store.subscription(input.SubscriptionArn);
        const value = input.AttributeValue ?? '';
        checkAttribute(input.AttributeName, value);
        const { [input.AttributeName]: _, ...others } = each.attributes;
        store.putSubscription({
          ...each,
          attributes: value === '' || value === '{}' ? others : { ...others, [input.AttributeName]: value },
        });
      },
    ),
  };
}
