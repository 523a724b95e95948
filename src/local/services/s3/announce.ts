/**
 * Tells EventBridge, Lambda, SNS and SQS of changes, as a bucket's notification configuration asks. An event is sent
 * once, after the change; one that cannot be delivered is logged, and does not undo the change.
 */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import type { Call } from '../../server/operation.ts';
import { configurationId, keptConfigurations } from './bucketConfigurations.ts';
import {
  type Change,
  type EventName,
  eventBridgeDetail,
  isAsked,
  type Notified,
  recordOf,
} from './notificationEvents.ts';
import type { ObjectRow } from './objectRow.ts';

interface NotificationConfiguration {
  readonly TopicConfigurations?: readonly (Notified & { readonly TopicArn: string })[];
  readonly QueueConfigurations?: readonly (Notified & { readonly QueueArn: string })[];
  readonly LambdaFunctionConfigurations?: readonly (Notified & { readonly LambdaFunctionArn: string })[];
  readonly EventBridgeConfiguration?: object;
}

type AnnouncingKernel = Pick<Kernel, 'store' | 'events' | 'call' | 'log' | 'accountId'>;

export function announce(
  { kernel }: { readonly kernel: AnnouncingKernel },
  name: EventName,
  row: ObjectRow,
  call: Pick<Call, 'region' | 'requestId'>,
): void {
  const id = configurationId(row.bucket, 'notification');
  const configuration = keptConfigurations(kernel.store).get(id) as NotificationConfiguration | undefined;
  if (!configuration) return;
  const change: Change = {
    name,
    bucket: row.bucket,
    key: row.key,
    size: row.size,
    etag: row.etag,
    region: call.region,
    accountId: kernel.accountId,
    requestId: call.requestId,
    time: new Date(),
  };
  if (configuration.EventBridgeConfiguration) {
    kernel.events.emit({
      id: randomUUID(),
      source: 'aws.s3',
      'detail-type': name.startsWith('ObjectCreated') ? 'Object Created' : 'Object Deleted',
      account: kernel.accountId,
      time: change.time.toISOString(),
      region: call.region,
      resources: [`arn:aws:s3:::${row.bucket}`],
      detail: eventBridgeDetail(change),
    });
  }
  for (const each of configuration.LambdaFunctionConfigurations ?? []) {
    if (!isAsked(each, change)) continue;
    const payload = JSON.stringify({ Records: [recordOf(change, each.Id)] });
    send(kernel, call, each.LambdaFunctionArn, 'lambda', 'Invoke', {
      FunctionName: each.LambdaFunctionArn,
      InvocationType: 'Event',
      Payload: Buffer.from(payload),
    });
  }
  for (const each of configuration.TopicConfigurations ?? []) {
    if (!isAsked(each, change)) continue;
    send(kernel, call, each.TopicArn, 'sns', 'Publish', {
      TopicArn: each.TopicArn,
      Subject: 'Amazon S3 Notification',
      Message: JSON.stringify({ Records: [recordOf(change, each.Id)] }),
    });
  }
  for (const each of configuration.QueueConfigurations ?? []) {
    if (!isAsked(each, change)) continue;
    const [, , , region, account, queue] = each.QueueArn.split(':');
    send(kernel, call, each.QueueArn, 'sqs', 'SendMessage', {
      QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${queue}`,
      MessageBody: JSON.stringify({ Records: [recordOf(change, each.Id)] }),
    });
  }
}

function send(
  kernel: AnnouncingKernel,
  call: Pick<Call, 'region'>,
  arn: string,
  service: string,
  operation: string,
  input: unknown,
): void {
  // Not the request's own signal: the event is sent even when the client has hung up.
  const region = arn.split(':')[3] || call.region;
  kernel
    .call(service, operation, input, { region, signal: AbortSignal.timeout(60_000) })
    .catch((error: unknown) => kernel.log.error(`s3: the event was not delivered to ${arn}`, error));
}
