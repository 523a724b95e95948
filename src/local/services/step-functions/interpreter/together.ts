import { orAborted } from './clock.ts';
import type { Json } from './json.ts';
import type { Scope } from './scope.ts';

export interface Strand {
  readonly scope: Scope;
  readonly run: () => Promise<Json>;
}

/**
 * Runs strands (branches, iterations) with at most `limit` at once, and gives their outputs in order. The first
 * failure aborts the others, and is thrown when they are quiet; the scope's thread then goes on from where it failed.
 */
export async function runTogether(
  scope: Scope,
  count: number,
  strand: (index: number, signal: AbortSignal, worker: number) => Strand,
  limit = Number.POSITIVE_INFINITY,
): Promise<Json[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const results: Json[] = new Array<Json>(count).fill(null);
  let failure: { readonly error: unknown; readonly last: number } | undefined;
  let next = 0;
  const worker = async (own: number) => {
    while (next < count && !signal.aborted) {
      const index = next++;
      const { scope: inner, run } = strand(index, signal, own);
      try {
        results[index] = await orAborted(run(), signal);
        scope.last = Math.max(scope.last, inner.last);
      } catch (error) {
        if (!failure && !scope.signal.aborted) failure = { error, last: inner.last };
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, (_, own) => worker(own)));
  scope.signal.throwIfAborted();
  if (failure) {
    scope.last = failure.last;
    throw failure.error;
  }
  return results;
}
