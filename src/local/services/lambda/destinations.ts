/** Where the outcome of an asynchronous invocation goes; https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. */
import type { Kernel } from '../../kernel.ts';
import type { InvocationResult } from './execution/runInvocation.ts';
import type { LambdaFunction } from './functionStore.ts';

/** @param condition `DeadLetter` sends the event itself, the others a record of the invocation */
export async function sendOutcome(
  kernel: Kernel,
  fn: LambdaFunction,
  event: {
    readonly region: string;
    readonly requestId: string;
    readonly invokedArn: string;
    readonly payload: string;
    readonly attempts: number;
  },
  destination: string,
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'DeadLetter',
  result: InvocationResult,
): Promise<void> {
  const record = {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.invokedArn,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: fn.version,
      ...(result.failed ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: JSON.parse(result.payload) as unknown,
  };
  const message = condition === 'DeadLetter' ? event.payload : JSON.stringify(record);
  const caller = { region: event.region, signal: new AbortController().signal };
  const service = destination.split(':')[2];
  try {
    if (service === 'sns') await kernel.call('sns', 'Publish', { TopicArn: destination, Message: message }, caller);
    else if (service === 'lambda') {
      await kernel.call(
        'lambda',
        'Invoke',
        { FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(message) },
        caller,
      );
    } else if (service === 'events') {
      const Entries = [
        {
          EventBusName: destination,
          Source: 'lambda',
          DetailType: `Lambda Function Invocation Result - ${result.failed ? 'Failure' : 'Success'}`,
          Detail: message,
          Resources: [destination, event.invokedArn],
        },
      ];
      await kernel.call('events', 'PutEvents', { Entries }, caller);
    } else if (service === 'sqs') {
      const QueueUrl = destination.split(':').slice(4).join('/');
      await kernel.call('sqs', 'SendMessage', { QueueUrl, MessageBody: message }, caller);
    } else kernel.log.warn(`the local endpoint cannot send outcomes to ${destination}`);
  } catch (error) {
    kernel.log.error(`the outcome of ${event.invokedArn} did not reach ${destination}`, error);
  }
}
