import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { JobRun } from '@aws-sdk/client-glue';
import { AppError } from '../../core/appError.ts';
import type { RunRef, Step } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { getRun, isSpark, stateOf } from './glueJobRuns.ts';
import { Stages } from './progressBar.ts';

/** Glue's own group for it, when the job names no other: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html */
const continuousLogs = '/aws-glue/jobs/logs-v2';

/** The stages of a Spark job's run; each call reads only the lines that are new. None for other kinds of job. */
export function followStages(ctx: Ctx, ref: RunRef): (signal: AbortSignal) => Promise<readonly Step[]> {
  const stages = new Stages();
  let token: string | undefined;
  return async (signal) => {
    const run = await getRun(ctx, ref, signal);
    if (!isSpark(run)) return [];
    token = await readOn(ctx, run, stages, token, signal);
    return stages.steps(stateOf(run));
  };
}

async function readOn(ctx: Ctx, run: JobRun, stages: Stages, from: string | undefined, signal: AbortSignal) {
  const logs = await ctx.aws.client(CloudWatchLogsClient);
  let token = from;
  for (;;) {
    const page = await logs
      .send(
        new GetLogEventsCommand({
          logGroupName: run.Arguments?.['--continuous-log-logGroup'] ?? continuousLogs,
          logStreamName: `${run.Id ?? ''}-progress-bar`,
          startFromHead: true,
          ...(token === undefined ? {} : { nextToken: token }),
        }),
        { abortSignal: signal },
      )
      // A job without continuous logging, or one that has not come so far yet.
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'not-found') return undefined;
        throw error;
      });
    if (!page) return token;
    for (const { message = '', timestamp = 0 } of page.events ?? []) stages.add(message, timestamp);
    // The same token again means that there is no more for now.
    if (!page.nextForwardToken || page.nextForwardToken === token) return token;
    token = page.nextForwardToken;
  }
}
