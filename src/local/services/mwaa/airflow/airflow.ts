/** An Airflow that runs on this machine: its programs, started, watched and ended together. */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../core/appError.ts';
import type { Log } from '../../../../core/log.ts';
import { AirflowApi } from './airflowApi.ts';
import { forgetEarlierJobs, hasDeferred, migrate } from './airflowDatabase.ts';
import { type AirflowProgram, type ProgramName, programsOf } from './airflowPrograms.ts';
import { type AirflowPlace, airflowEnvironment } from './airflowSettings.ts';
import { freePort, isServed } from './ports.ts';
import { endLeftovers, type Supervisor, startSupervisor } from './supervisor.ts';

export interface Airflow {
  /** Of its own web server: `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly api: AirflowApi;
  /** How another program of the same Airflow is run. */
  readonly tools: {
    readonly python: string;
    readonly env: Readonly<Record<string, string>>;
    /** To run it in. */
    readonly folder: string;
  };
  /** When it has ended for good: stopped, or not to be kept alive; then with the reason. */
  readonly ended: Promise<AppError | undefined>;
  /** Kills it, tasks included: the next start goes on with them. */
  stop(): Promise<void>;
}

const pollMs = 100;
const readyMs = 120_000;
/** A program that ends is started again, after a pause that grows while it ends at once. */
const shortestPauseMs = 500;
const longestPauseMs = 30_000;
const healthyMs = 60_000;
/** Programs that end so often while the Airflow starts will not come up. */
const mostEarlyEnds = 2;
const watchMs = 2000;

/**
 * Starts the programs and resolves when all of them work.
 * @throws AppError `failed` with the last words of the program that did not come up
 */
export async function startAirflow(place: AirflowPlace, log: Log, signal: AbortSignal): Promise<Airflow> {
  const port = await freePort();
  await endLeftovers(place.home);
  const env = airflowEnvironment(place, port);
  await migrate(place, env, signal);
  forgetEarlierJobs(place.home);
  const airflow = new RunningAirflow(place, port, env, log);
  await airflow.start(signal);
  return airflow;
}

class RunningAirflow implements Airflow {
  readonly url: string;
  readonly api: AirflowApi;
  readonly tools: Airflow['tools'];
  readonly ended: Promise<AppError | undefined>;
  readonly #place: AirflowPlace;
  readonly #port: number;
  readonly #log: Log;
  readonly #programs: ReadonlyMap<string, AirflowProgram>;
  readonly #starts = new Map<string, { readonly at: number; readonly pauseMs: number }>();
  readonly #stopping = new AbortController();
  #supervisor: Supervisor | undefined;
  #earlyEnds = new Map<string, number>();
  #isReady = false;
  #end: (reason: AppError | undefined) => void = () => {};

  constructor(place: AirflowPlace, port: number, env: Readonly<Record<string, string>>, log: Log) {
    this.#place = place;
    this.#port = port;
    this.#log = log;
    this.url = `http://127.0.0.1:${port}`;
    this.api = new AirflowApi(place.version, place.home, this.url);
    this.tools = { python: place.python, env, folder: place.home.root };
    this.#programs = new Map(programsOf(place).map((program) => [program.name, program]));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(signal: AbortSignal): Promise<void> {
    const { python, env } = this.tools;
    this.#supervisor = await startSupervisor({
      python,
      home: this.#place.home,
      env,
      onEnd: (name, code) => void this.#hasEnded(name, code),
      onComplaint: (line) => this.#log.warn(`airflow: ${line}`),
    });
    void this.#supervisor.ended.then(() => {
      if (!this.#stopping.signal.aborted) this.#fail(new AppError('failed', 'The processes of Airflow were ended.'));
    });
    try {
      for (const { name } of this.#programs.values()) if (name !== 'triggerer') this.#run(name);
      await this.#ready(signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#isReady = true;
    void this.#watch();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#supervisor?.stop();
    this.#end(undefined);
  }

  #fail(reason: AppError): void {
    this.#stopping.abort();
    void this.#supervisor?.stop();
    this.#end(reason);
  }

  async #ready(signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + readyMs;
    for (;;) {
      signal.throwIfAborted();
      for (const [name, ends] of this.#earlyEnds) if (ends >= mostEarlyEnds) throw await this.#notUp(name);
      const complaint = await this.api.complaint(signal);
      if (complaint === undefined) return;
      if (Date.now() > deadline) throw new AppError('failed', `Airflow does not come up: ${complaint}.`);
      await sleep(pollMs, undefined, { signal });
    }
  }

  async #notUp(name: string): Promise<AppError> {
    const program = this.#programs.get(name);
    const said = program ? await lastLines(program.log) : '';
    const hint = `What it printed is in ${program?.log}.\n${said}`;
    return new AppError('failed', `The ${name} of Airflow does not come up.`, { hint });
  }

  #run(name: ProgramName): void {
    const program = this.#programs.get(name);
    if (!program || this.#stopping.signal.aborted) return;
    const before = this.#starts.get(name);
    const isFlapping = before !== undefined && Date.now() - before.at < healthyMs;
    const pauseMs = isFlapping ? Math.min(before.pauseMs * 2, longestPauseMs) : shortestPauseMs;
    this.#starts.set(name, { at: Date.now(), pauseMs });
    this.#supervisor?.start(program);
  }

  async #hasEnded(name: string, code: number): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const how = code < 0 ? `signal ${-code}` : `exit code ${code}`;
    this.#log.warn(`the ${name} of Airflow has ended (${how}) and is started again`);
    if (!this.#isReady) this.#earlyEnds.set(name, (this.#earlyEnds.get(name) ?? 0) + 1);
    try {
      const pause = this.#starts.get(name)?.pauseMs ?? shortestPauseMs;
      await sleep(pause, undefined, { signal: this.#stopping.signal });
      // Tasks know the port from their start: where another program has it now, all begin anew at another one.
      if (name === 'web server' && (await isServed(this.#port))) {
        const text = `Another program has taken the port ${this.#port} of Airflow's web server.`;
        if (this.#isReady) this.#fail(new AppError('failed', text));
        return;
      }
      if (name === 'scheduler') forgetEarlierJobs(this.#place.home);
      this.#run(name as ProgramName);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#log.error(`the ${name} of Airflow could not be started again`, error);
    }
  }

  /** Starts the triggerer once a task waits in one. */
  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!this.#starts.has('triggerer')) {
        await sleep(watchMs, undefined, { signal, ref: false });
        if (hasDeferred(this.#place.home)) this.#run('triggerer');
      }
    } catch (error) {
      if (!signal.aborted) this.#log.error('Airflow is not watched any more', error);
    }
  }
}

/** The end of what a program printed, without more than fits a message. */
async function lastLines(file: string): Promise<string> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  const length = Math.min(size, 3000);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8').trim().split('\n').slice(-12).join('\n');
}
