import type { Job, JobRun } from './jobShapes.ts';

/** A job as GetJob shows it. */
export function describeJob(job: Job) {
  return {
    ...job,
    JobMode: job.JobMode ?? 'SCRIPT',
    JobRunQueuingEnabled: job.JobRunQueuingEnabled ?? false,
    CreatedOn: new Date(job.CreatedOn),
    LastModifiedOn: new Date(job.LastModifiedOn),
  };
}

/** A run as GetJobRun shows it; the time of one that goes on is counted up to `now`. */
export function describeRun(stored: JobRun, now: number) {
  const { command: _, effective: __, maxRetries: ___, ranFrom, process: ____, CompletedOn, ...run } = stored;
  const seconds = ranFrom === undefined ? 0 : Math.max(0, Math.round(((CompletedOn ?? now) - ranFrom) / 1000));
  return {
    ...run,
    JobMode: 'SCRIPT',
    JobRunQueuingEnabled: false,
    StartedOn: new Date(run.StartedOn),
    LastModifiedOn: new Date(run.LastModifiedOn),
    ...(CompletedOn === undefined ? {} : { CompletedOn: new Date(CompletedOn) }),
    PredecessorRuns: [],
    ...(run.MaxCapacity === undefined ? {} : { AllocatedCapacity: Math.floor(run.MaxCapacity) }),
    ExecutionTime: seconds,
  };
}
