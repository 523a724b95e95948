/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { eventOverhead } from './logEvents.ts';
import type { LogGroup } from './logStore.ts';
import type { LogsCtx } from './logsCtx.ts';
import { groupName, streamName, timestamp } from './names.ts';

const invalid = 'InvalidParameterException';
const maxBatchBytes = 1_048_576;
const maxEvents = 10_000;
const hour = 3_600_000;
const day = 24 * hour;
const sweepEvery = hour;
const sweepRows = 5000;

export interface InputEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface RejectedInfo {
  /** The first that is too new; all after it are too. */
  readonly tooNewLogEventStartIndex?: number;
  /** One past the last that is older than 14 days. */
  readonly tooOldLogEventEndIndex?: number;
  /** One past the last that is older than the group's retention. */
  readonly expiredLogEventEndIndex?: number;
}

/**
 * What of a batch CloudWatch keeps. Events must be in the order of their timestamps and span at most a day; those more
 * than two hours ahead, older than 14 days or older than the retention are left out and told of.
 * @throws Fault InvalidParameterException
 */
export function acceptEvents(
  events: readonly InputEvent[],
  retentionDays: number | undefined,
  now: number,
): { accepted: readonly InputEvent[]; rejected: RejectedInfo | undefined } {
  let bytes = 0;
  for (const [i, event] of events.entries()) {
    bytes += Buffer.byteLength(event.message) + eventOverhead;
    if (i > 0 && event.timestamp < (events[i - 1]?.timestamp ?? 0)) {
      throw new Fault(invalid, 'Log events in a single PutLogEvents request must be in chronological order.');
    }
  }
  if (bytes > maxBatchBytes)
    throw new Fault(invalid, `Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`);
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > day) {
    throw new Fault(
      invalid,
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
  const firstNotBefore = (time: number) => {
    const found = events.findIndex((event) => event.timestamp >= time);
    return found < 0 ? events.length : found;
  };
  const newFrom = firstNotBefore(now + 2 * hour + 1);
  const oldTo = firstNotBefore(now - 14 * day);
  const expiredTo = retentionDays === undefined ? 0 : firstNotBefore(now - retentionDays * day);
  const rejected = {
    ...(newFrom < events.length ? { tooNewLogEventStartIndex: newFrom } : {}),
    ...(oldTo > 0 ? { tooOldLogEventEndIndex: oldTo } : {}),
    ...(expiredTo > 0 ? { expiredLogEventEndIndex: expiredTo } : {}),
  };
  return {
    accepted: events.slice(Math.max(oldTo, expiredTo), newFrom),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

export function putOperations({ store, events, feed }: LogsCtx): Operations {
  /** Retention is enforced where lines come in, a few thousand rows at a time; reads never show expired lines anyway. */
  const sweep = (group: LogGroup) => {
    if (group.retentionDays === undefined || Date.now() - group.swept < sweepEvery) return;
    const deleted = events.deleteExpired(group.id, events.oldestShown(group), sweepRows);
    if (deleted < sweepRows) store.updateGroup(group.id, 'swept', Date.now());
  };

  return {
    PutLogEvents: operation(
      z.object({
        logGroupName: groupName,
        logStreamName: streamName,
        logEvents: z
          .array(z.object({ timestamp, message: z.string().min(1) }))
          .min(1)
          .max(maxEvents),
        // Taken and ignored, as CloudWatch does since 2023.
        sequenceToken: z.string().nullish(),
        entity: z.unknown().optional(),
      }),
      (input, call) => {
        const group = store.group(call.region, input.logGroupName);
        const stream = store.stream(group, input.logStreamName);
        const { accepted, rejected } = acceptEvents(input.logEvents, group.retentionDays, Date.now());
        const stored = events.append(stream, accepted);
        if (stored.length > 0) feed.announce({ group, stream, events: stored });
        sweep(group);
        return {
          nextSequenceToken: String(stream.id).padStart(56, '4'),
          ...(rejected ? { rejectedLogEventsInfo: rejected } : {}),
        };
      },
      invalid,
    ),
  };
}
