/** One environment's Airflow: started when somebody needs it, kept while it has work, ended when nobody does. */
import { existsSync } from 'node:fs';
import type { Kernel } from '../../../kernel.ts';
import { RunLog } from '../../../runLog.ts';
import { type Airflow, startAirflow } from '../airflow/airflow.ts';
import { hasWork } from '../airflow/airflowDatabase.ts';
import { openAirflowHome } from '../airflow/airflowHome.ts';
import {
  type EnvironmentPlace,
  environmentFolder,
  environmentsIn,
  logGroup,
  needEnvironment,
} from '../environments/environment.ts';
import { type LogShipping, shipLogs } from '../logs/shipLogs.ts';
import { prepareAirflow } from './prepareAirflow.ts';

interface Running {
  readonly airflow: Airflow;
  readonly logs: LogShipping;
}

/** Whether an Airflow runs: those who only want to look must not start one. */
export type HostState = 'asleep' | 'starting' | 'running';

/** An Airflow that nobody asked anything of for so long, and that has nothing to do, gives its memory back. */
const idleMs = 15 * 60_000;
const lookMs = 30_000;
/** After it was ended by something else. */
const restartPauseMs = 2000;

export class EnvironmentHost {
  readonly #kernel: Kernel;
  readonly #place: EnvironmentPlace;
  readonly #closing = new AbortController();
  #running: Promise<Running> | undefined;
  #lastNeeded = 0;
  #state: HostState = 'asleep';
  #timer: NodeJS.Timeout | undefined;

  constructor(kernel: Kernel, place: EnvironmentPlace) {
    this.#kernel = kernel;
    this.#place = place;
  }

  get state(): HostState {
    return this.#state;
  }

  /**
   * The Airflow, started if it does not run.
   * @param signal of the caller: a start goes on when he gives up, for the next one
   * @throws AppError why it cannot be had
   */
  async need(signal: AbortSignal): Promise<Airflow> {
    this.#lastNeeded = Date.now();
    this.#running ??= this.#start();
    const { promise, reject } = Promise.withResolvers<never>();
    const give = () => reject(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    try {
      signal.throwIfAborted();
      return (await Promise.race([this.#running, promise])).airflow;
    } finally {
      signal.removeEventListener('abort', give);
    }
  }

  /** Whether DAGs are scheduled, or runs wait to be gone on with, so that it must run unasked. */
  hasWork(): boolean {
    const folder = environmentFolder(this.#kernel, this.#place);
    return existsSync(folder) && hasWork(openAirflowHome(folder));
  }

  /** Ends it; the next need starts it with the settings of then. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    this.#state = 'asleep';
    await running?.airflow.stop();
    await running?.logs[Symbol.asyncDispose]();
  }

  /** Ends it for good, even while it starts. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.stop();
  }

  async #start(): Promise<Running> {
    const { signal } = this.#closing;
    this.#state = 'starting';
    const starting = (async () => {
      const environment = needEnvironment(this.#kernel, this.#place.region, this.#place.name);
      const report = (message: string) => this.#kernel.log.info(`${this.#place.name}: ${message}`);
      const place = await prepareAirflow(this.#kernel, this.#place, environment, report, signal);
      const airflow = await startAirflow(place, this.#kernel.log, signal);
      const logs = shipLogs(this.#kernel, this.#place, environment.settings, place.home);
      return { airflow, logs };
    })();
    try {
      const running = await starting;
      this.#state = 'running';
      void running.airflow.ended.then((reason) => this.#hasEnded(running, reason));
      this.#timer = setInterval(() => void this.#endWhenIdle(), lookMs);
      this.#timer.unref();
      return running;
    } catch (error) {
      this.#running = undefined;
      this.#state = 'asleep';
      if (!signal.aborted) await this.#tell(error as Error);
      throw error;
    }
  }

  async #hasEnded(running: Running, reason: Error | undefined): Promise<void> {
    if (reason === undefined) return;
    clearInterval(this.#timer);
    this.#running = undefined;
    this.#state = 'asleep';
    await running.logs[Symbol.asyncDispose]();
    await this.#tell(reason);
    if (this.#closing.signal.aborted || !environmentsIn(this.#kernel, this.#place.region).get(this.#place.name)) return;
    setTimeout(() => {
      if (this.#closing.signal.aborted) return;
      this.need(this.#closing.signal).catch((error: unknown) =>
        this.#kernel.log.error(`Airflow of ${this.#place.name} could not be started again`, error),
      );
    }, restartPauseMs);
  }

  /** Where people look for what became of it. */
  async #tell(error: Error & { readonly hint?: string }): Promise<void> {
    const text = [error.message, error.hint].filter(Boolean).join('\n');
    this.#kernel.log.error(`Airflow of ${this.#place.name}: ${text}`);
    const { region, name } = this.#place;
    await using log = new RunLog(this.#kernel, { region, group: logGroup(name, 'SchedulerLogs'), stream: 'start' });
    for (const line of text.split('\n')) log.line(line);
  }

  async #endWhenIdle(): Promise<void> {
    if (Date.now() - this.#lastNeeded < idleMs || this.hasWork()) return;
    this.#kernel.log.info(`Airflow of ${this.#place.name} has nothing to do and is stopped until somebody needs it`);
    await this.stop();
  }
}
