/**
 * Job bookmarks, which Spark jobs use and Python shell does not:
 * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
 */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import type { Store } from '../../../state/store.ts';
import { glueOperation, notFound } from '../glueOperation.ts';
import { BookmarkStore } from './bookmarkStore.ts';
import { jobName } from './jobShapes.ts';
import { type JobsCtx, needJob } from './jobsCtx.ts';

export function bookmarkOperations(ctx: JobsCtx, store: Store): Operations {
  const bookmarks = new BookmarkStore(store);
  return {
    GetJobBookmark: glueOperation(z.object({ JobName: jobName, RunId: z.string().nullish() }), (input, call) => {
      needJob(ctx, call, input.JobName);
      const entry = bookmarks.get(call.region, input.JobName);
      if (!entry) throw notFound(`Continuation for job ${input.JobName} not found`);
      return { JobBookmarkEntry: entry };
    }),

    ResetJobBookmark: glueOperation(z.object({ JobName: jobName, RunId: z.string().nullish() }), (input, call) => {
      needJob(ctx, call, input.JobName);
      return { JobBookmarkEntry: bookmarks.reset(call.region, input.JobName, input.RunId) };
    }),
  };
}
