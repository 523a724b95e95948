/**
 * Asynchronous invocations: kept durably until the function took the event or gave up on it, so that a killed endpoint
 * loses none. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import { sendOutcome } from './destinations.ts';
import { type InvocationResult, runInvocation } from './execution/runInvocation.ts';
import type { WorkerPool } from './execution/workerPool.ts';
import { collectionsOf, type LambdaFunction, resolveFunction } from './functionStore.ts';

export interface AsyncEvent {
  readonly region: string;
  readonly name: string;
  readonly invokedArn: string;
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
}

interface QueuedEvent extends AsyncEvent {
  readonly id: string;
  readonly attempts: number;
  readonly since: number;
  readonly notBefore: number;
}

/** Lambda waits one minute before the second attempt and two before the third. */
const retryDelaysMs = [60_000, 120_000];
const throttledMs = 1000;
const defaultMaxAgeSeconds = 21_600;
const collection = 'lambda.event';

export class AsyncQueue {
  readonly #kernel: Kernel;
  readonly #pool: WorkerPool;
  readonly #stop = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(kernel: Kernel, pool: WorkerPool) {
    this.#kernel = kernel;
    this.#pool = pool;
  }

  add(event: AsyncEvent): void {
    const now = Date.now();
    // Ids in the order of arrival.
    const id = `${String(now).padStart(15, '0')}-${randomUUID()}`;
    this.#arm({ ...event, id, attempts: 0, since: now, notBefore: now });
  }

  /** Goes on with what an earlier process left. */
  start(): void {
    for (const region of this.#kernel.store.regionsOf(collection)) {
      for (const { value } of [...this.#events(region).all()]) this.#arm(value);
    }
  }

  stop(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #events(region: string) {
    return this.#kernel.store.collection<QueuedEvent>(collection, region);
  }

  #arm(event: QueuedEvent): void {
    this.#events(event.region).put(event.id, event);
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#run(event).catch((error: unknown) => {
          if (!this.#stop.signal.aborted) this.#kernel.log.error(`an event for ${event.invokedArn} failed`, error);
        });
      },
      Math.max(0, event.notBefore - Date.now()),
    );
    this.#timers.add(timer);
  }

  async #run(event: QueuedEvent): Promise<void> {
    const call = { region: event.region, accountId: this.#kernel.accountId };
    let fn: LambdaFunction;
    try {
      ({ fn } = resolveFunction(this.#kernel, call, event.invokedArn));
    } catch {
      // The function was deleted meanwhile: there is nobody left to take the event.
      this.#events(event.region).delete(event.id);
      return;
    }
    const attempt = { ...event, attempts: event.attempts + 1 };
    // Counted before it runs: an attempt that an abrupt end interrupts was one.
    this.#events(event.region).put(event.id, attempt);
    const result = await this.#invoke(fn, event);
    if (this.#stop.signal.aborted) return;
    if (result === 'throttled') {
      this.#arm({ ...event, notBefore: Date.now() + throttledMs });
      return;
    }
    const config = this.#configOf(event);
    const delay = retryDelaysMs[attempt.attempts - 1];
    const retries = config?.maximumRetryAttempts ?? retryDelaysMs.length;
    const maxAge = (config?.maximumEventAgeInSeconds ?? defaultMaxAgeSeconds) * 1000;
    const tooOld = Date.now() + (delay ?? 0) - event.since > maxAge;
    if (result.failed && delay !== undefined && attempt.attempts <= retries && !tooOld) {
      this.#arm({ ...attempt, notBefore: Date.now() + delay });
      return;
    }
    const condition = !result.failed ? 'Success' : tooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
    const destination = result.failed ? config?.onFailure : config?.onSuccess;
    if (destination) await sendOutcome(this.#kernel, fn, attempt, destination, condition, result);
    if (result.failed && fn.deadLetterArn)
      await sendOutcome(this.#kernel, fn, attempt, fn.deadLetterArn, 'DeadLetter', result);
    this.#events(event.region).delete(event.id);
  }

  async #invoke(fn: LambdaFunction, event: QueuedEvent): Promise<InvocationResult | 'throttled'> {
    const { requestId, region, invokedArn } = event;
    try {
      const invocation = { requestId, region, fn, invokedArn, event: JSON.parse(event.payload) as unknown };
      return await runInvocation(this.#pool, invocation, this.#stop.signal);
    } catch (error) {
      if (error instanceof Fault && error.status === 429) return 'throttled';
      // The runtime could not be had: an attempt that failed, like any other.
      this.#kernel.log.error(`${invokedArn} could not be run`, error);
      const payload = JSON.stringify({ errorType: 'Runtime.Unavailable', errorMessage: (error as Error).message });
      return { payload, failed: true, logTail: '' };
    }
  }

  #configOf(event: QueuedEvent) {
    const qualifier = event.invokedArn.split(':')[7] ?? '$LATEST';
    return collectionsOf(this.#kernel, event.region).invokeConfigs.get(`${event.name}:${qualifier}`);
  }
}
