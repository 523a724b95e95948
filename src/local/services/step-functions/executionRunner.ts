/** Drives executions: one at a time each, many side by side, until they end, are stopped, or the endpoint stops. */
import type { Kernel } from '../../kernel.ts';
import type { ActivityQueue } from './activityQueue.ts';
import { failUnfinishedMapRuns } from './distributed/mapRuns.ts';
import type { ExecutionDriver } from './executionDriver.ts';
import { createHost } from './executionHost.ts';
import { type EventLog, openEventLog } from './executionLogs.ts';
import { type Execution, type ExecutionStatus, type ExecutionStore, memoryFrames } from './executionStore.ts';
import type { Machine } from './interpreter/asl.ts';
import type { Frames } from './interpreter/host.ts';
import type { Json } from './interpreter/json.ts';
import { outermostScope, runMachine } from './interpreter/runMachine.ts';
import { StatesError } from './interpreter/statesError.ts';
import { emitStatusChange } from './statusEvents.ts';
import type { TaskTokens } from './taskTokens.ts';

/** How an execution ended. */
interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING' | 'PENDING_REDRIVE'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

interface Live {
  execution: Execution;
  readonly stop: AbortController;
  readonly log: EventLog | undefined;
  readonly frames: Frames;
  lastEventId: number;
  ended: boolean;
  done: Promise<Execution>;
}

export const endpointStopped = {
  error: 'Strata.EndpointStopped',
  cause:
    'The local endpoint stopped while this execution ran. It was not continued; redrive it to go on from the state it was in.',
};

const endings: Readonly<Record<Ending['status'], string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

const longestTimer = 2 ** 31 - 1;

/** AWS ends a standard execution that has this many events, however well it does. */
const mostEvents = 25_000;

export class ExecutionRunner implements ExecutionDriver {
  readonly kernel: Kernel;
  readonly store: ExecutionStore;
  readonly tokens: TaskTokens;
  readonly activities: ActivityQueue;
  readonly #live = new Map<string, Live>();

  constructor(kernel: Kernel, store: ExecutionStore, tokens: TaskTokens, activities: ActivityQueue) {
    this.kernel = kernel;
    this.store = store;
    this.tokens = tokens;
    this.activities = activities;
  }

  run(
    execution: Execution,
    options: { readonly machine?: Machine; readonly outer?: AbortSignal } = {},
  ): Promise<Execution> {
    const durable = execution.type === 'STANDARD';
    const live: Live = {
      execution,
      stop: new AbortController(),
      log: openEventLog(this.kernel, execution),
      frames: durable ? this.store.frames(execution.arn) : memoryFrames(),
      lastEventId: durable ? this.store.lastEventId(execution.arn) : 0,
      ended: false,
      done: Promise.resolve(execution),
    };
    this.#live.set(execution.arn, live);
    const last = this.#begin(live);
    live.done = this.#drive(live, last, options).finally(() => this.#live.delete(execution.arn));
    return live.done;
  }

  isLive(arn: string): boolean {
    return this.#live.has(arn);
  }

  /** What is known of an execution that is not stored: an express one that still runs. */
  liveExecution(arn: string): Execution | undefined {
    return this.#live.get(arn)?.execution;
  }

  /** Ends a running execution at once; the tasks that it runs are told to stop. False when it was not running. */
  stop(arn: string, error: string | undefined, cause: string | undefined): Execution | undefined {
    const live = this.#live.get(arn);
    if (!live || live.ended) return undefined;
    this.#end(live, {
      status: 'ABORTED',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return live.execution;
  }

  /** Ends what an earlier process left running. */
  failUnfinished(): void {
    failUnfinishedMapRuns(this.kernel);
    for (const execution of this.store.running()) {
      const live: Live = {
        execution,
        stop: new AbortController(),
        log: openEventLog(this.kernel, execution),
        frames: this.store.frames(execution.arn),
        lastEventId: this.store.lastEventId(execution.arn),
        ended: false,
        done: Promise.resolve(execution),
      };
      this.#end(live, { status: 'FAILED', ...endpointStopped });
    }
  }

  /** The endpoint stops: what runs fails, and its tasks get a moment to end their jobs. */
  async close(): Promise<void> {
    const all = [...this.#live.values()];
    for (const live of all) this.#end(live, { status: 'FAILED', ...endpointStopped });
    const { promise, resolve } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, 3000);
    await Promise.race([Promise.allSettled(all.map((live) => live.done)), promise]);
    clearTimeout(late);
  }

