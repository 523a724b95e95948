import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { Kernel } from '../../../kernel.ts';
import { endOrphans } from '../../../processes/processGroup.ts';
import type { ProcessIdentity } from '../../../processes/processIdentity.ts';
import type { EndedRuns } from '../endedRuns.ts';
import { type Engine, RunFailure } from '../engines/engine.ts';
import { runFolder, runMark, uiFile } from '../engines/runPlace.ts';
import { emitJobState } from './jobEvents.ts';
import { finalStates, type JobRun, type JobRunState } from './jobShapes.ts';
import type { JobStore } from './jobStore.ts';

export const interruptedMessage = 'the local endpoint stopped while the run was going on';
/** Node's timers take no more than this. */
const longestTimer = 2 ** 31 - 1;

type Ending = 'stop' | 'timeout' | 'shutdown';

interface ActiveRun {
  readonly region: string;
  readonly job: string;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A fresh run's id, as Glue writes them. */
export function newRunId(): string {
  return `jr_${randomBytes(32).toString('hex')}`;
}

/** Takes runs from STARTING to their end: engine, timeout, stop, retries, and what an endpoint before left behind. */
export class JobRunner {
  readonly #kernel: Kernel;
  readonly #store: JobStore;
  readonly #engines: ReadonlyMap<string, Engine>;
  readonly #ended: EndedRuns;
  readonly #active = new Map<string, ActiveRun>();
  #closing = false;

  constructor(kernel: Kernel, store: JobStore, engines: ReadonlyMap<string, Engine>, ended: EndedRuns) {
    this.#kernel = kernel;
    this.#store = store;
    this.#engines = engines;
    this.#ended = ended;
  }

  /** The engine for a kind of job; undefined for a kind that Glue does not have. */
  engineOf(commandName: string): Engine | undefined {
    return this.#engines.get(commandName);
  }

