/** How each protocol gets its messages. */
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import { confirmationUrl } from './confirmation.ts';
import { type Delivery, DeliveryError, type RetryPolicy } from './deliveryQueue.ts';
import { readTopicArn, type SnsStore, type Subscription } from './entities.ts';
import { bodyFor, envelope, lambdaEvent } from './message.ts';
import { keepNotification } from './notifications.ts';
import { writeToOutbox } from './outbox.ts';

/** SNS's own default for http; https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html. */
const defaultRetries: RetryPolicy = { retries: 3, delaySeconds: 20 };
const mostRetries = 100;
const httpTimeoutMs = 15_000;

export function retryPolicyOf(store: SnsStore, delivery: Delivery): RetryPolicy {
  const policy = store.findSubscription(delivery.subscriptionArn)?.attributes.DeliveryPolicy;
  if (!policy) return defaultRetries;
  try {
    const { healthyRetryPolicy = {} } = JSON.parse(policy) as {
      healthyRetryPolicy?: { numRetries?: number; minDelayTarget?: number };
    };
    return {
      retries: Math.min(healthyRetryPolicy.numRetries ?? defaultRetries.retries, mostRetries),
      delaySeconds: healthyRetryPolicy.minDelayTarget ?? defaultRetries.delaySeconds,
    };
  } catch {
    // SetSubscriptionAttributes takes no such policy; an older state may hold one.
    return defaultRetries;
  }
}

/** @throws DeliveryError */
export async function deliver(kernel: Kernel, store: SnsStore, delivery: Delivery, signal: AbortSignal): Promise<void> {
  if (delivery.kind === 'keep') return keepNotification(kernel.folder.notifications, delivery.message);
  const subscription = store.findSubscription(delivery.subscriptionArn);
  // Who unsubscribed meanwhile gets nothing more.
  if (!subscription) return;
  const { message } = delivery;
  switch (subscription.protocol) {
    case 'email':
    case 'email-json': {
      const { region } = readTopicArn(message.topicArn);
      const displayName = store.topics(region).get(message.topicArn)?.attributes.DisplayName ?? '';
      writeToOutbox(kernel.folder.outbox, message, subscription, displayName);
      return;
    }
    case 'lambda':
      await invokeLambda(kernel, delivery, subscription, signal);
      return;
    case 'http':
    case 'https':
      await post(kernel, delivery, subscription, signal);
      return;
    case 'sqs':
      throw new DeliveryError('The local endpoint has no SQS; the message was not delivered.', true);
  }
}

async function invokeLambda(
  kernel: Kernel,
  { message }: Delivery,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<void> {
  const { region } = readTopicArn(message.topicArn);
  const Payload = Buffer.from(JSON.stringify(lambdaEvent(message, subscription.arn)));
  try {
    await kernel.call(
      'lambda',
      'Invoke',
      { FunctionName: subscription.endpoint, InvocationType: 'Event', Payload },
      { region, signal },
    );
  } catch (error) {
    if (error instanceof Fault)
      throw new DeliveryError(`${error.code}: ${error.message}`, error.status < 500 || error.status === 501);
    throw error;
  }
}

async function post(
  kernel: Kernel,
  delivery: Delivery,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<void> {
  const { message, kind } = delivery;
  const raw = kind === 'notification' && subscription.attributes.RawMessageDelivery === 'true';
  const body = raw
    ? bodyFor(message, subscription.protocol)
    : JSON.stringify(
        kind === 'confirmation'
          ? await confirmation(kernel, delivery, subscription)
          : envelope(message, subscription.protocol),
      );
  let response: Response;
  try {
    response = await fetch(subscription.endpoint, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': kind === 'confirmation' ? 'SubscriptionConfirmation' : 'Notification',
        'x-amz-sns-message-id': message.id,
        'x-amz-sns-topic-arn': message.topicArn,
        ...(kind === 'confirmation' ? {} : { 'x-amz-sns-subscription-arn': subscription.arn }),
        ...(raw ? { 'x-amz-sns-rawdelivery': 'true' } : {}),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(httpTimeoutMs)]),
    });
    await response.body?.cancel();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw new DeliveryError(cause ?? (error instanceof Error ? error.message : String(error)), false);
  }
  if (response.ok) return;
  const clientError = response.status >= 400 && response.status < 500 && response.status !== 429;
  throw new DeliveryError(`${subscription.endpoint} answered ${response.status}`, clientError);
}

async function confirmation(
  kernel: Kernel,
  { message }: Delivery,
  subscription: Subscription,
): Promise<Record<string, unknown>> {
  const token = subscription.pendingToken ?? '';
  return {
    Type: 'SubscriptionConfirmation',
    MessageId: message.id,
    Token: token,
    TopicArn: message.topicArn,
    Message: message.message,
    SubscribeURL: await confirmationUrl(kernel, message.topicArn, token),
    Timestamp: message.timestamp,
  };
}
