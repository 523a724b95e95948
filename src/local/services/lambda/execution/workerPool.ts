/** The execution environments of all functions: kept warm for the next call, and ended when idle or out of date. */
import { randomBytes } from 'node:crypto';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { LambdaFunction } from '../functionStore.ts';
import { FunctionLog } from './functionLog.ts';
import { logGroupOf, workerCommand } from './workerCommand.ts';
import { WorkerProcess } from './workerProcess.ts';

export interface WarmWorker {
  readonly key: string;
  readonly functionKey: string;
  readonly process: WorkerProcess;
  readonly log: FunctionLog;
  /** Milliseconds from its start until the handler was loaded; told once, by the first invocation. */
  initMs: number | undefined;
}

const keepWarmMs = 5 * 60_000;
/** More processes of one function at once would only slow each other down on one machine. */
const mostAtOnce = 16;

interface Waiting {
  readonly fn: LambdaFunction;
  readonly start: () => void;
}

export class WorkerPool {
  readonly #kernel: Kernel;
  readonly #idle = new Map<string, { readonly worker: WarmWorker; readonly timer: NodeJS.Timeout }[]>();
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #all = new Set<WorkerProcess>();
  #closed = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * A worker that is warm, or a new one, its handler not loaded yet (see `process.ready`).
   * @throws Fault TooManyRequestsException when the function's reserved concurrency is used up
   */
  async take(region: string, fn: LambdaFunction, signal: AbortSignal): Promise<WarmWorker> {
    const functionKey = `${region}:${fn.name}`;
    const busy = this.#busy.get(functionKey) ?? 0;
    if (fn.reservedConcurrency !== undefined && busy >= fn.reservedConcurrency) {
      throw new Fault('TooManyRequestsException', 'Rate Exceeded.', 429, {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
      });
    }
    if (busy >= mostAtOnce) await this.#queue(functionKey, fn, signal);
    this.#busy.set(functionKey, (this.#busy.get(functionKey) ?? 0) + 1);
    try {
      const key = `${functionKey}:${fn.version}:${fn.revisionId}`;
      return this.#takeIdle(key) ?? (await this.#start(region, fn, key, functionKey, signal));
    } catch (error) {
      this.#free(functionKey);
      throw error;
    }
  }

  /** Gives a worker back: kept for the next call unless it has ended. */
  give(worker: WarmWorker): void {
    this.#free(worker.functionKey);
    if (worker.process.ended || this.#closed) return;
    const idle = this.#idle.get(worker.key) ?? [];
    this.#idle.set(worker.key, idle);
    const timer = setTimeout(() => this.#retire(worker), keepWarmMs);
    timer.unref();
    idle.push({ worker, timer });
  }

  /** Ends the idle processes of a function that was changed or deleted. */
  forget(region: string, name: string): void {
    for (const [key, idle] of this.#idle) {
      if (!key.startsWith(`${region}:${name}:`)) continue;
      for (const { worker } of [...idle]) this.#retire(worker);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const idle of this.#idle.values()) for (const { timer } of idle) clearTimeout(timer);
    await Promise.all([...this.#all].map((process) => process.kill()));
  }

  #takeIdle(key: string): WarmWorker | undefined {
    const idle = this.#idle.get(key);
    for (let next = idle?.pop(); next; next = idle?.pop()) {
      clearTimeout(next.timer);
      if (!next.worker.process.ended) return next.worker;
    }
    return undefined;
  }

  async #start(
    region: string,
    fn: LambdaFunction,
    key: string,
    functionKey: string,
    signal: AbortSignal,
  ): Promise<WarmWorker> {
    const day = new Date().toISOString().slice(0, 10).replace(/-/g, '/');
    const log = new FunctionLog(
      this.#kernel,
      region,
      logGroupOf(fn),
      `${day}/[${fn.version}]${randomBytes(16).toString('hex')}`,
    );
    const command = await workerCommand(this.#kernel, region, fn, log.stream, signal);
    const started = Date.now();
    const process = new WorkerProcess(command);
    process.onLine = (line) => log.add(line);
    this.#all.add(process);
    const worker: WarmWorker = { key, functionKey, process, log, initMs: undefined };
    process.ready.then(
      () => {
        worker.initMs = Date.now() - started;
      },
      () => this.#all.delete(process),
    );
    return worker;
  }

  #retire(worker: WarmWorker): void {
    const idle = this.#idle.get(worker.key) ?? [];
    const at = idle.findIndex((each) => each.worker === worker);
    if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.timer);
    if (idle.length === 0) this.#idle.delete(worker.key);
    this.#all.delete(worker.process);
    worker.process.kill().catch((error: unknown) => this.#kernel.log.error('a function did not end', error));
  }

  #free(functionKey: string): void {
    this.#busy.set(functionKey, Math.max(0, (this.#busy.get(functionKey) ?? 0) - 1));
    this.#waiting.get(functionKey)?.shift()?.start();
  }

  #queue(functionKey: string, fn: LambdaFunction, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(functionKey) ?? [];
      this.#waiting.set(functionKey, waiting);
      const onAbort = () => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      const entry: Waiting = {
        fn,
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.push(entry);
    });
  }
}
