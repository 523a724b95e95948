/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueArn } from '../arns.ts';
import { glueOperation } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { tagsInput } from '../tags.ts';
import { completeJob } from './completeJob.ts';
import { describeJob } from './describeJob.ts';
import { type Job, jobName, jobSettings } from './jobShapes.ts';
import { type JobsCtx, needJob } from './jobsCtx.ts';

export function jobOperations(ctx: JobsCtx): Operations {
  const after = function* (call: Call, token: string | null | undefined): Generator<Job> {
    const from = readToken(token);
    for (const { value } of ctx.jobs.jobs(call.region).all()) if (from === undefined || value.Name > from) yield value;
  };

  return {
    CreateJob: glueOperation(
      jobSettings.extend({ Name: jobName, Tags: tagsInput.optional() }),
      ({ Name, Tags, ...given }, call) => {
        const settings = completeJob(given);
        const now = Date.now();
        const job: Job = { ...settings, Name, CreatedOn: now, LastModifiedOn: now };
        if (!ctx.jobs.jobs(call.region).insert(Name, job)) refuseOther(needJob(ctx, call, Name), job);
        else ctx.tags.add(call.region, glueArn(call, 'job', Name), Tags ?? {});
        return { Name };
      },
    ),

    UpdateJob: glueOperation(
      z.object({ JobName: jobName, JobUpdate: jobSettings.partial({ Role: true, Command: true }) }),
      (input, call) => {
        const old = needJob(ctx, call, input.JobName);
        // Whatever the update leaves out goes back to its default, but for what a job cannot be without.
        const settings = completeJob({
          ...input.JobUpdate,
          Role: input.JobUpdate.Role ?? old.Role,
          Command: input.JobUpdate.Command ?? old.Command,
        });
        const job: Job = { ...settings, Name: old.Name, CreatedOn: old.CreatedOn, LastModifiedOn: Date.now() };
        ctx.jobs.jobs(call.region).put(old.Name, job);
        return { JobName: old.Name };
      },
    ),

    GetJob: glueOperation(z.object({ JobName: jobName }), (input, call) => ({
      Job: describeJob(needJob(ctx, call, input.JobName)),
    })),

    GetJobs: glueOperation(z.object(paging), (input, call) => {
      const jobs = after(call, input.NextToken);
      const { items, ...next } = takePage(jobs, ({ Name }) => Name, pageSize(input, 1000));
      return { Jobs: items.map(describeJob), ...next };
    }),

    ListJobs: glueOperation(z.object({ ...paging, Tags: tagsInput.nullish() }), (input, call) => {
      const wanted = Object.entries(input.Tags ?? {});
      const tagged = after(call, input.NextToken).filter(({ Name }) => {
        if (wanted.length === 0) return true;
        const tags = ctx.tags.get(call.region, glueArn(call, 'job', Name));
        return wanted.every(([key, value]) => tags[key] === value);
      });
      const { items, ...next } = takePage(tagged, ({ Name }) => Name, pageSize(input, 1000));
      return { JobNames: items.map(({ Name }) => Name), ...next };
    }),

    BatchGetJobs: glueOperation(z.object({ JobNames: z.array(z.string()) }), (input, call) => {
      const found = input.JobNames.map((name) => ({ name, job: ctx.jobs.jobs(call.region).get(name) }));
      return {
        Jobs: found.flatMap(({ job }) => (job ? [describeJob(job)] : [])),
        JobsNotFound: found.filter(({ job }) => !job).map(({ name }) => name),
      };
    }),

    DeleteJob: glueOperation(z.object({ JobName: jobName }), (input, call) => {
      // Deleting what is not there is no error. What runs is ended: nobody could see it any more.
      ctx.runner.stopJob(call.region, input.JobName);
      ctx.jobs.deleteJob(call.region, input.JobName);
      ctx.tags.forget(call.region, glueArn(call, 'job', input.JobName));
      return { JobName: input.JobName };
    }),
  };
}

/** A second CreateJob with the same settings is the same request again; with others it is refused. */
function refuseOther(existing: Job, asked: Job): void {
  const plain = ({ CreatedOn: _, LastModifiedOn: __, ...job }: Job) => JSON.parse(JSON.stringify(job)) as unknown;
  if (isDeepStrictEqual(plain(existing), plain(asked))) return;
  throw new Fault(
    'IdempotentParameterMismatchException',
    `Job with name ${asked.Name} already submitted with different configuration`,
  );
}
