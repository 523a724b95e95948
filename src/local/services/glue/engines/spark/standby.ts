import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { Kernel } from '../../../../kernel.ts';
import { runMark } from '../runPlace.ts';
import { makeSharedClasses, sharedClasses } from './sharedClasses.ts';
import { type DriverSettings, type SparkDriver, startDriver } from './sparkDriver.ts';
import type { SparkEnvironment } from './sparkEnvironment.ts';

/** How long one waits for the next run: as long as a person takes to change a script and run it again. */
const idleMs = 10 * 60_000;
/** After so long without a run the machine has time to make the archive of classes. */
const quietMs = 60_000;
/** A smaller machine has better use for some hundred MiB. */
const leastMemory = 6 * 2 ** 30;
const graceMs = 2000;

interface Waiting {
  readonly key: string;
  readonly driver: Promise<SparkDriver | undefined>;
}

/**
 * Keeps one driver with a started Spark for the next run, so that consecutive runs do not wait for a JVM each time. It
 * serves one run and ends with it: nothing of a run reaches another.
 */
export class Standby {
  readonly #kernel: Kernel;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #quiet: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();
  /** Drivers that are being ended. */
  readonly #ending = new Set<Promise<void>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Begins to keep one for a run like that one; what waits already is left as it is when it would serve. */
  prepare(environment: SparkEnvironment, settings: DriverSettings): void {
    const key = keyOf(environment, settings);
    if (this.#closing.signal.aborted || settings.extraJars.length > 0 || os.totalmem() < leastMemory) return;
    if (this.#waiting?.key !== key) {
      this.#discard();
      this.#waiting = { key, driver: this.#start(environment, settings) };
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#discard(), idleMs);
    this.#timer.unref();
    this.#improveLater(environment);
  }

  /** The waiting driver, which is the caller's from now on; undefined when none would serve. */
  async take(environment: SparkEnvironment, settings: DriverSettings): Promise<SparkDriver | undefined> {
    const waiting = this.#waiting;
    if (waiting?.key !== keyOf(environment, settings)) return undefined;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#quiet);
    const driver = await waiting.driver;
    if (driver && !driver.group.isRunning()) {
      await driver.clean();
      return undefined;
    }
    return driver;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#quiet);
    this.#discard();
    await Promise.all(this.#ending);
  }

  #improveLater(environment: SparkEnvironment): void {
    clearTimeout(this.#quiet);
    if (sharedClasses(environment.jars) !== undefined) return;
    this.#quiet = setTimeout(() => {
      const { signal } = this.#closing;
      makeSharedClasses(environment, signal).catch((error: Error) => {
        if (!signal.aborted) this.#kernel.log.warn(`Java starts without an archive of classes: ${error.message}`);
      });
    }, quietMs);
    this.#quiet.unref();
  }

  async #start(environment: SparkEnvironment, settings: DriverSettings): Promise<SparkDriver | undefined> {
    try {
      return await startDriver(this.#kernel, environment, settings, runMark(`standby-${randomUUID()}`), true);
    } catch (error) {
      this.#kernel.log.warn(`no Spark driver stands by: ${(error as Error).message}`);
      return undefined;
    }
  }

  #discard(): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return;
    const ending = waiting.driver
      .then(async (driver) => {
        await driver?.group.end(graceMs);
        driver?.group.sweep();
        await driver?.clean();
      })
      .catch((error: unknown) => this.#kernel.log.error('a Spark driver that stood by could not be ended', error))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

function keyOf(environment: SparkEnvironment, settings: DriverSettings): string {
  return JSON.stringify([environment.jars[0], environment.python, settings]);
}
