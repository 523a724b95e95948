/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
import { z } from 'zod';
import { type Operations, operation } from '../../server/operation.ts';
import { eventOverhead, type Position, type StoredEvent } from './logEvents.ts';
import type { LogsCtx } from './logsCtx.ts';
import { groupName, groupOf, limitOf, streamName, timestamp } from './names.ts';
import { type Cursor, readCursor, writeCursor } from './token.ts';

const maxEvents = 10_000;
const maxPageBytes = 1_048_576;
const start: Position = { timestamp: 0, id: 0 };
const end: Position = { timestamp: 9_999_999_999_999, id: 9_999_999_999_999 };

/** As many events from the start as fit on a page of 1 MB, at least one. */
export function fittingPage<T extends { readonly message: string }>(events: readonly T[]): readonly T[] {
  let bytes = 0;
  for (const [i, event] of events.entries()) {
    bytes += Buffer.byteLength(event.message) + eventOverhead;
    if (bytes > maxPageBytes && i > 0) return events.slice(0, i);
  }
  return events;
}

const before = (event: Position): Position => ({ timestamp: event.timestamp, id: event.id - 1 });

/**
 * The two tokens of a page, oldest event first. A token that leads nowhere further is returned as it came, which is
 * how callers notice the end; the other one leads back over what was just passed.
 */
function tokensOf(page: readonly StoredEvent[], cursor: Cursor): { forward: string; backward: string } {
  const first = page[0];
  const last = page.at(-1);
  const forward = writeCursor({ direction: 'forward', position: last ?? cursor.position });
  const backward = writeCursor({ direction: 'backward', position: first ? before(first) : cursor.position });
  return { forward, backward };
}

export function getOperations({ store, events }: LogsCtx): Operations {
  return {
    GetLogEvents: operation(
      z.object({
        logGroupName: groupName.optional(),
        logGroupIdentifier: z.string().optional(),
        logStreamName: streamName,
        startTime: timestamp.nullish(),
        endTime: timestamp.nullish(),
        nextToken: z.string().nullish(),
        limit: limitOf(maxEvents).nullable(),
        startFromHead: z.boolean().nullish(),
        unmask: z.boolean().nullish(),
      }),
      (input, call) => {
        const group = store.group(call.region, groupOf(input));
        const stream = store.stream(group, input.logStreamName);
        const range = {
          from: Math.max(input.startTime ?? 0, events.oldestShown(group)),
          // An event at endTime itself is not included.
          to: input.endTime ? input.endTime - 1 : end.timestamp,
        };
        const cursor: Cursor = input.nextToken
          ? readCursor(input.nextToken)
          : input.startFromHead
            ? { direction: 'forward', position: start }
            : { direction: 'backward', position: end };
        const limit = input.limit ?? maxEvents;
        const page =
          cursor.direction === 'forward'
            ? fittingPage(events.forward(stream.id, cursor.position, range, limit))
            : [...fittingPage(events.backward(stream.id, cursor.position, range, limit))].reverse();
        // An empty first page has no events to stand between: going on forwards must still see what comes later.
        const standing = input.nextToken || page.length > 0 ? cursor : { ...cursor, position: start };
        const tokens = tokensOf(page, standing);
        return {
          events: page.map((event) => ({
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.ingestion,
          })),
          nextForwardToken: tokens.forward,
          nextBackwardToken: tokens.backward,
        };
      },
      'InvalidParameterException',
    ),
  };
}
