import { isFinal, type RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { followRun, type RunSnapshot } from '../../platform/runs/followRun.ts';
import { sourceOf } from './findRun.ts';

/** A run as it is at its end, or after so many milliseconds if it is not over by then; with 0, as it is now. */
export async function runWithin(ctx: Ctx, ref: RunRef, ms: number, signal: AbortSignal): Promise<RunSnapshot> {
  const source = sourceOf(ref);
  const run = await source.describe(ctx, ref, signal);
  let last: RunSnapshot = { run, steps: source.steps ? await source.steps(ctx, ref, signal) : [] };
  if (ms === 0 || isFinal(run.state)) return last;
  const patience = AbortSignal.timeout(ms);
  try {
    for await (const snapshot of followRun(ctx, source, ref, AbortSignal.any([signal, patience]))) last = snapshot;
  } catch (error) {
    if (signal.aborted || !patience.aborted) throw error;
  }
  return last;
}
