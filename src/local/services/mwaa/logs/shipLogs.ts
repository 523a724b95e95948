/**
 * Airflow's logs in CloudWatch Logs, where MWAA has them:
 * https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html
 */
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../../../kernel.ts';
import { RunLog } from '../../../runLog.ts';
import { activeRuns } from '../airflow/airflowDatabase.ts';
import type { AirflowHome } from '../airflow/airflowHome.ts';
import { type EnvironmentPlace, logGroup, logsOf } from '../environments/environment.ts';
import type { EnvironmentSettings, LogKind } from '../environments/environmentInput.ts';
import { FileTail } from './fileTail.ts';
import { levelFilter } from './lineFilter.ts';

export type LogShipping = AsyncDisposable;

const pollMs = 400;
/** After a run has ended its last lines are waited for. */
const lingerMs = 5000;

/** Which files go where; `files` are those that may have grown. */
interface Source {
  readonly kind: LogKind;
  readonly files: () => AsyncIterable<string> | Iterable<string>;
}

/** Follows what an Airflow writes until it is disposed of; then what has been written so far is in the log. */
export function shipLogs(
  kernel: Kernel,
  place: EnvironmentPlace,
  settings: EnvironmentSettings,
  home: AirflowHome,
): LogShipping {
  const stopping = new AbortController();
  const shipper = new Shipper(kernel, place, settings, home);
  const following = (async () => {
    while (!stopping.signal.aborted) {
      await shipper.look().catch((error: unknown) => kernel.log.error(`logs of ${place.name}`, error));
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
    await shipper.look();
    await shipper.end();
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following.catch((error: unknown) => kernel.log.error(`logs of ${place.name}`, error));
    },
  };
}

class Shipper {
  readonly #kernel: Kernel;
  readonly #place: EnvironmentPlace;
  readonly #settings: EnvironmentSettings;
  readonly #home: AirflowHome;
  readonly #sources: readonly Source[];
  readonly #tails = new Map<string, FileTail>();
  /** Folders of runs, and until when they are looked into. */
  readonly #runs = new Map<string, number>();

  constructor(kernel: Kernel, place: EnvironmentPlace, settings: EnvironmentSettings, home: AirflowHome) {
    this.#kernel = kernel;
    this.#place = place;
    this.#settings = settings;
    this.#home = home;
    const printed = (name: string) => () => [path.join(home.output, name)];
    const all: readonly Source[] = [
      { kind: 'TaskLogs', files: () => this.#taskFiles() },
      { kind: 'SchedulerLogs', files: printed('scheduler.log') },
      { kind: 'WebserverLogs', files: printed('web-server.log') },
      { kind: 'DagProcessingLogs', files: () => this.#parsingFiles() },
    ];
    this.#sources = all.filter(({ kind }) => logsOf(settings, kind).Enabled);
  }

  async look(): Promise<void> {
    for (const { kind, files } of this.#sources) {
      for await (const file of files()) {
        const tail = this.#tailOf(kind, file);
        if (await tail.read()) this.#offsets().put(this.#id(file), tail.offset);
      }
    }
  }

  async end(): Promise<void> {
    for (const tail of this.#tails.values()) await tail.end();
  }

  /** Of the runs that have not ended, or have just ended. */
  async *#taskFiles(): AsyncIterable<string> {
    const now = Date.now();
    for (const { dag, run } of activeRuns(this.#home)) {
      this.#runs.set(path.join(this.#home.logs, `dag_id=${dag}`, `run_id=${run}`), now + lingerMs);
    }
    for (const [folder, until] of this.#runs) {
      if (existsSync(folder)) for await (const file of glob('**/*.log', { cwd: folder })) yield path.join(folder, file);
      if (until < now) this.#runs.delete(folder);
    }
  }

  /** Of this day: the folder of Airflow 3, else that of Airflow 2. */
  async *#parsingFiles(): AsyncIterable<string> {
    const day = new Date().toISOString().slice(0, 10);
    for (const folder of ['dag_processor', 'scheduler'].map((name) => path.join(this.#home.logs, name, day))) {
      if (existsSync(folder)) for await (const file of glob('**/*.log', { cwd: folder })) yield path.join(folder, file);
    }
  }

  #tailOf(kind: LogKind, file: string): FileTail {
    const known = this.#tails.get(file);
    if (known) return known;
    const { region, name } = this.#place;
    // A stream's name has neither colon nor asterisk.
    const stream = path.relative(kind === 'TaskLogs' ? this.#home.logs : path.dirname(file), file);
    const sink = new RunLog(this.#kernel, {
      region,
      group: logGroup(name, kind),
      stream: stream.replace(/[:*]/g, '_'),
    });
    const offset = this.#offsets().get(this.#id(file)) ?? 0;
    const tail = new FileTail(file, sink, levelFilter(logsOf(this.#settings, kind).LogLevel), offset);
    this.#tails.set(file, tail);
    return tail;
  }

  /** How much of each file is in the log, for the next start. */
  #offsets() {
    return this.#kernel.store.collection<number>('mwaa.shipped', this.#place.region);
  }

  #id(file: string): string {
    return `${this.#place.name}/${path.relative(this.#home.root, file)}`;
  }
}
