/**
 * Amazon SNS: topics and subscriptions that really deliver: mails as files in the outbox, http endpoints posted to,
 * Lambda functions invoked. https://docs.aws.amazon.com/sns/latest/api/welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { deliver, retryPolicyOf } from './deliver.ts';
import { DeliveryQueue } from './deliveryQueue.ts';
import { SnsStore } from './entities.ts';
import { publishOperations } from './publish.ts';
import { subscriptionOperations } from './subscriptionOperations.ts';
import { topicOperations } from './topicOperations.ts';

export function createSns(kernel: Kernel): LocalService {
  const store = new SnsStore(kernel.store);
  const queue = new DeliveryQueue({
    store: kernel.store,
    log: kernel.log,
    deliver: (delivery, signal) => deliver(kernel, store, delivery, signal),
    retryPolicy: (delivery) => retryPolicyOf(store, delivery),
  });
  return {
    name: 'sns',
    protocol: { kind: 'query', xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' },
    operations: {
      ...topicOperations(store),
      ...subscriptionOperations(store, queue),
      ...publishOperations(kernel.store, store, queue),
    },
    start: () => queue.wake(),
    stop: () => queue.stop(),
  };
}
