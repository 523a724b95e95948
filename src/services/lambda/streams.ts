/** The streams of a function's log group, and the invocations in them. */
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { AppError } from '../../core/appError.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { longestRunMs } from './lambdaClient.ts';
import { type LoggedInvocation, type LogLine, readInvocations } from './reportLines.ts';

/** Lambda's own group; a function may name another, which its configuration says. */
export const defaultLogGroup = (name: string) => `/aws/lambda/${name}`;

const slackMs = 2000;
const pageLimit = 10_000;

/** The streams that were written to last, newest first; none where there is no group yet. */
export async function newestStreams(ctx: Ctx, group: string, limit: number, signal: AbortSignal): Promise<string[]> {
  const logs = await ctx.aws.client(CloudWatchLogsClient);
  const command = new DescribeLogStreamsCommand({
    logGroupName: group,
    orderBy: 'LastEventTime',
    descending: true,
    limit,
  });
  const { logStreams = [] } = await orNone(() => logs.send(command, { abortSignal: signal }));
  return logStreams.flatMap(({ logStreamName }) => logStreamName ?? []);
}

/** The newest invocations of a stream, oldest first: what its last 10,000 lines tell. */
export async function newestInvocations(
  ctx: Ctx,
  group: string,
  stream: string,
  signal: AbortSignal,
): Promise<readonly LoggedInvocation[]> {
  return readInvocations(await linesOf(ctx, group, stream, {}, signal));
}

/**
 * The streams with a START of this request since a moment, or of any request where none is given, with the ids that
 * stand there.
 */
export async function startsSince(
  ctx: Ctx,
  group: string,
  requestId: string | undefined,
  since: number,
  signal: AbortSignal,
): Promise<readonly { readonly stream: string; readonly requestId: string }[]> {
  const logs = await ctx.aws.client(CloudWatchLogsClient);
  const command = new FilterLogEventsCommand({
    logGroupName: group,
    startTime: since - slackMs,
    endTime: since + longestRunMs + slackMs,
    filterPattern: requestId === undefined ? '"START RequestId"' : `"${requestId}"`,
  });
  const { events = [] } = await orNone(() => logs.send(command, { abortSignal: signal }));
  return events.flatMap(({ message = '', logStreamName: stream = '' }) => {
    const [found] = readInvocations([{ timestamp: 0, message }]);
    return found ? [{ stream, requestId: found.requestId }] : [];
  });
}

/** The tries of a request in a stream, oldest first. */
export async function invocationsIn(
  ctx: Ctx,
  group: string,
  stream: string,
  requestId: string,
  since: number,
  signal: AbortSignal,
): Promise<readonly LoggedInvocation[]> {
  const lines = await linesOf(ctx, group, stream, { startTime: since - slackMs, startFromHead: true }, signal);
  return readInvocations(lines).filter((each) => each.requestId === requestId);
}

async function linesOf(
  ctx: Ctx,
  group: string,
  stream: string,
  part: { readonly startTime?: number; readonly startFromHead?: boolean },
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const logs = await ctx.aws.client(CloudWatchLogsClient);
  const command = new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, limit: pageLimit, ...part });
  const { events = [] } = await orNone(() => logs.send(command, { abortSignal: signal }));
  return events.map(({ timestamp = 0, message = '' }) => ({ timestamp, message: message.replace(/\r?\n$/, '') }));
}

/** A function that has never run has no group, and one whose stream has expired no stream. */
async function orNone<T>(ask: () => Promise<T>): Promise<Partial<T>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return {};
    throw error;
  }
}
