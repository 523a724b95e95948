import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { bytesExceeded } from '../../../engines/athena/engineApi.ts';
import type { EngineProcess } from '../../../engines/athena/engineProcess.ts';
import type { Statement } from '../../../engines/trino/statement.ts';
import type { Kernel } from '../../../kernel.ts';
import { GlueCatalog } from '../catalog/glueCatalog.ts';
import { type Failure, failureOf } from '../failureOf.ts';
import { errorTypes } from '../queryFailure.ts';
import type { DataCatalogStore } from '../state/dataCatalogs.ts';
import type { PreparedStatementStore } from '../state/preparedStatements.ts';
import type { Query, QueryStore } from '../state/queries.ts';
import { emitStateChange } from '../stateEvents.ts';
import type { Job, Outcome } from './job.ts';
import { runStatement } from './runStatement.ts';

/** Each query uses all cores as it is; two let a short one by a long one. */
const mostAtOnce = Math.min(Math.max(2, Math.floor(availableParallelism() / 2)), 4);

export interface RunnerParts {
  readonly kernel: Kernel;
  readonly engine: EngineProcess;
  readonly queries: QueryStore;
  readonly catalogs: DataCatalogStore;
  readonly prepared: PreparedStatementStore;
}

/** What is run, or why nothing can be. */
export type Work = { readonly statement: Statement } | { readonly failure: unknown };

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Takes queries from QUEUED to their end, a few at once, in the order in which they came. */
export class QueryRunner {
  readonly #parts: RunnerParts;
  readonly #waiting: { readonly query: Query; readonly work: Work }[] = [];
  readonly #running = new Map<string, Running>();
  #closed = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  start(query: Query, work: Work): void {
    emitStateChange(this.#parts.kernel, query, undefined);
    this.#waiting.push({ query, work });
    this.#next();
  }

  /** Has a query end as CANCELLED; one that has ended stays as it is. */
  async stop(query: Query): Promise<void> {
    const at = this.#waiting.findIndex((each) => each.query.id === query.id);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      this.#end(query, cancelled());
      return;
    }
    const running = this.#running.get(query.id);
    running?.abort.abort(new Cancelled());
    await running?.ended;
  }

  /** Fails what an earlier process left unfinished. */
  recover(): void {
    const { queries } = this.#parts;
    for (const query of queries.unfinished()) this.#end(query, interrupted());
    queries.forgetOld(Date.now());
  }

  /** Ends what runs and waits; it is failed with the reason. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { query } of this.#waiting.splice(0)) this.#end(query, interrupted());
    const ended = [...this.#running.values()].map((running) => {
      running.abort.abort(new Interrupted());
      return running.ended;
    });
    await this.#parts.engine.close();
    await Promise.all(ended);
  }

  #next(): void {
    if (this.#closed || this.#running.size >= mostAtOnce) return;
    const next = this.#waiting.shift();
    if (!next) return;
    const abort = new AbortController();
    const ended = this.#run(next.query, next.work, abort.signal)
      .catch((error: unknown) => this.#parts.kernel.log.error(`query ${next.query.id}`, error))
      .finally(() => {
        this.#running.delete(next.query.id);
        this.#next();
      });
    this.#running.set(next.query.id, { abort, ended });
    this.#next();
  }

  async #run(queued: Query, work: Work, signal: AbortSignal): Promise<void> {
    const { kernel, queries } = this.#parts;
    const query = queries.update(queued, { state: 'RUNNING', started: Date.now() });
    if (!query) return;
    emitStateChange(kernel, query, 'QUEUED');
    const folder = kernel.objects.temporaryFile();
    try {
      if ('failure' in work) throw work.failure;
      await mkdir(folder);
      const outcome = await runStatement(this.#jobOf(query, folder, signal), work.statement);
      this.#end(query, { state: 'SUCCEEDED', ...changeOf(outcome) });
    } catch (error) {
      this.#end(query, this.#changeOfFailure(query, error, signal));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #jobOf(query: Query, folder: string, signal: AbortSignal): Job {
    const { kernel, engine, catalogs, prepared } = this.#parts;
    const glue = new GlueCatalog(kernel, query.region, signal);
    return { kernel, engine, glue, catalogs, prepared, query, folder, signal };
  }

  #changeOfFailure(query: Query, error: unknown, signal: AbortSignal): Partial<Query> {
    if (signal.aborted) return signal.reason instanceof Cancelled ? cancelled() : interrupted();
    const failure = failureOf(error);
    if (failure.error.ErrorType === errorTypes.internal) {
      this.#parts.kernel.log.error(`query ${query.id} failed`, error);
    }
    const limited = failure.reason === bytesExceeded;
    return { state: limited ? 'CANCELLED' : 'FAILED', ...change(failure) };
  }

  #end(query: Query, how: Partial<Query>): void {
    const { kernel, queries } = this.#parts;
    const completed = Date.now();
    const engineMs = query.started === undefined ? 0 : completed - query.started;
    const ended = queries.update(query, { completed, engineMs, ...how });
    if (ended) emitStateChange(kernel, ended, query.state);
  }
}

class Cancelled extends Error {}
class Interrupted extends Error {}

const change = ({ reason, error }: Failure): Partial<Query> => ({ reason, error });

const cancelled = (): Partial<Query> => ({
  state: 'CANCELLED',
  reason: 'Query cancelled by user',
  error: errorOf(errorTypes.cancelled, 2, 'Query cancelled by user', false),
});

function interrupted(): Partial<Query> {
  const reason = 'The query was interrupted by a stop of the local endpoint.';
  return { state: 'FAILED', reason, error: errorOf(errorTypes.engine, 1, reason, true) };
}

function errorOf(type: number, category: number, message: string, retryable: boolean) {
  return { ErrorCategory: category, ErrorType: type, Retryable: retryable, ErrorMessage: message };
}

function changeOf(outcome: Outcome): Partial<Query> {
  return {
    form: outcome.form,
    columns: outcome.columns,
    scannedBytes: outcome.scannedBytes ?? 0,
    planningMs: outcome.planningMs ?? 0,
    outputRows: outcome.outputRows,
    outputBytes: outcome.outputBytes,
    updateCount: outcome.updateCount,
    manifest: outcome.manifest,
  };
}
