/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-glue.html */
import { isObject, type Json, type JsonObject } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import type { Optimized } from './resource.ts';
import { callService } from './serviceCall.ts';
import { waitForJob } from './waitForJob.ts';

/** A run that someone stopped has not failed: its task succeeds with the state STOPPED, as on AWS. */
const good = new Set(['SUCCEEDED', 'STOPPED']);
const failing = new Set(['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED']);

export const glue: Optimized = (kernel, resource) => {
  if (resource.action !== 'startJobRun' || !['request', 'sync'].includes(resource.pattern)) return undefined;
  const service = { name: 'glue', errorPrefix: 'Glue', region: resource.region, dates: 'milliseconds' as const };
  const runOf = (submitted: Json) => (isObject(submitted) ? submitted : {}) as JsonObject;
  return {
    async request(parameters, signal) {
      const started = await callService(kernel, service, 'StartJobRun', parameters, signal);
      const JobName = isObject(parameters) ? (parameters.JobName ?? null) : null;
      return { ...runOf(started), JobName };
    },
    ...(resource.pattern === 'sync'
      ? {
          complete: (submitted: Json, signal: AbortSignal) =>
            waitForJob(async () => {
              const { JobName = null, JobRunId = null } = runOf(submitted);
              const answer = await callService(kernel, service, 'GetJobRun', { JobName, RunId: JobRunId }, signal);
              const run: JsonObject = { ...runOf(runOf(answer).JobRun ?? null), JobName };
              const state = String(run.JobRunState);
              if (failing.has(state)) throw new StatesError('States.TaskFailed', JSON.stringify(run));
              return good.has(state) ? run : undefined;
            }, signal),
          async cancel(submitted: Json) {
            const { JobName = null, JobRunId = null } = runOf(submitted);
            const stop = { JobName, JobRunIds: [JobRunId] };
            await callService(kernel, service, 'BatchStopJobRun', stop, new AbortController().signal);
          },
        }
      : {}),
  };
};
