import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { AppError, isTransient, toAppError } from '../../core/appError.ts';
import type { LogBatch, LogEvent } from '../../core/logEvent.ts';
import type { Ctx } from '../ctx.ts';
import { linesOfEvent } from './logLines.ts';

/** One stream of CloudWatch Logs, and how its lines are called in the panel. */
export interface LogSource {
  readonly group: string;
  readonly stream: string;
  readonly name: string;
}

export interface TailOptions {
  /** Whether what writes is over. Asked before each round, so that lines written until then are still read. */
  readonly finished: () => Promise<boolean>;
  /** Lines before this moment, in milliseconds, are of earlier runs that wrote to the same stream. */
  readonly from?: number;
}

/** How long after the end lines still arrive: CloudWatch Logs shows a line seconds after it was put. */
const settleMs = { local: 0, aws: 5000 };
const pageLimit = 10_000;
/** A run goes on while a network hiccups, and so does its log; so many failures one after the other are no hiccup. */
const mostFailures = 10;

/**
 * The lines of some streams, as they are written, oldest first within each round. Ends once the writer is over and
 * nothing more came. A stream that does not exist yet is waited for.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export async function* tailLogs(
  ctx: Ctx,
  sources: readonly LogSource[],
  options: TailOptions,
  signal: AbortSignal,
): AsyncGenerator<LogBatch> {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = await ctx.aws.client(CloudWatchLogsClient);
  const cursors = sources.map((source) => ({ source, token: undefined as string | undefined }));
  let overSince: number | undefined;
  let failures = 0;
  for (let idle = 0; ; ) {
    const over = await options.finished();
    if (over) overSince ??= Date.now();
    // What one stream gave is not lost when another failed: its cursor has moved on.
    const answers = await Promise.allSettled(cursors.map((cursor) => readOn(client, cursor, options.from, signal)));
    const batch = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (batch.length > 0) yield batch.sort((a, b) => a.timestamp - b.timestamp);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed) {
      signal.throwIfAborted();
      if (!isTransient(failed.reason) || ++failures > mostFailures) throw failed.reason;
      ctx.log.warn(`reading a log failed (${toAppError(failed.reason).message}); reading again`);
    } else {
      failures = 0;
      if (batch.length > 0) {
        idle = 0;
        continue;
      }
    }
    if (!failed && overSince !== undefined && Date.now() - overSince >= settleMs[ctx.connection.kind]) return;
    idle++;
    await sleep(
      ctx.connection.kind === 'local' ? Math.min(100 + idle * 20, 500) : Math.min(500 * idle, 4000),
      undefined,
      {
        signal,
      },
    );
  }
}

async function readOn(
  client: CloudWatchLogsClient,
  cursor: { readonly source: LogSource; token: string | undefined },
  from: number | undefined,
  signal: AbortSignal,
): Promise<LogEvent[]> {
  const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { group, stream, name } = cursor.source;
  try {
    const page = await client.send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        startFromHead: true,
        limit: pageLimit,
        ...(from === undefined ? {} : { startTime: from }),
        ...(cursor.token === undefined ? {} : { nextToken: cursor.token }),
      }),
      { abortSignal: signal },
    );
    cursor.token = page.nextForwardToken ?? cursor.token;
    return (page.events ?? []).flatMap((event) => linesOfEvent(event.timestamp ?? 0, event.message ?? '', name));
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return [];
    throw error;
  }
}
