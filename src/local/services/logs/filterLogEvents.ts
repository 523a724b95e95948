/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { writePageToken } from '../../server/pageToken.ts';
import { filterPattern } from './filter-pattern/filterPattern.ts';
import { fittingPage } from './getLogEvents.ts';
import type { Position, StoredEvent } from './logEvents.ts';
import type { LogGroup } from './logStore.ts';
import type { LogsCtx } from './logsCtx.ts';
import { groupName, groupOf, limitOf, streamName, timestamp } from './names.ts';
import { eventId, readToken } from './token.ts';

const invalid = 'InvalidParameterException';
const maxEvents = 10_000;
/** Read at a time. */
const batchSize = 1000;
/** Looked at in one call; a call that finds too little among them answers with a token and fewer events, as AWS does. */
const maxScanned = 200_000;

const isPosition = (value: unknown): value is Position =>
  value !== null && typeof value === 'object' && 'timestamp' in value && 'id' in value;

export function filterOperations({ store, events }: LogsCtx): Operations {
  const streamsByPrefix = (group: LogGroup, prefix: string): number[] => {
    const ids: number[] = [];
    let last: { name: string; time: number } | undefined;
    for (;;) {
      const page = store.streams(group.id, {
        prefix,
        byTime: false,
        descending: false,
        limit: batchSize,
        ...(last ? { after: last } : {}),
      });
      ids.push(...page.map((stream) => stream.id));
      const name = page.at(-1)?.name;
      if (page.length < batchSize || name === undefined) return ids;
      last = { name, time: 0 };
    }
  };

  return {
    FilterLogEvents: operation(
      z.object({
        logGroupName: groupName.optional(),
        logGroupIdentifier: z.string().optional(),
        logStreamNames: z.array(streamName).min(1).max(100).nullish(),
        logStreamNamePrefix: streamName.nullish(),
        startTime: timestamp.nullish(),
        endTime: timestamp.nullish(),
        filterPattern: z.string().max(1024).nullish(),
        nextToken: z.string().nullish(),
        limit: limitOf(maxEvents).nullable(),
        interleaved: z.boolean().nullish(),
        unmask: z.boolean().nullish(),
      }),
      async (input, call) => {
        const group = store.group(call.region, groupOf(input));
        if (input.logStreamNames && input.logStreamNamePrefix) {
          throw new Fault(invalid, 'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
        }
        const streamIds = input.logStreamNames
          ? input.logStreamNames.map((name) => store.stream(group, name).id)
          : input.logStreamNamePrefix
            ? streamsByPrefix(group, input.logStreamNamePrefix)
            : undefined;
        const matches = filterPattern(input.filterPattern ?? '');
        const range = {
          from: Math.max(input.startTime ?? 0, events.oldestShown(group)),
          to: input.endTime ?? Number.MAX_SAFE_INTEGER,
        };
        const limit = input.limit ?? maxEvents;
        const found: StoredEvent[] = [];
        let position = readToken(input.nextToken, isPosition) ?? { timestamp: 0, id: 0 };
        let more = true;
        for (let scanned = 0; more && found.length < limit && scanned < maxScanned; ) {
          const batch = events.across(group.id, streamIds, position, range, batchSize);
          more = batch.length === batchSize;
          scanned += batch.length;
          for (const [i, event] of batch.entries()) {
            position = { timestamp: event.timestamp, id: event.id };
            if (event.streamId !== 0 && matches(event.message)) found.push(event);
            if (found.length === limit) {
              more ||= i < batch.length - 1;
              break;
            }
          }
          // A long look leaves room for the other requests, and ends when nobody waits for it any more.
          await setImmediate();
          call.signal.throwIfAborted();
        }
        const page = fittingPage(found);
        const last = page.at(-1);
        if (page.length < found.length && last) {
          position = { timestamp: last.timestamp, id: last.id };
          more = true;
        }
        const names = new Map<number, string>();
        const nameOf = (id: number) => {
          const known = names.get(id) ?? store.streamName(id);
          names.set(id, known);
          return known;
        };
        return {
          events: page.map((event) => ({
            logStreamName: nameOf(event.streamId),
            timestamp: event.timestamp,
            message: event.message,
            ingestionTime: event.ingestion,
            eventId: eventId(event),
          })),
          searchedLogStreams: [],
          ...(more ? { nextToken: writePageToken(position) } : {}),
        };
      },
      invalid,
    ),
  };
}
