/** Calls of https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html for jobs. */
import {
  GetJobCommand,
  GetJobRunsCommand,
  GetJobsCommand,
  GlueClient,
  type Job,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Run, RunId, RunRef } from '../../core/run.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { withLastRun } from '../../platform/runs/lastState.ts';
import { argumentsOf, jobRef, toRun } from './glueJobRuns.ts';

/** A page of jobs. */
export async function listJobs(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(
    new GetJobsCommand({ MaxResults: request.limit, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  // Glue lists jobs by tag only; a prefix is applied to each page as it comes.
  const jobs = (page.Jobs ?? []).filter((job) => job.Name?.startsWith(request.prefix ?? ''));
  return mapPage(pageOf(jobs, page.NextToken), toNode);
}

/** What Glue says of a job. @throws AppError `not-found` */
export async function describeJob(ctx: Ctx, name: string, signal: AbortSignal): Promise<Job> {
  const glue = await ctx.aws.client(GlueClient);
  const { Job } = await glue.send(new GetJobCommand({ JobName: name }), { abortSignal: signal });
  if (!Job) throw new AppError('not-found', t('There is no Glue job {0}.', name));
  return Job;
}

/** A job with its ARN. @throws AppError `not-found` */
export async function findJob(ctx: Ctx, name: string, signal: AbortSignal): Promise<Node> {
  const [job, account] = await Promise.all([describeJob(ctx, name, signal), accountOf(ctx, signal)]);
  return { ...toNode(job), arn: `arn:aws:glue:${ctx.connection.region}:${account}:job/${name}` };
}

function toNode(job: Job): Node {
  const engine = engineOf(job);
  return {
    kind: 'glue-jobs.job',
    path: [job.Name ?? ''],
    label: job.Name ?? '',
    description: engine,
    tooltip: [job.Description, engine, job.Command?.ScriptLocation].filter(Boolean).join('\n'),
    icon: 'tools',
    expandable: false,
  };
}

/** What a job runs on, as Glue's console words it. */
function engineOf(job: Job): string {
  switch (job.Command?.Name) {
    case 'pythonshell':
      return `Python shell ${job.Command.PythonVersion ?? ''}`.trim();
    case 'gluestreaming':
      return `Spark streaming, Glue ${job.GlueVersion ?? ''}`.trim();
    case 'glueray':
      return 'Ray';
    default:
      return `Spark, Glue ${job.GlueVersion ?? ''}`.trim();
  }
}

/** The newest run of a job; undefined when it never ran. */
export async function lastRun(ctx: Ctx, name: string, signal: AbortSignal): Promise<Run | undefined> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(new GetJobRunsCommand({ JobName: name, MaxResults: 1 }), { abortSignal: signal });
  const [run] = page.JobRuns ?? [];
  return run && toRun(ctx, run);
}

/** A job's node with how its last run went. */
export async function withLastState(ctx: Ctx, node: Node, signal: AbortSignal): Promise<Node> {
  return withLastRun(node, await lastRun(ctx, node.path[0] ?? '', signal));
}

/** Starts a run. Glue has no idempotency token for it, so it is sent once and never repeated. */
export async function startJob(
  ctx: Ctx,
  name: string,
  args: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<RunRef> {
  const glue = await ctx.aws.client(GlueClient);
  const { JobRunId } = await glue.send(
    new StartJobRunCommand({ JobName: name, ...(Object.keys(args).length > 0 ? { Arguments: { ...args } } : {}) }),
    { abortSignal: signal },
  );
  return jobRef(name, JobRunId as RunId);
}

/** A new run with the arguments of an earlier one. */
export async function rerunJob(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunRef> {
  const name = ref.of.path[0] ?? '';
  return await startJob(ctx, name, await argumentsOf(ctx, ref, signal), signal);
}

/** The script that a job runs, from S3. @throws AppError `not-found` when it names none, or none is there */
export async function readScript(ctx: Ctx, name: string, signal: AbortSignal): Promise<{ name: string; text: string }> {
  const location = (await describeJob(ctx, name, signal)).Command?.ScriptLocation ?? '';
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (!bucket || !key) throw new AppError('not-found', t('The job {0} names no script in S3.', name));
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  return { name: key.split('/').at(-1) ?? key, text: (await Body?.transformToString('utf8')) ?? '' };
}
