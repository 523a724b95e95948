/**
 * Job bookmarks are kept for the engines that use them; Python shell does not:
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-JobBookmarkEntry
 */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import type { Store } from '../../../state/store.ts';
import { glueOperation, notFound } from '../glueOperation.ts';
import { jobName } from './jobShapes.ts';
import { type JobsCtx, needJob } from './jobsCtx.ts';

export interface JobBookmarkEntry {
  readonly JobName: string;
  readonly Version: number;
  readonly Run: number;
  readonly Attempt: number;
  readonly PreviousRunId?: string;
  readonly RunId?: string;
  readonly JobBookmark: string;
}

export function bookmarkOperations(ctx: JobsCtx, store: Store): Operations {
  const bookmarks = (region: string) => store.collection<JobBookmarkEntry>('glue.bookmark', region);
  return {
    GetJobBookmark: glueOperation(z.object({ JobName: jobName, RunId: z.string().nullish() }), (input, call) => {
      needJob(ctx, call, input.JobName);
      const entry = bookmarks(call.region).get(input.JobName);
      if (!entry) throw notFound(`Continuation for job ${input.JobName} not found`);
      return { JobBookmarkEntry: entry };
    }),

    ResetJobBookmark: glueOperation(z.object({ JobName: jobName, RunId: z.string().nullish() }), (input, call) => {
      needJob(ctx, call, input.JobName);
      const version = (bookmarks(call.region).get(input.JobName)?.Version ?? 0) + 1;
      const entry: JobBookmarkEntry = {
        JobName: input.JobName,
        Version: version,
        Run: 0,
        Attempt: 0,
        ...(input.RunId ? { RunId: input.RunId } : {}),
        JobBookmark: '{}',
      };
      bookmarks(call.region).put(input.JobName, entry);
      return { JobBookmarkEntry: entry };
    }),
  };
}
