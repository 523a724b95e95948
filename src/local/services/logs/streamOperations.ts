/** Log streams: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html and its kin. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import { writePageToken } from '../../server/pageToken.ts';
import type { LogStream } from './logStore.ts';
import type { LogsCtx } from './logsCtx.ts';
import { groupArn, groupName, groupOf, limitOf, streamName } from './names.ts';
import { readToken } from './token.ts';

const invalid = 'InvalidParameterException';

interface After {
  readonly name: string;
  readonly time: number;
}

const isAfter = (value: unknown): value is After =>
  value !== null && typeof value === 'object' && 'name' in value && 'time' in value;

export function streamOperations({ store, garbage }: LogsCtx): Operations {
  const describe = (stream: LogStream, arnOfGroup: string) => ({
    logStreamName: stream.name,
    creationTime: stream.created,
    ...(stream.firstEvent === undefined ? {} : { firstEventTimestamp: stream.firstEvent }),
    ...(stream.lastEvent === undefined ? {} : { lastEventTimestamp: stream.lastEvent }),
    ...(stream.lastIngestion === undefined ? {} : { lastIngestionTime: stream.lastIngestion }),
    // Any token is taken by PutLogEvents; older clients still want to see one.
    uploadSequenceToken: String(stream.id).padStart(56, '4'),
    arn: `${arnOfGroup}:log-stream:${stream.name}`,
    storedBytes: 0,
  });

  return {
    CreateLogStream: operation(
      z.object({ logGroupName: groupName, logStreamName: streamName }),
      (input, call) => {
        store.createStream(store.group(call.region, input.logGroupName), input.logStreamName);
      },
      invalid,
    ),

    DeleteLogStream: operation(
      z.object({ logGroupName: groupName, logStreamName: streamName }),
      (input, call) => {
        const group = store.group(call.region, input.logGroupName);
        store.deleteStream(store.stream(group, input.logStreamName));
        garbage.wake();
      },
      invalid,
    ),

    DescribeLogStreams: operation(
      z.object({
        logGroupName: groupName.optional(),
        logGroupIdentifier: z.string().optional(),
        logStreamNamePrefix: streamName.optional(),
        orderBy: z.enum(['LogStreamName', 'LastEventTime']).optional(),
        descending: z.boolean().optional(),
        nextToken: z.string().optional(),
        limit: limitOf(50),
      }),
      (input, call) => {
        const byTime = input.orderBy === 'LastEventTime';
        if (byTime && input.logStreamNamePrefix !== undefined) {
          throw new Fault(invalid, 'Cannot order by LastEventTime with a logStreamNamePrefix.');
        }
        const group = store.group(call.region, groupOf(input));
        const limit = input.limit ?? 50;
        const after = readToken(input.nextToken, isAfter);
        const found = store.streams(group.id, {
          byTime,
          descending: input.descending ?? false,
          limit: limit + 1,
          ...(input.logStreamNamePrefix ? { prefix: input.logStreamNamePrefix } : {}),
          ...(after ? { after } : {}),
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return {
          logStreams: page.map((stream) => describe(stream, groupArn(call, group.name))),
          ...(found.length > limit && last
            ? { nextToken: writePageToken({ name: last.name, time: last.lastEvent ?? 0 } satisfies After) }
            : {}),
        };
      },
      invalid,
    ),
  };
}
