import { randomUUID } from 'node:crypto';
import type { Log } from '../core/log.ts';
import { Fault } from './server/fault.ts';
import type { Collection, Store } from './state/store.ts';

/** As both EventBridge and Scheduler name it. */
export interface RetryPolicy {
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly MaximumRetryAttempts?: number | undefined;
}

/** AWS's own for both. */
export const defaultRetryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } as const;

export type Outcome =
  | { readonly state: 'SUCCEEDED'; readonly attempts: number; readonly result: unknown }
  | { readonly state: 'FAILED'; readonly attempts: number; readonly error: string };

export interface RetryQueueOptions<T> {
  readonly store: Store;
  readonly log: Log;
  /** The collection of what is not done yet: `<service>.<thing>`. */
  readonly collection: string;
  /** Does it once. @param attempt from 1 */
  readonly attempt: (value: T, attempt: number, region: string, signal: AbortSignal) => Promise<unknown>;
  readonly policy: (value: T) => RetryPolicy | undefined;
  /** For the log. */
  readonly describe: (value: T) => string;
  /** Takes the outcome, in the transaction that takes the value off the queue. */
  readonly settled: (value: T, region: string, outcome: Outcome) => void;
}

interface Queued<T> {
  readonly id: string;
  readonly region: string;
  readonly value: T;
  readonly attempts: number;
  /** Epoch milliseconds, as `due`. */
  readonly since: number;
  readonly due: number;
}

const mostInFlight = 20;
const longestDelayMs = 60_000;

/** Whether doing it again may help: the service is busy or broken, not wrongly asked. */
export function mayRetry(error: unknown): boolean {
  if (!(error instanceof Fault) || error.status === 501) return false;
  return error.status >= 500 || /Throttl|TooManyRequests|LimitExceeded|ConcurrentRunsExceeded/.test(error.code);
}

/** `EntityNotFoundException: No such job`. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

/**
 * What was promised to be done, on disk until it is: again and again with growing pauses while a service is busy or
 * broken, and by the next process when this one is killed. So it may be done twice, but never not at all; AWS promises
 * the same ("at least once").
 */
export class RetryQueue<T> {
  readonly #options: RetryQueueOptions<T>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #ready: Queued<T>[] = [];
  #started = false;

  constructor(options: RetryQueueOptions<T>) {
    this.#options = options;
  }

  /**
   * On disk when this returns, done soon after, but not before `start`; may be called within a transaction of the store.
   */
  add(region: string, value: T): void {
    const now = Date.now();
    // Ids in the order of arrival.
    const id = `${String(now).padStart(15, '0')}-${randomUUID()}`;
    const item: Queued<T> = { id, region, value, attempts: 0, since: now, due: now };
    this.#items(region).put(id, item);
    this.#arm(item);
  }

  /** Takes up what an earlier process left. */
  start(): void {
    this.#started = true;
    for (const region of this.#options.store.regionsOf(this.#options.collection)) {
      for (const { value } of [...this.#items(region).all()]) this.#arm(value);
    }
  }

  /** What is interrupted stays for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#inFlight);
  }

  #items(region: string): Collection<Queued<T>> {
    return this.#options.store.collection(this.#options.collection, region);
  }

  #arm(item: Queued<T>): void {
    if (!this.#started) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#ready.push(item);
        this.#pump();
      },
      Math.max(item.due - Date.now(), 0),
    );
    this.#timers.add(timer);
  }

  #pump(): void {
    while (this.#inFlight.size < mostInFlight && !this.#stopping.signal.aborted) {
      const item = this.#ready.shift();
      if (!item) return;
      const done = this.#attempt(item)
        .catch((error: unknown) => this.#options.log.error(this.#options.describe(item.value), error))
        .finally(() => {
          this.#inFlight.delete(done);
          this.#pump();
        });
      this.#inFlight.add(done);
    }
  }

  async #attempt(item: Queued<T>): Promise<void> {
    const { attempt, policy, describe, log } = this.#options;
    const { id, region, value } = item;
    // Added in a transaction that was rolled back.
    if (!this.#items(region).get(id)) return;
    const attempts = item.attempts + 1;
    try {
      const result = await attempt(value, attempts, region, this.#stopping.signal);
      this.#settle(item, { state: 'SUCCEEDED', attempts, result });
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = {
        ...defaultRetryPolicy,
        ...policy(value),
      };
      const delay = Math.min(1000 * 2 ** item.attempts, longestDelayMs);
      const due = Date.now() + delay;
      const tooOld = due > item.since + (age ?? defaultRetryPolicy.MaximumEventAgeInSeconds) * 1000;
      if (!mayRetry(error) || attempts > (retries ?? defaultRetryPolicy.MaximumRetryAttempts) || tooOld) {
        this.#settle(item, { state: 'FAILED', attempts, error: reasonOf(error) });
        return;
      }
      log.warn(`${describe(value)} failed, to be tried again in ${delay / 1000} s: ${reasonOf(error)}`);
      const again: Queued<T> = { ...item, attempts, due };
      this.#items(region).put(id, again);
      this.#arm(again);
    }
  }

  #settle({ id, region, value }: Queued<T>, outcome: Outcome): void {
    const { store, settled, log, describe } = this.#options;
    store.transaction(() => {
      this.#items(region).delete(id);
      settled(value, region, outcome);
    });
    if (outcome.state === 'FAILED') {
      log.warn(`${describe(value)} failed after ${outcome.attempts} attempt(s): ${outcome.error}`);
    } else log.info(`${describe(value)} done`);
  }
}
