import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../../kernel.ts';
import type { ResultFiles } from './resultFiles.ts';
import { runParts } from './runParts.ts';
import type { Sessions } from './sessions.ts';
import { failureText } from './sqlFailure.ts';
import { keptMs, type Statement } from './statement.ts';
import type { StatementStore } from './statementStore.ts';
import { emitStatusChange } from './statusEvents.ts';

/** As many as Redshift's first queue runs at once; the others wait their turn. */
const mostAtOnce = 5;
const tidyMs = 3600 * 1000;

export interface RunnerParts {
  readonly kernel: Kernel;
  readonly statements: StatementStore;
  readonly sessions: Sessions;
  readonly results: ResultFiles;
}

interface Job {
  readonly statement: Statement;
  readonly abort: AbortController;
  readonly done: PromiseWithResolvers<void>;
}

/** Why a statement is ended before its time. */
class Cancelled extends Error {}
class Interrupted extends Error {}

const interruption = 'The statement was interrupted by a stop of the local endpoint.';

/** Takes statements from SUBMITTED to their end, a few at once, in the order in which they came. */
export class StatementRunner {
  readonly #parts: RunnerParts;
  readonly #jobs = new Map<string, Job>();
  readonly #waiting: Job[] = [];
  #running = 0;
  #closed = false;
  #tidying: NodeJS.Timeout | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  start(statement: Statement): void {
    const job: Job = { statement, abort: new AbortController(), done: Promise.withResolvers() };
    this.#jobs.set(statement.id, job);
    this.#waiting.push(job);
    this.#next();
  }

  /** Waits for the end of a statement, this long at most. */
  async wait(id: string, ms: number, signal: AbortSignal): Promise<void> {
    const job = this.#jobs.get(id);
    if (job) await Promise.race([job.done.promise, sleep(ms, undefined, { signal, ref: false }).catch(() => {})]);
  }

  /** Ends a statement as ABORTED; false when it is over. */
  async cancel(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (!job) return false;
    job.abort.abort(new Cancelled());
    const at = this.#waiting.indexOf(job);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      this.#end(job, { status: 'ABORTED' });
    }
    await job.done.promise;
    return true;
  }

  /** Fails what an earlier process left unfinished, and forgets what is old. */
  async recover(): Promise<void> {
    const { statements, results } = this.#parts;
    await results.prepare();
    for (const statement of statements.unfinished()) {
      this.#finish(statement, { status: 'FAILED', error: interruption });
      await results.remove(statement.id, statement.parts.length);
    }
    await this.#tidy();
    this.#tidying = setInterval(() => {
      this.#tidy().catch((error: unknown) => this.#parts.kernel.log.error('removing old results', error));
    }, tidyMs);
    this.#tidying.unref();
  }

  /** Ends what runs and waits; it is failed with the reason. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#tidying);
    for (const job of this.#waiting.splice(0)) this.#end(job, { status: 'FAILED', error: interruption });
    const ended = [...this.#jobs.values()].map((job) => {
      job.abort.abort(new Interrupted());
      return job.done.promise;
    });
    await Promise.all(ended);
    this.#parts.sessions.close();
  }

  async #tidy(): Promise<void> {
    const { statements, results } = this.#parts;
    await results.keepOnly(statements.forgetOld(Date.now() - keptMs));
  }

  #next(): void {
    while (!this.#closed && this.#running < mostAtOnce) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#running += 1;
      void this.#run(job).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #run(job: Job): Promise<void> {
    const { statements, sessions, results, kernel } = this.#parts;
    const { statement, abort } = job;
    const { signal } = abort;
    try {
      statements.update(statement, () => ({ status: 'PICKED' }));
      const outcome = await sessions.within(statement.target, statement.sessionId, signal, async (session) => {
        statements.update(statement, () => ({ status: 'STARTED', pid: session }));
        return await runParts({ kernel, statements, results, session, signal }, statement);
      });
      this.#end(job, outcome);
    } catch (error) {
      await results.remove(statement.id, statement.parts.length).catch(() => {});
      if (signal.reason instanceof Cancelled) this.#end(job, { status: 'ABORTED' });
      else if (signal.reason instanceof Interrupted) this.#end(job, { status: 'FAILED', error: interruption });
      else this.#end(job, { status: 'FAILED', error: failureText(error) });
    }
  }

  #end(job: Job, how: Pick<Statement, 'status'> & { readonly error?: string | undefined }): void {
    const { sessions, kernel } = this.#parts;
    const { id, sessionId } = job.statement;
    try {
      this.#finish(job.statement, how);
    } catch (error) {
      kernel.log.error(`ending statement ${id}`, error);
    }
    if (sessionId !== undefined) sessions.release(sessionId);
    this.#jobs.delete(id);
    job.done.resolve();
  }

  /** What has not ended by itself ends as the whole does. */
  #finish(
    statement: Statement,
    { status, error }: Pick<Statement, 'status'> & { readonly error?: string | undefined },
  ) {
    const { statements, kernel } = this.#parts;
    const now = Date.now();
    const ended = statements.update(statement, ({ parts, batch }) => ({
      status,
      error,
      parts: parts.map((part) =>
        part.status === 'SUBMITTED' || part.status === 'STARTED'
          ? {
              ...part,
              status: batch && status === 'FAILED' ? 'ABORTED' : status,
              updated: now,
              durationMs: part.started === undefined ? 0 : now - part.started,
            }
          : part,
      ),
    }));
    if (ended) emitStatusChange(kernel, ended);
  }
}
