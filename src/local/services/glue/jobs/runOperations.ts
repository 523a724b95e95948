/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueOperation, invalidInput, notFound } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { describeRun } from './describeJob.ts';
import { finalStates, type JobRun, jobArguments, jobName } from './jobShapes.ts';
import { type JobsCtx, needJob } from './jobsCtx.ts';
import { startRun } from './startRun.ts';

export function runOperations(ctx: JobsCtx): Operations {
  return {
    StartJobRun: glueOperation(
      z.object({
        JobName: jobName,
        JobRunId: z.string().min(1).max(255).nullish(),
        Arguments: jobArguments.nullish(),
        AllocatedCapacity: z.number().nullish(),
        Timeout: z.number().int().min(1).nullish(),
        MaxCapacity: z.number().nullish(),
        WorkerType: z.string().nullish(),
        NumberOfWorkers: z.number().int().nullish(),
        NotificationProperty: z.object({ NotifyDelayAfter: z.number().int().optional() }).nullish(),
        SecurityConfiguration: z.string().nullish(),
        ExecutionClass: z.string().nullish(),
        JobRunQueuingEnabled: z.boolean().nullish(),
      }),
      (input, call) => ({ JobRunId: startRun(ctx, call.region, input).Id }),
    ),

    GetJobRun: glueOperation(
      z.object({ JobName: jobName, RunId: z.string().min(1), PredecessorsIncluded: z.boolean().nullish() }),
      (input, call) => {
        const run = ctx.jobs.run(call.region, input.JobName, input.RunId);
        if (!run) throw notFound(`Job Run ${input.RunId} not found for job ${input.JobName}.`);
        return { JobRun: describeRun(run, Date.now()) };
      },
    ),

    GetJobRuns: glueOperation(z.object({ JobName: jobName, ...paging }), (input, call) => {
      needJob(ctx, call, input.JobName);
      const runs = ctx.jobs.runs(call.region, input.JobName, readRunPlace(input.NextToken));
      const placeOf = (run: JobRun) => `${run.StartedOn} ${run.Id}`;
      const { items, ...next } = takePage(runs, placeOf, pageSize(input, 200));
      const now = Date.now();
      return { JobRuns: items.map((run) => describeRun(run, now)), ...next };
    }),

    GetDashboardUrl: glueOperation(
      z.object({
        ResourceId: z.string().min(1).max(255),
        ResourceType: z.enum(['JOB', 'SESSION']),
        RequestOrigin: z.string().nullish(),
      }),
      async (input) => {
        const Url = input.ResourceType === 'JOB' ? await ctx.runner.dashboardUrl(input.ResourceId) : undefined;
        if (!Url) {
          throw notFound(
            `No Spark UI found for ${input.ResourceId}: a run has one from the start of its Spark session on, and the newest runs have one after their end.`,
          );
        }
        return { Url };
      },
    ),

    BatchStopJobRun: glueOperation(
      z.object({ JobName: jobName, JobRunIds: z.array(z.string()).min(1).max(25) }),
      (input, call) => {
        needJob(ctx, call, input.JobName);
        const SuccessfulSubmissions: unknown[] = [];
        const Errors: unknown[] = [];
        for (const JobRunId of input.JobRunIds) {
          const place = { JobName: input.JobName, JobRunId };
          if (ctx.runner.stop(call.region, input.JobName, JobRunId)) SuccessfulSubmissions.push(place);
          else
            Errors.push({
              ...place,
              ErrorDetail: refusal(ctx.jobs.run(call.region, input.JobName, JobRunId), JobRunId),
            });
        }
        return { SuccessfulSubmissions, Errors };
      },
    ),
  };
}

function refusal(run: JobRun | undefined, id: string) {
  if (!run) return { ErrorCode: 'EntityNotFoundException', ErrorMessage: `Job Run ${id} not found.` };
  return {
    ErrorCode: 'InvalidInputException',
    ErrorMessage: finalStates.includes(run.JobRunState)
      ? `Job Run ${id} cannot be stopped: it is in the state ${run.JobRunState}.`
      : `Job Run ${id} is not running here.`,
  };
}

function readRunPlace(token: string | null | undefined) {
  const place = readToken(token);
  if (place === undefined) return undefined;
  const [started, id] = place.split(' ');
  if (!id || !Number.isFinite(Number(started))) throw invalidInput('The pagination token is not valid.');
  return { started: Number(started), id };
}