  /** Begins a run that is in STARTING; returns at once. */
  begin(region: string, run: JobRun): void {
    this.#store.putRun(region, run);
    const abort = new AbortController();
    const key = `${region} ${run.Id}`;
    // Not before the caller has its answer.
    const done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#execute(region, run, abort))
      .catch((error: unknown) => this.#kernel.log.error(`the run ${run.Id} could not be recorded`, error))
      .finally(() => this.#active.delete(key));
    this.#active.set(key, { region, job: run.JobName, abort, done });
  }

  /** Where the Spark UI of a run is, or what stands in for it when the run has ended; undefined when it has none. */
  async dashboardUrl(id: string): Promise<string | undefined> {
    const isOurs = [...this.#active.keys()].some((key) => key.endsWith(` ${id}`));
    if (isOurs) return await readFile(uiFile(this.#kernel, id), 'utf8').catch(() => undefined);
    for (const engine of this.#engines.values()) {
      const url = await engine.historyUrl?.(id);
      if (url !== undefined) return url;
    }
    return undefined;
  }

  /** Asks a run to stop; false when it has ended already. */
  stop(region: string, job: string, id: string): boolean {
    const run = this.#store.run(region, job, id);
    const active = this.#active.get(`${region} ${id}`);
    if (!run || !active || finalStates.includes(run.JobRunState)) return false;
    this.#update(region, run, { JobRunState: 'STOPPING' });
    active.abort.abort('stop' satisfies Ending);
    return true;
  }

  stopJob(region: string, job: string): void {
    for (const [key, active] of this.#active) {
      if (active.region === region && active.job === job) this.stop(region, job, key.slice(region.length + 1));
    }
  }

  /** Marks what an earlier endpoint did not finish as failed, and ends the processes that it left behind. */
  async recover(): Promise<void> {
    for (const { region, run } of this.#store.unfinished()) {
      // The endpoint listens already: this one was asked of this process.
      if (this.#active.has(`${region} ${run.Id}`)) continue;
      if (await endOrphans(run.process, runMark(run.Id))) {
        this.#kernel.log.warn(`ended the process that the run ${run.Id} of ${run.JobName} had left behind`);
      }
      await rm(runFolder(this.#kernel, run.Id), { recursive: true, force: true, maxRetries: 3 });
      this.#finish(region, run, 'FAILED', interruptedMessage);
      this.#announce(region, run, 'FAILED');
    }
  }

  /** Ends all runs, as the endpoint stops. */
  async close(): Promise<void> {
    this.#closing = true;
    const active = [...this.#active.values()];
    for (const each of active) each.abort.abort('shutdown' satisfies Ending);
    const engines = [...this.#engines.values()].map((engine) => engine.close?.());
    await Promise.all([...active.map((each) => each.done), ...engines]);
  }

  async #execute(region: string, first: JobRun, abort: AbortController): Promise<void> {
    const current = () => this.#store.run(region, first.JobName, first.Id);
    let timer: NodeJS.Timeout | undefined;
    const started = (process: ProcessIdentity) => {
      const run = current();
      if (!run) return;
      const state = run.JobRunState === 'STARTING' ? 'RUNNING' : run.JobRunState;
      this.#update(region, run, { JobRunState: state, ranFrom: Date.now(), process });
      const limit = Math.min(run.Timeout * 60_000, longestTimer);
      timer = setTimeout(() => abort.abort('timeout' satisfies Ending), limit);
    };
    let outcome: readonly [JobRunState, string?];
    try {
      const engine = this.#engines.get(first.command.Name);
      if (!engine) throw new RunFailure(`Glue has no job command ${first.command.Name}.`);
      await engine.execute({ kernel: this.#kernel, region, run: first, started }, abort.signal);
      outcome = ['SUCCEEDED'];
    } catch (error) {
      outcome = abort.signal.aborted ? endingOf(abort.signal.reason as Ending) : this.#failureOf(first, error);
    } finally {
      clearTimeout(timer);
    }
    const run = current();
    // Its job was deleted meanwhile.
    if (!run) return;
    const [state, message] = outcome;
    const isTriedAgain = (state === 'FAILED' || state === 'ERROR') && !this.#closing && run.Attempt < run.maxRetries;
    this.#finish(region, run, state, message);
    if (isTriedAgain) this.begin(region, nextAttempt(run, run.Attempt + 1));
    else this.#announce(region, run, state);
  }

  #failureOf(run: JobRun, error: unknown): readonly [JobRunState, string] {
    if (error instanceof RunFailure) return ['FAILED', error.message];
    this.#kernel.log.error(`the run ${run.Id} of ${run.JobName} failed`, error);
    return ['ERROR', `Internal service error: ${error instanceof Error ? error.message : String(error)}`];
  }

  #finish(region: string, run: JobRun, state: JobRunState, message?: string): void {
    const { process: _, ...rest } = run;
    const ended = this.#update(region, rest, {
      JobRunState: state,
      CompletedOn: Date.now(),
      ...(message === undefined ? {} : { ErrorMessage: message }),
    });
    emitJobState(this.#kernel, region, ended);
  }

  #announce(region: string, run: JobRun, state: JobRunState): void {
    this.#ended.announce({ kind: 'job', region, name: run.JobName, state, trigger: run.TriggerName });
  }

  #update(region: string, run: JobRun, change: Partial<JobRun>): JobRun {
    const changed = { ...run, ...change, LastModifiedOn: Date.now() };
    this.#store.putRun(region, changed);
    return changed;
  }
}

/** The next attempt at a run: `jr_…_attempt_1` after `jr_…`. */
export function nextAttempt(run: JobRun, attempt: number): JobRun {
  const now = Date.now();
  const { ErrorMessage: _, CompletedOn: __, ranFrom: ___, process: ____, ...rest } = run;
  return {
    ...rest,
    Id: `${run.Id.replace(/_attempt_\d+$/, '')}_attempt_${attempt}`,
    Attempt: attempt,
    PreviousRunId: run.Id,
    JobRunState: 'STARTING',
    StartedOn: now,
    LastModifiedOn: now,
  };
}

function endingOf(ending: Ending): readonly [JobRunState, string?] {
  switch (ending) {
    case 'stop':
      return ['STOPPED'];
    case 'timeout':
      return ['TIMEOUT', 'Job run timed out'];
    case 'shutdown':
      return ['FAILED', interruptedMessage];
  }
}
