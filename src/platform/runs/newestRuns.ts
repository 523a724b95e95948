import { type AppError, toAppError } from '../../core/appError.ts';
import type { Run } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import type { RunSource } from '../service.ts';

/** How many runs each service is asked for. */
const ofEach = 50;

export interface NewestRuns {
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Of the services that could not be asked. */
  readonly failures: readonly AppError[];
}

/** The newest runs of all services as one list; what one of them refuses hides nothing of the others. */
export async function newestRuns(
  ctx: Ctx,
  sources: readonly { readonly runs?: RunSource }[],
  limit: number,
  signal: AbortSignal,
): Promise<NewestRuns> {
  const answers = await Promise.allSettled(
    sources.flatMap(({ runs }) => (runs ? [runs.list(ctx, { limit: ofEach }, signal)] : [])),
  );
  signal.throwIfAborted();
  return {
    runs: answers
      .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.items : []))
      .sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))
      .slice(0, limit),
    failures: answers.flatMap((answer) => (answer.status === 'rejected' ? [toAppError(answer.reason)] : [])),
  };
}
