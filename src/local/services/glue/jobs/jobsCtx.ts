import type { Call } from '../../../server/operation.ts';
import { notFound } from '../glueOperation.ts';
import type { TagStore } from '../tags.ts';
import type { JobRunner } from './jobRunner.ts';
import type { Job } from './jobShapes.ts';
import type { JobStore } from './jobStore.ts';

/** What the operations on jobs are built from. */
export interface JobsCtx {
  readonly jobs: JobStore;
  readonly runner: JobRunner;
  readonly tags: TagStore;
}

/** @throws Fault EntityNotFoundException */
export function needJob(ctx: { readonly jobs: JobStore }, call: Pick<Call, 'region'>, name: string): Job {
  const job = ctx.jobs.jobs(call.region).get(name);
  if (!job) throw notFound(`Job with name: ${name} not found.`);
  return job;
}
