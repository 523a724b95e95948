import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from './server/fault.ts';

export interface TargetRetryPolicy {
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
}

/** AWS's own for both EventBridge and Scheduler. */
const defaults = { age: 86_400, attempts: 185 };
const longestDelayMs = 60_000;

/** Whether starting the target again may help: it is busy or broken, not wrongly asked. */
export function mayRetry(error: unknown): boolean {
  if (!(error instanceof Fault)) return false;
  if (error.status === 501) return false;
  return error.status >= 500 || /Throttl|TooManyRequests|LimitExceeded|ConcurrentRunsExceeded/.test(error.code);
}

/**
 * Starts a target, again and again with growing pauses while its service is busy or broken.
 * @param start is given the attempt's number, from 1
 */
export async function retryTarget<T>(
  policy: TargetRetryPolicy | undefined,
  start: (attempt: number) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const until = Date.now() + (policy?.MaximumEventAgeInSeconds ?? defaults.age) * 1000;
  const attempts = 1 + (policy?.MaximumRetryAttempts ?? defaults.attempts);
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(attempt);
    } catch (error) {
      const delay = Math.min(1000 * 2 ** (attempt - 1), longestDelayMs);
      if (!mayRetry(error) || attempt >= attempts || Date.now() + delay > until) throw error;
      await sleep(delay, undefined, { signal });
    }
  }
}
