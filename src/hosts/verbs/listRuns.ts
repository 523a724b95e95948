import { AppError } from '../../core/appError.ts';
import type { NodeAddress } from '../../core/node.ts';
import { allPages } from '../../core/page.ts';
import type { Run } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type NewestRuns, newestRuns } from '../../platform/runs/newestRuns.ts';
import { serviceNamed, serviceOf, services } from '../../services/index.ts';

/** The names of the services that have runs. */
export const runServices: readonly string[] = services.filter(({ runs }) => runs).map(({ name }) => name);

export interface WantedRuns {
  readonly limit: number;
  /** Only runs of this service. */
  readonly service?: string | undefined;
  /** Only runs of this job, machine or the like; all of them, page after page. */
  readonly of?: NodeAddress | undefined;
}

/**
 * Runs, newest first.
 * @throws AppError when no service at all could be asked, `invalid-input` for one that has no runs
 */
export async function listRuns(ctx: Ctx, wanted: WantedRuns, signal: AbortSignal): Promise<NewestRuns> {
  if (wanted.of) return { runs: await runsOf(ctx, wanted.of, wanted.limit, signal), failures: [] };
  if (wanted.service !== undefined && !runServices.includes(wanted.service)) {
    throw new AppError('invalid-input', `${wanted.service} has no runs.`, {
      hint: `These have: ${runServices.join(', ')}`,
    });
  }
  const service = wanted.service === undefined ? undefined : serviceNamed(wanted.service);
  const asked = service ? [service] : services.filter((each) => each.runs);
  const newest = await newestRuns(ctx, asked, wanted.limit, signal);
  const [failure] = newest.failures;
  if (failure && newest.failures.length === asked.length) throw failure;
  return newest;
}

async function runsOf(ctx: Ctx, of: NodeAddress, limit: number, signal: AbortSignal): Promise<readonly Run[]> {
  const source = serviceOf(of.kind)?.runs;
  if (!source) throw new AppError('invalid-input', `A ${of.kind} has no runs.`);
  const runs: Run[] = [];
  // 50 is the most that Athena gives at once.
  const request = { limit: Math.min(limit, 50), of };
  for await (const run of allPages((each, s) => source.list(ctx, { ...request, ...each }, s), request, signal)) {
    runs.push(run);
    if (runs.length >= limit) break;
  }
  return runs;
}
