import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kernel } from '../../../../kernel.ts';
import { type HistoryServer, startHistoryServer } from './historyServer.ts';

/** What is kept of Spark's own accounts of runs: the newest ones. */
const mostLogs = 100;
const mostBytes = 256 * 2 ** 20;
/** How long the server may take to read one, in milliseconds. */
const readingMs = 60_000;
const pollMs = 200;

interface EventLog {
  readonly file: string;
  readonly application: string;
  readonly changed: number;
  readonly size: number;
}

/**
 * Keeps the event log that Spark writes of each run, and shows it with Spark's own history server, which is started when
 * somebody asks and ends by itself: https://spark.apache.org/docs/3.5.6/monitoring.html#viewing-after-the-fact
 */
export class SparkHistory {
  readonly #kernel: Kernel;
  readonly #folder: string;
  readonly #closing = new AbortController();
  #server: Promise<HistoryServer> | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#folder = path.join(kernel.folder.root, 'spark-history');
  }

  /** Takes what a driver that has ended left. A run is not worse for lacking it, so that is logged and no error. */
  async keep(run: string, events: string): Promise<void> {
    try {
      const names = await readdir(events);
      if (names.length === 0) return;
      await mkdir(this.#folder, { recursive: true });
      for (const name of names) {
        // `local-1732212000000.zstd`, `.inprogress` behind it when the run was ended: the codec has to stay the last word.
        const [application = '', ...rest] = name.split('.');
        await rename(path.join(events, name), path.join(this.#folder, [application, run, ...rest].join('.')));
      }
      await this.#prune();
    } catch (error) {
      this.#kernel.log.warn(`the run ${run} will have no Spark UI any more: ${(error as Error).message}`);
    }
  }

  /**
   * The page of a run that has ended, once the server has read its log; undefined when none is kept of it.
   * @throws AppError when the server does not start
   */
  async url(run: string): Promise<string | undefined> {
    // Of a script that made several contexts the last one.
    const log = (await this.#logs()).findLast(({ file }) => file.split('.')[1] === run);
    if (!log) return undefined;
    const { address } = await this.#running();
    const deadline = Date.now() + readingMs;
    while (Date.now() < deadline) {
      const { signal } = this.#closing;
      const answer = await fetch(`${address}/api/v1/applications/${log.application}`, { signal });
      await answer.body?.cancel();
      if (answer.ok) return `${address}/history/${log.application}/jobs/`;
      await sleep(pollMs, undefined, { signal });
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const server = await this.#server?.catch(() => undefined);
    await server?.close();
  }

  /** The server, which is started when there is none or when it has ended for lack of visitors. */
  async #running(): Promise<HistoryServer> {
    const known = await this.#server?.catch(() => undefined);
    if (known?.isRunning()) return known;
    this.#server = startHistoryServer(this.#kernel, this.#folder, this.#closing.signal);
    return await this.#server;
  }

  /** Oldest first. */
  async #logs(): Promise<EventLog[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const logs = await Promise.all(
      names.map(async (file): Promise<EventLog | undefined> => {
        const [application = ''] = file.split('.');
        const found = await stat(path.join(this.#folder, file)).catch(() => undefined);
        return found?.isFile() ? { file, application, changed: found.mtimeMs, size: found.size } : undefined;
      }),
    );
    return logs.filter((each) => each !== undefined).sort((a, b) => a.changed - b.changed);
  }

  async #prune(): Promise<void> {
    let bytes = 0;
    for (const [index, { file, size }] of (await this.#logs()).reverse().entries()) {
      bytes += size;
      const isSpared = index === 0 || (index < mostLogs && bytes <= mostBytes);
      if (!isSpared) await rm(path.join(this.#folder, file), { force: true });
    }
  }
}
