import { sleepUntil } from '../interpreter/clock.ts';

const shortestPollMs = 25;
const longestPollMs = 1000;
/** Of the time that the job has taken: hardly more is lost before its end is noticed. */
const share = 0.02;

/** Asks until `look` gives something, less often the longer it takes. */
export async function waitForJob<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  const started = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const interval = (performance.now() - started) * share;
    await sleepUntil(Date.now() + Math.min(Math.max(interval, shortestPollMs), longestPollMs), signal);
  }
}
