/** Runs of Glue jobs: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html. */
import {
  BatchStopJobRunCommand,
  GetDashboardUrlCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  GlueClient,
  type JobRun,
} from '@aws-sdk/client-glue';
import { AppError } from '../../core/appError.ts';
import { formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef, type RunState } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { tailLogs } from '../../platform/logs/tailLogs.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';

const states: Readonly<Record<string, RunState>> = {
  STARTING: 'queued',
  WAITING: 'queued',
  RUNNING: 'running',
  STOPPING: 'stopping',
  STOPPED: 'stopped',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ERROR: 'failed',
  TIMEOUT: 'timed-out',
  EXPIRED: 'timed-out',
};

/** A run of a job by the id that StartJobRun gave. */
export function jobRef(job: string, id: RunId): RunRef {
  return { service: 'glue-jobs', id, of: { kind: 'glue-jobs.job', path: [job] } };
}

/** Newest first, of one job or of all. */
export async function listRuns(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  return request.of ? runsOfJob(ctx, request.of.path[0] ?? '', request, signal) : runsOfAllJobs(ctx, request, signal);
}

async function runsOfJob(ctx: Ctx, job: string, request: PageRequest, signal: AbortSignal): Promise<Page<Run>> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(
    new GetJobRunsCommand({
      JobName: job,
      MaxResults: Math.min(request.limit, 200),
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  return pageOf(
    (page.JobRuns ?? []).map((run) => toRun(ctx, run)),
    page.NextToken,
  );
}

/** Glue lists runs by job only, so a page here is one page of jobs with the newest runs of each. */
async function runsOfAllJobs(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Run>> {
  const glue = await ctx.aws.client(GlueClient);
  const jobsAPage = 25;
  const page = await glue.send(
    new GetJobsCommand({ MaxResults: jobsAPage, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const jobs = pageOf(page.Jobs ?? [], page.NextToken);
  const perJob = Math.max(3, Math.floor(request.limit / Math.max(1, jobs.items.length)));
  return await runsOfParents(jobs, request.limit, async ({ Name = '' }) => {
    return (await runsOfJob(ctx, Name, { limit: perJob }, signal)).items;
  });
}

/** @throws AppError `not-found` when Glue no longer knows the run */
export async function describeRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  return toRun(ctx, await getRun(ctx, ref, signal));
}

/** The arguments that a run was given, without the job's own. */
export async function argumentsOf(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Record<string, string>> {
  return (await getRun(ctx, ref, signal)).Arguments ?? {};
}

/** @throws AppError `not-found` when Glue no longer knows the run */
export async function getRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<JobRun> {
  const glue = await ctx.aws.client(GlueClient);
  const job = ref.of.path[0] ?? '';
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: ref.id }), { abortSignal: signal });
  if (!JobRun) throw new AppError('not-found', t('The job {0} has no run {1}.', job, ref.id));
  return JobRun;
}

/** A run's state as everyone's. */
export function stateOf(run: JobRun): RunState {
  return states[run.JobRunState ?? ''] ?? 'running';
}

/** Glue's account of a run as everyone's. */
export function toRun(ctx: Ctx, run: JobRun): Run {
  const state = stateOf(run);
  const facts = [
    { label: t('Attempt'), value: run.Attempt ? String(run.Attempt) : '' },
    { label: t('Execution time'), value: run.ExecutionTime ? formatDuration(run.ExecutionTime * 1000) : '' },
    { label: t('Capacity'), value: capacityOf(run) },
    { label: t('Timeout'), value: run.Timeout ? `${run.Timeout} min` : '' },
    ...Object.entries(run.Arguments ?? {}).map(([label, value]) => ({ label, value })),
  ].filter((fact) => fact.value !== '');
  return {
    ref: jobRef(run.JobName ?? '', (run.Id ?? '') as RunId),
    title: run.JobName ?? '',
    state,
    stateLabel: run.JobRunState ?? '',
    engine: ctx.connection.kind === 'local' ? localEngine(run) : `Glue ${run.GlueVersion ?? ''}`.trim(),
    facts,
    // It has one from its first SparkContext on, and on AWS for as long as its event log is kept.
    ...(isSpark(run) && state !== 'queued' ? { engineUi: t('Spark UI') } : {}),
    ...(run.StartedOn ? { startedAt: run.StartedOn.getTime() } : {}),
    ...(run.CompletedOn && isFinal(state) ? { endedAt: run.CompletedOn.getTime() } : {}),
    ...(run.ErrorMessage ? { error: { message: run.ErrorMessage } } : {}),
  };
}

/** Python shell jobs log elsewhere. */
export function isSpark(run: JobRun): boolean {
  return (run.LogGroupName ?? '/aws-glue/jobs').startsWith('/aws-glue/jobs');
}

/** What stands in for Glue on this machine. */
function localEngine(run: JobRun): string {
  return isSpark(run) ? t('Local Spark 3.5') : t('Local Python');
}

function capacityOf(run: JobRun): string {
  if (run.WorkerType) return `${run.NumberOfWorkers ?? '?'} × ${run.WorkerType}`;
  return run.MaxCapacity === undefined ? '' : `${run.MaxCapacity} DPU`;
}

/** What a run writes: its output, and its errors beside it, as CloudWatch Logs keeps them by the run's id. */
export async function* runLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const run = await getRun(ctx, ref, signal);
  // Python shell and Spark write to groups of their own; the run names its group's stem.
  const stem = run.LogGroupName ?? '/aws-glue/jobs';
  const sources = ['output', 'error'].map((name) => ({ group: `${stem}/${name}`, stream: ref.id as string, name }));
  const finished = async () => isFinal(stateOf(await getRun(ctx, ref, signal)));
  yield* tailLogs(ctx, sources, { finished }, signal);
}

/**
 * The address of the Spark UI of a run: https://docs.aws.amazon.com/glue/latest/webapi/API_GetDashboardUrl.html
 * @throws AppError `not-found` when it has none
 */
export async function sparkUiOf(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<string> {
  const glue = await ctx.aws.client(GlueClient);
  const { Url } = await glue.send(new GetDashboardUrlCommand({ ResourceId: ref.id, ResourceType: 'JOB' }), {
    abortSignal: signal,
  });
  if (!Url) throw new AppError('not-found', t('This run has no Spark UI.'));
  return Url;
}

/** Asks Glue to stop a run. @throws AppError `conflict` in Glue's words when it does not */
export async function stopRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const glue = await ctx.aws.client(GlueClient);
  const { Errors } = await glue.send(
    new BatchStopJobRunCommand({ JobName: ref.of.path[0] ?? '', JobRunIds: [ref.id] }),
    { abortSignal: signal },
  );
  const refusal = Errors?.[0]?.ErrorDetail;
  if (refusal) throw new AppError('conflict', refusal.ErrorMessage ?? t('Glue did not stop the run.'));
}
