/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { writeJson } from '../../server/awsJson.ts';
import { Fault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import { validationMessage } from '../../server/validationMessage.ts';
import { filterPattern } from './filter-pattern/filterPattern.ts';
import type { Arrival } from './liveFeed.ts';
import type { LogsCtx } from './logsCtx.ts';
import { nameOfIdentifier, streamName } from './names.ts';

const inputSchema = z.object({
  logGroupIdentifiers: z.array(z.string()).min(1).max(10),
  logStreamNames: z.array(streamName).min(1).max(10).nullish(),
  logStreamNamePrefixes: z.array(streamName).min(1).max(10).nullish(),
  logEventFilterPattern: z.string().max(1024).nullish(),
});

/** As many lines go into one update; of more, the rest is left out and the update says that it is a sample. */
const maxUpdate = 500;
const updateEveryMs = 1000;
const sessionMs = 3 * 3_600_000;

/**
 * Answers with an event stream: `sessionStart`, then a `sessionUpdate` as soon as lines arrive and at least every
 * second, until the client hangs up or three hours have passed.
 * @throws Fault before anything is sent
 */
export async function startLiveTail(
  { store, feed }: LogsCtx,
  input: unknown,
  call: Call,
  response: ServerResponse,
): Promise<void> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw new Fault('InvalidParameterException', validationMessage(parsed.error, input));
  const request = parsed.data;
  if ((request.logStreamNames || request.logStreamNamePrefixes) && request.logGroupIdentifiers.length > 1) {
    throw new Fault('InvalidParameterException', 'Log streams can only be chosen of a single log group.');
  }
  const groups = request.logGroupIdentifiers.map((each) => store.group(call.region, nameOfIdentifier(each)));
  const matches = filterPattern(request.logEventFilterPattern ?? '');
  const wanted = (stream: string) =>
    (!request.logStreamNames || request.logStreamNames.includes(stream)) &&
    (!request.logStreamNamePrefixes || request.logStreamNamePrefixes.some((prefix) => stream.startsWith(prefix)));
  const encode = await eventEncoder();

  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  response.write(encode('initial-response', {}));
  response.write(
    encode('sessionStart', {
      requestId: call.requestId,
      sessionId: randomUUID(),
      logGroupIdentifiers: request.logGroupIdentifiers,
      logStreamNames: request.logStreamNames ?? [],
      logStreamNamePrefixes: request.logStreamNamePrefixes ?? [],
      logEventFilterPattern: request.logEventFilterPattern ?? '',
    }),
  );

  let pending: Record<string, unknown>[] = [];
  let sampled = false;
  let scheduled = false;
  const flush = () => {
    scheduled = false;
    // A client that reads too slowly gets samples instead of filling our memory.
    if (response.writableNeedDrain) return;
    response.write(encode('sessionUpdate', { sessionMetadata: { sampled }, sessionResults: pending }));
    pending = [];
    sampled = false;
  };
  const take = ({ group, stream, events }: Arrival) => {
    if (!wanted(stream.name)) return;
    for (const event of events) {
      if (!matches(event.message)) continue;
      if (pending.length >= maxUpdate) {
        sampled = true;
        break;
      }
      pending.push({
        logStreamName: stream.name,
        logGroupIdentifier: `${call.accountId}:${group.name}`,
        message: event.message,
        timestamp: event.timestamp,
        ingestionTime: event.ingestion,
      });
    }
    if (pending.length > 0 && !scheduled) {
      scheduled = true;
      setImmediate(flush);
    }
  };
  const subscriptions = groups.map((group) => feed.subscribe(group.id, take));
  const beat = setInterval(flush, updateEveryMs);
  const over = setTimeout(() => {
    response.end(encode('SessionTimeoutException', { message: 'The Live Tail session has timed out.' }, 'exception'));
  }, sessionMs);
  try {
    await new Promise<void>((resolve) => {
      if (call.signal.aborted) resolve();
      call.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    clearInterval(beat);
    clearTimeout(over);
    for (const subscription of subscriptions) subscription[Symbol.dispose]();
    response.end();
  }
}

/** One message of https://smithy.io/2.0/aws/amazon-eventstream.html with a JSON payload. */
async function eventEncoder(): Promise<(type: string, payload: unknown, kind?: 'event' | 'exception') => Uint8Array> {
  const { EventStreamCodec } = await import('@smithy/eventstream-codec');
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes as Uint8Array).toString('utf8')),
    (text) => Buffer.from(text, 'utf8'),
  );
  return (type, payload, kind = 'event') =>
    codec.encode({
      headers: {
        ':message-type': { type: 'string', value: kind },
        [kind === 'event' ? ':event-type' : ':exception-type']: { type: 'string', value: type },
        ':content-type': { type: 'string', value: 'application/json' },
      },
      body: Buffer.from(writeJson(payload)),
    });
}
