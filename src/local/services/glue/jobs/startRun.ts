import { Fault } from '../../../server/fault.ts';
import { invalidInput, notFound } from '../glueOperation.ts';
import { newRunId, nextAttempt } from './jobRunner.ts';
import { finalStates, type Job, type JobRun } from './jobShapes.ts';
import type { JobsCtx } from './jobsCtx.ts';
import { effectiveArguments } from './runArguments.ts';

export interface StartRequest {
  readonly JobName: string;
  /** A run to try again. */
  readonly JobRunId?: string | null | undefined;
  readonly Arguments?: Readonly<Record<string, string>> | null | undefined;
  readonly Timeout?: number | null | undefined;
  readonly MaxCapacity?: number | null | undefined;
  readonly WorkerType?: string | null | undefined;
  readonly NumberOfWorkers?: number | null | undefined;
  readonly NotificationProperty?: { readonly NotifyDelayAfter?: number | undefined } | null | undefined;
  readonly ExecutionClass?: string | null | undefined;
  readonly TriggerName?: string;
}

/**
 * Starts a run of a job, and answers with it in STARTING.
 * https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html
 * @throws Fault EntityNotFoundException, ConcurrentRunsExceededException, InvalidInputException
 */
export function startRun(ctx: Pick<JobsCtx, 'jobs' | 'runner'>, region: string, request: StartRequest): JobRun {
  const job = ctx.jobs.jobs(region).get(request.JobName);
  if (!job) throw notFound('Failed to start job run due to missing metadata');
  const run = request.JobRunId ? again(ctx, region, job, request.JobRunId) : fresh(ctx, job, request);
  const most = job.ExecutionProperty?.MaxConcurrentRuns ?? 1;
  if (ctx.jobs.countUnfinished(region, job.Name) >= most) {
    throw new Fault('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job.Name}`);
  }
  ctx.runner.begin(region, run);
  return run;
}

function fresh(ctx: Pick<JobsCtx, 'runner'>, job: Job, request: StartRequest): JobRun {
  const engine = ctx.runner.engineOf(job.Command.Name);
  if (!engine) throw invalidInput(`Job command ${job.Command.Name} is not supported.`);
  const now = Date.now();
  const capacity = request.MaxCapacity ?? job.MaxCapacity;
  const workerType = request.WorkerType ?? job.WorkerType;
  const workers = request.NumberOfWorkers ?? job.NumberOfWorkers;
  const own = request.Arguments ?? undefined;
  const notification = request.NotificationProperty ?? job.NotificationProperty;
  const executionClass = request.ExecutionClass ?? job.ExecutionClass;
  return {
    Id: newRunId(),
    Attempt: 0,
    JobName: job.Name,
    StartedOn: now,
    LastModifiedOn: now,
    JobRunState: 'STARTING',
    Timeout: request.Timeout ?? job.Timeout ?? 2880,
    LogGroupName: engine.logGroup,
    ...(request.TriggerName ? { TriggerName: request.TriggerName } : {}),
    ...(own ? { Arguments: own } : {}),
    ...(capacity === undefined ? {} : { MaxCapacity: capacity }),
    ...(workerType === undefined ? {} : { WorkerType: workerType }),
    ...(workers === undefined ? {} : { NumberOfWorkers: workers }),
    ...(job.GlueVersion === undefined ? {} : { GlueVersion: job.GlueVersion }),
    ...(executionClass === undefined ? {} : { ExecutionClass: executionClass }),
    ...(notification ? { NotificationProperty: notification } : {}),
    command: job.Command,
    effective: effectiveArguments(job.DefaultArguments, own, job.NonOverridableArguments),
    maxRetries: job.MaxRetries ?? 0,
  };
}

/** A new attempt at a run that has ended, with its arguments. */
function again(ctx: Pick<JobsCtx, 'jobs'>, region: string, job: Job, id: string): JobRun {
  const previous = ctx.jobs.run(region, job.Name, id);
  if (!previous) throw notFound(`Job Run ${id} not found for job ${job.Name}.`);
  if (!finalStates.includes(previous.JobRunState)) {
    throw invalidInput(`Job Run ${id} cannot be retried: it is in the state ${previous.JobRunState}.`);
  }
  const run = nextAttempt(previous, previous.Attempt + 1);
  if (ctx.jobs.run(region, job.Name, run.Id)) throw invalidInput(`Job Run ${id} was retried already as ${run.Id}.`);
  return run;
}
