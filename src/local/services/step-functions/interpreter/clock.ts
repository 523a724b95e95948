import { setImmediate as nextTurn } from 'node:timers/promises';

/** Timers beyond the 24 days that setTimeout knows. */
const longestTimer = 2 ** 31 - 1;

/** Waits until `until` (epoch milliseconds). @throws the signal's reason when it aborts */
export async function sleepUntil(until: number, signal: AbortSignal): Promise<void> {
  for (let left = until - Date.now(); left > 0; left = until - Date.now()) {
    await nap(Math.min(left, longestTimer), signal);
  }
  signal.throwIfAborted();
}

function nap(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Settles as the promise does, or rejects with the signal's reason when that comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

const longestBreathMs = 10;
let lastBreath = 0;

/** Lets the rest of the process have its turn, every few milliseconds: states that wait for nothing never would. */
export async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < longestBreathMs) return;
  await nextTurn();
  lastBreath = performance.now();
}
