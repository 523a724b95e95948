import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Topic {
  readonly arn: string;
  readonly name: string;
  /** Only those that were set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly deletedSubscriptions: number;
}

export type Protocol = 'http' | 'https' | 'email' | 'email-json' | 'lambda' | 'sqs';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Waiting for ConfirmSubscription with this token; absent once confirmed. */
  readonly pendingToken?: string | undefined;
  /** The token that confirmed it. */
  readonly confirmedBy?: string | undefined;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64. */
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

export const invalid = 'InvalidParameter';
export const invalidParameter = (what: string) => new Fault(invalid, `Invalid parameter: ${what}`);

export const topicArnSchema = z.string().min(1);
export const tagsSchema = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50);
/** Attribute values are strings on the wire; other local services may give booleans and numbers. */
export const attributesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** Region and name of a topic's ARN. @throws Fault InvalidParameter */
export function readTopicArn(arn: string): { readonly region: string; readonly name: string } {
  const found = /^arn:aws[\w-]*:sns:([\w-]+):\d{12}:([\w-]+(?:\.fifo)?)$/.exec(arn);
  if (!found?.[1] || !found[2])
    throw invalidParameter(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn}`);
  return { region: found[1], name: found[2] };
}

/** Topics and subscriptions by ARN; each in the region that its ARN names. */
export class SnsStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  topics(region: string): Collection<Topic> {
    return this.#store.collection('sns.topic', region);
  }

  subscriptions(region: string): Collection<Subscription> {
    return this.#store.collection('sns.subscription', region);
  }

  /** @throws Fault NotFound */
  topic(arn: string): Topic {
    const found = this.topics(readTopicArn(arn).region).get(arn);
    if (!found) throw new Fault('NotFound', 'Topic does not exist', 404);
    return found;
  }

  putTopic(topic: Topic): void {
    this.topics(readTopicArn(topic.arn).region).put(topic.arn, topic);
  }

  findSubscription(arn: string): Subscription | undefined {
    return this.subscriptions(arn.split(':')[3] ?? '').get(arn);
  }

  /** @throws Fault NotFound */
  subscription(arn: string): Subscription {
    const found = this.findSubscription(arn);
    if (!found) throw new Fault('NotFound', 'Subscription does not exist', 404);
    return found;
  }

  putSubscription(subscription: Subscription): void {
    this.subscriptions(readTopicArn(subscription.topicArn).region).put(subscription.arn, subscription);
  }

  /** A subscription's ARN is its topic's and an id. */
  *subscriptionsOf(topicArn: string): Generator<Subscription> {
    for (const { value } of this.subscriptions(readTopicArn(topicArn).region).all(`${topicArn}:`)) yield value;
  }

  deleteSubscription(subscription: Subscription): void {
    this.#store.transaction(() => {
      const { region } = readTopicArn(subscription.topicArn);
      if (!this.subscriptions(region).delete(subscription.arn)) return;
      const topic = this.topics(region).get(subscription.topicArn);
      if (topic) this.putTopic({ ...topic, deletedSubscriptions: topic.deletedSubscriptions + 1 });
    });
  }

  deleteTopic(arn: string): void {
    this.#store.transaction(() => {
      const { region } = readTopicArn(arn);
      for (const subscription of [...this.subscriptionsOf(arn)]) this.subscriptions(region).delete(subscription.arn);
      this.topics(region).delete(arn);
    });
  }
}
