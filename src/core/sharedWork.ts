import { AppError } from './appError.ts';

/** Work that several wait for at once and that is done once. */
export interface SharedWork<T> {
  /** Whether all who waited have given it up; then it is of no use to others. */
  readonly abandoned: boolean;
  /** @throws what the work throws; AppError `cancelled` when this caller gives up */
  wait(signal?: AbortSignal): Promise<T>;
}

/** Starts work for several callers: each gives up by its own signal, and the work is aborted when the last one has. */
export function shareWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  const abort = new AbortController();
  const result = work(abort.signal);
  // Whoever waits is told; one that nobody waits for any more is no failure.
  result.catch(() => {});
  let waiting = 0;
  return {
    get abandoned() {
      return abort.signal.aborted;
    },
    async wait(signal) {
      const given = Promise.withResolvers<never>();
      const giveUp = () => given.reject(new AppError('cancelled', 'Cancelled.'));
      waiting++;
      if (signal?.aborted) giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        return await Promise.race([result, given.promise]);
      } finally {
        signal?.removeEventListener('abort', giveUp);
        waiting--;
        if (waiting === 0 && signal?.aborted) abort.abort(signal.reason);
      }
    },
  };
}
