/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and API_PublishBatch.html */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import type { Store } from '../../state/store.ts';
import type { Delivery, DeliveryQueue } from './deliveryQueue.ts';
import { invalid, invalidParameter, readTopicArn, type SnsStore, type Topic } from './entities.ts';
import { passesFilter } from './filterPolicy.ts';
import { bodyFor, checkMessage, type PublishedMessage } from './message.ts';

const bytes = z.union([
  z.string(),
  z.instanceof(Uint8Array).transform((value) => Buffer.from(value).toString('base64')),
]);
const content = {
  Message: z.string(),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: z
    .record(
      z.string(),
      z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: bytes.optional() }),
    )
    .default({}),
  MessageDeduplicationId: z.string().max(128).optional(),
  MessageGroupId: z.string().max(128).optional(),
};
const contentSchema = z.object(content);
type Content = z.infer<typeof contentSchema>;

interface Accepted {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

const deduplicationMs = 5 * 60_000;
const maxBatchBytes = 262_144;

export function publishOperations(kernelStore: Store, store: SnsStore, queue: DeliveryQueue): Operations {
  const publish = (topic: Topic, input: Content): Accepted => {
    const draft = {
      topicArn: topic.arn,
      message: input.Message,
      attributes: input.MessageAttributes,
      subject: input.Subject,
      structure: input.MessageStructure,
    };
    checkMessage(draft);
    // Accepted means on disk: what is delivered where is decided and queued in one transaction.
    return kernelStore.transaction(() => {
      const message: PublishedMessage = { ...draft, id: randomUUID(), timestamp: new Date().toISOString() };
      const fifo = topic.name.endsWith('.fifo') ? takeTurn(kernelStore, topic, input, message.id) : undefined;
      if (fifo?.duplicateOf) return fifo.duplicateOf;
      const deliveries: Delivery[] = [{ kind: 'keep', subscriptionArn: topic.arn, message }];
      for (const subscription of store.subscriptionsOf(topic.arn)) {
        if (subscription.pendingToken !== undefined) continue;
        if (!passesFilter(subscription, message.attributes, bodyFor(message, subscription.protocol))) continue;
        deliveries.push({ kind: 'notification', subscriptionArn: subscription.arn, message });
      }
      queue.add(deliveries);
      return { MessageId: message.id, ...(fifo ? { SequenceNumber: fifo.sequence } : {}) };
    });
  };

  return {
    Publish: operation(
      z.object({
        ...content,
        TopicArn: z.string().optional(),
        TargetArn: z.string().optional(),
        PhoneNumber: z.string().optional(),
      }),
      (input) => {
        if (input.PhoneNumber !== undefined) {
          throw new Fault('OperationNotSupported', 'SNS of the local endpoint does not deliver to sms.', 501);
        }
        const arn = input.TopicArn ?? input.TargetArn;
        if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
        return publish(store.topic(arn), input);
      },
      invalid,
    ),

    PublishBatch: operation(
      z.object({
        TopicArn: z.string(),
        PublishBatchRequestEntries: z.array(z.object({ ...content, Id: z.string() })).default([]),
      }),
      (input) => {
        const topic = store.topic(input.TopicArn);
        const entries = input.PublishBatchRequestEntries;
        if (entries.length === 0) {
          throw new Fault('EmptyBatchRequest', "The batch request doesn't contain any entries.");
        }
        if (entries.length > 10) {
          throw new Fault('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
        }
        if (new Set(entries.map((each) => each.Id)).size < entries.length) {
          throw new Fault('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
        }
        if (entries.some((each) => !/^[\w-]{1,80}$/.test(each.Id))) {
          throw new Fault(
            'InvalidBatchEntryId',
            "The Id of a batch entry in a batch request doesn't abide by the specification.",
          );
        }
        if (entries.reduce((sum, each) => sum + Buffer.byteLength(each.Message), 0) > maxBatchBytes) {
          throw new Fault(
            'BatchRequestTooLong',
            'The length of all the batch messages put together is more than the limit.',
          );
        }
        const Successful: (Accepted & { Id: string })[] = [];
        const Failed: Record<string, unknown>[] = [];
        for (const entry of entries) {
          try {
            Successful.push({ Id: entry.Id, ...publish(topic, entry) });
          } catch (error) {
            if (!(error instanceof Fault)) throw error;
            Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
          }
        }
        return { Successful, Failed };
      },
      invalid,
    ),
  };
}

interface Turn {
  readonly sequence: string;
  /** When the same message came within five minutes: what it was answered. */
  readonly duplicateOf?: Accepted;
}

/** Sequence numbers and deduplication of FIFO topics. @throws Fault InvalidParameter */
function takeTurn(kernelStore: Store, topic: Topic, input: Content, messageId: string): Turn {
  if (!input.MessageGroupId) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics');
  }
  const byContent = topic.attributes.ContentBasedDeduplication === 'true';
  if (!input.MessageDeduplicationId && !byContent) {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  const key = input.MessageDeduplicationId ?? createHash('sha256').update(input.Message).digest('hex');
  const { region } = readTopicArn(topic.arn);
  const recent = kernelStore.collection<Accepted & { readonly expires: number }>('sns.deduplication', region);
  const prefix = `${topic.arn} `;
  for (const { id, value } of [...recent.all(prefix)]) if (value.expires < Date.now()) recent.delete(id);
  const known = recent.get(prefix + key);
  if (known) {
    const { expires: _, ...answer } = known;
    return { sequence: '', duplicateOf: answer };
  }
  const counters = kernelStore.collection<{ readonly last: number }>('sns.sequence', region);
  const last = (counters.get(topic.arn)?.last ?? 0) + 1;
  counters.put(topic.arn, { last });
  const sequence = String(last).padStart(20, '1');
  recent.put(prefix + key, { MessageId: messageId, SequenceNumber: sequence, expires: Date.now() + deduplicationMs });
  return { sequence };
}