  append(live: Live, type: string, previousEventId: number, details?: Readonly<Record<string, unknown>>): number {
    // What a stopped execution's tasks still have to say came too late.
    if (live.ended) return live.lastEventId;
    live.lastEventId += 1;
    const event = { id: live.lastEventId, type, previousEventId, timestamp: Date.now(), details };
    if (live.execution.type === 'STANDARD') this.store.append(live.execution.arn, event);
    live.log?.add(event);
    if (event.id === mostEvents - 1 && live.execution.type === 'STANDARD' && !type.startsWith('Execution')) {
      const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
      this.#end(live, { status: 'FAILED', error: 'States.Runtime', cause });
    }
    return event.id;
  }

  /** Writes the first event and returns the one that the machine's first follows. */
  #begin(live: Live): number {
    const { execution } = live;
    return this.store.transaction(() => {
      if (execution.type === 'STANDARD') this.store.put(execution);
      if (execution.redriveCount > 0) {
        return this.append(live, 'ExecutionRedriven', live.lastEventId, { redriveCount: execution.redriveCount });
      }
      this.append(live, 'ExecutionStarted', 0, {
        input: execution.input,
        inputDetails: { truncated: false },
        roleArn: execution.roleArn,
        ...(execution.aliasArn ? { stateMachineAliasArn: execution.aliasArn } : {}),
        ...(execution.versionArn ? { stateMachineVersionArn: execution.versionArn } : {}),
      });
      // As on AWS, the first state follows no event.
      return 0;
    });
  }

  async #drive(
    live: Live,
    last: number,
    options: { readonly machine?: Machine; readonly outer?: AbortSignal },
  ): Promise<Execution> {
    const { execution, stop } = live;
    emitStatusChange(this.kernel, execution);
    const machine = options.machine ?? (JSON.parse(this.store.definition(execution.definitionId)) as Machine);
    const timer = this.#armTimeout(live, machine.TimeoutSeconds);
    const onOuter = () => this.#end(live, { status: 'ABORTED' });
    options.outer?.addEventListener('abort', onOuter, { once: true });
    const host = createHost(this, execution, live.frames, (type, previous, details) =>
      this.append(live, type, previous, details),
    );
    const scope = outermostScope(host, machine.QueryLanguage ?? 'JSONPath', stop.signal, last);
    try {
      const output = await runMachine(machine, JSON.parse(execution.input) as Json, scope);
      this.#end(live, { status: 'SUCCEEDED', output: JSON.stringify(output) }, scope.last);
    } catch (thrown) {
      if (!live.ended) this.#end(live, { status: 'FAILED', ...this.#failureOf(thrown, execution) }, scope.last);
    } finally {
      clearTimeout(timer);
      options.outer?.removeEventListener('abort', onOuter);
    }
    await live.log?.flush();
    return live.execution;
  }

  #failureOf(thrown: unknown, execution: Execution): { error: string; cause: string } {
    if (thrown instanceof StatesError) return { error: thrown.error, cause: thrown.errorCause };
    this.kernel.log.error(`the execution ${execution.arn} failed in the interpreter`, thrown);
    return { error: 'States.Runtime', cause: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  #armTimeout(live: Live, seconds: number | undefined): NodeJS.Timeout | undefined {
    if (seconds === undefined || seconds * 1000 > longestTimer) return undefined;
    return setTimeout(() => {
      if (!live.ended) this.#end(live, { status: 'TIMED_OUT' });
    }, seconds * 1000);
  }

  #end(live: Live, ending: Ending, previous = live.lastEventId): void {
    if (live.ended) return;
    const { output, error, cause, status } = ending;
    this.store.transaction(() => {
      this.append(
        live,
        endings[status],
        previous,
        output === undefined
          ? { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) }
          : { output, outputDetails: { truncated: false } },
      );
      live.execution = {
        ...live.execution,
        status,
        stopDate: Date.now(),
        ...(output === undefined ? {} : { output }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
      if (live.execution.type === 'STANDARD') this.store.put(live.execution);
      if (status === 'SUCCEEDED' && live.execution.type === 'STANDARD') this.store.dropFrames(live.execution.arn);
    });
    live.ended = true;
    live.stop.abort(new Error(`The execution ${status === 'TIMED_OUT' ? 'timed out' : 'ended'}.`));
    emitStatusChange(this.kernel, live.execution);
  }
}
