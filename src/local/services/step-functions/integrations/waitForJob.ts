import { sleepUntil } from '../interpreter/clock.ts';

const firstPollMs = 100;
const longestPollMs = 1000;

/** Asks at growing intervals until `look` gives something. */
export async function waitForJob<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (let interval = firstPollMs; ; interval = Math.min(interval * 1.5, longestPollMs)) {
    const found = await look();
    if (found !== undefined) return found;
    await sleepUntil(Date.now() + interval, signal);
  }
}
