import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient, toAppError } from '../../core/appError.ts';
import { isFinal, type Run, type RunRef, type Step } from '../../core/run.ts';
import { firstChange } from '../../core/stepChanges.ts';
import type { Ctx } from '../ctx.ts';
import type { RunSource } from '../service.ts';

export interface RunSnapshot {
  readonly run: Run;
  readonly steps: readonly Step[];
}

/** How often a run is asked for: at once while young, then less and less, as AWS charges and throttles by the call. */
function pause(connection: Ctx['connection'], round: number): number {
  return connection.kind === 'local' ? Math.min(200 + round * 20, 1000) : Math.min(1000 + round * 250, 8000);
}

/**
 * A run as it changes, until it is over; the last snapshot is final. Only changes are handed out. A failing poll is
 * repeated, as a run goes on while a network hiccups, unless the run is gone or may not be seen.
 */
export async function* followRun(
  ctx: Ctx,
  source: RunSource,
  ref: RunRef,
  signal: AbortSignal,
): AsyncGenerator<RunSnapshot> {
  const readSteps = stepsOf(ctx, source, ref);
  let lastRun = '';
  let lastSteps: readonly Step[] = [];
  let failures = 0;
  for (let round = 0; ; round++) {
    try {
      // The run first: steps read after it can only be newer, so a final run never comes with unfinished steps.
      const run = await source.describe(ctx, ref, signal);
      const steps = await readSteps(signal);
      const text = JSON.stringify(run);
      if (text !== lastRun || firstChange(lastSteps, steps) !== undefined) yield { run, steps };
      lastRun = text;
      lastSteps = steps;
      failures = 0;
      if (isFinal(run.state)) return;
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error) || ++failures > 10) throw error;
      ctx.log.warn(`asking for run ${ref.id} failed (${toAppError(error).message}); asking again`);
    }
    await sleep(pause(ctx.connection, round), undefined, { signal });
  }
}

function stepsOf(ctx: Ctx, source: RunSource, ref: RunRef): (signal: AbortSignal) => Promise<readonly Step[]> {
  const { steps, followSteps } = source;
  if (followSteps) return followSteps(ctx, ref);
  return async (signal) => (steps ? await steps(ctx, ref, signal) : []);
}
