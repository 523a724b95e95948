/** When a failed state is tried again; https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html. */
import type { Retrier } from './asl.ts';
import { matchesError } from './statesError.ts';

/** How often each retrier of one state was used since the state was entered. */
export type RetryCounts = Map<Retrier, number>;

/**
 * Milliseconds to wait before the next attempt, or undefined when the state is not tried again. Counts the attempt.
 * @param random in [0, 1), for full jitter
 */
export function nextRetry(
  retriers: readonly Retrier[],
  error: string,
  counts: RetryCounts,
  random: () => number,
): number | undefined {
  // The first retrier that names the error decides alone, even when it is used up.
  const retrier = retriers.find((each) => matchesError(each.ErrorEquals, error));
  if (!retrier) return undefined;
  const used = counts.get(retrier) ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  counts.set(retrier, used + 1);
  return delayOf(retrier, used, random);
}

function delayOf(retrier: Retrier, used: number, random: () => number): number {
  const growing = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const seconds = Math.min(growing, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return (retrier.JitterStrategy === 'FULL' ? random() * seconds : seconds) * 1000;
}
