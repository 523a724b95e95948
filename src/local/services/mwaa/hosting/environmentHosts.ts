/** The Airflows behind all environments, and what is under way with each: a status that callers watch. */
import { rename, rm } from 'node:fs/promises';
import type { Kernel } from '../../../kernel.ts';
import type { Airflow } from '../airflow/airflow.ts';
import {
  type Environment,
  type EnvironmentPlace,
  environmentCollection,
  environmentFolder,
  environmentsIn,
} from '../environments/environment.ts';
import { type Front, openFront } from '../front/front.ts';
import { WebTokens } from '../front/webTokens.ts';
import { EnvironmentHost, type HostState } from './environmentHost.ts';
import { prepareAirflow } from './prepareAirflow.ts';

/** What MWAA calls failures of what an environment was given. */
const badConfiguration = 'INCORRECT_CONFIGURATION';

export class EnvironmentHosts {
  readonly tokens = new WebTokens();
  readonly #kernel: Kernel;
  readonly #hosts = new Map<string, EnvironmentHost>();
  readonly #fronts = new Map<string, Front>();
  /** What is under way with an environment; the next waits for it. */
  readonly #work = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Goes on with what an earlier endpoint left, and starts what has schedules or runs to go on with. */
  recover(): void {
    for (const region of this.#kernel.store.regionsOf(environmentCollection)) {
      for (const { id: name, value } of environmentsIn(this.#kernel, region).all()) {
        const place = { region, name };
        if (value.status === 'CREATING') this.create(place);
        else if (value.status === 'UPDATING') this.update(place);
        else if (value.status === 'DELETING') this.delete(place);
        else if (value.status !== 'CREATE_FAILED') this.#resume(place);
      }
    }
  }

  create(place: EnvironmentPlace): void {
    this.#begin(place, 'CREATE_FAILED', async (environment, signal) => {
      await this.#openFront(place, environment);
      await this.#check(place, environment, signal);
      this.#settle(place, 'AVAILABLE');
    });
  }

  /** What runs is ended and started with the new settings; what cannot be had leaves the earlier ones. */
  update(place: EnvironmentPlace): void {
    this.#begin(place, 'UPDATE_FAILED', async (environment, signal) => {
      await this.#check(place, environment, signal);
      const host = this.#host(place);
      await host.stop();
      this.#settle(place, 'AVAILABLE');
      if (host.hasWork()) await this.#startUnasked(place);
    });
  }

  delete(place: EnvironmentPlace): void {
    this.#begin(place, 'UNAVAILABLE', async () => {
      const key = keyOf(place);
      await this.#hosts.get(key)?.close();
      this.#hosts.delete(key);
      await this.#fronts.get(key)?.[Symbol.asyncDispose]();
      this.#fronts.delete(key);
      // Renamed first: what is left of it after a kill is nobody's Airflow any more.
      const folder = environmentFolder(this.#kernel, place);
      const doomed = `${folder}.deleted`;
      await rm(doomed, { recursive: true, force: true });
      await rename(folder, doomed).catch(() => {});
      environmentsIn(this.#kernel, place.region).delete(place.name);
      await rm(doomed, { recursive: true, force: true });
    });
  }

  /**
   * The Airflow of an environment, started if it does not run.
   * @throws AppError why it cannot be had
   */
  need(place: EnvironmentPlace, signal: AbortSignal): Promise<Airflow> {
    return this.#host(place).need(signal);
  }

  /** Without starting anything. */
  stateOf(place: EnvironmentPlace): HostState {
    return this.#hosts.get(keyOf(place))?.state ?? 'asleep';
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#work.values());
    await Promise.all([...this.#fronts.values()].map((front) => front[Symbol.asyncDispose]()));
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
  }

  #host(place: EnvironmentPlace): EnvironmentHost {
    const key = keyOf(place);
    const known = this.#hosts.get(key);
    if (known) return known;
    const host = new EnvironmentHost(this.#kernel, place);
    this.#hosts.set(key, host);
    return host;
  }

  #resume(place: EnvironmentPlace): void {
    this.#begin(place, 'UNAVAILABLE', async (environment) => {
      await this.#openFront(place, environment);
      if (this.#host(place).hasWork()) await this.#startUnasked(place);
    });
  }

  /** That it does not come up is told by its log; the next need tries again. */
  async #startUnasked(place: EnvironmentPlace): Promise<void> {
    await this.need(place, this.#closing.signal).catch(() => {});
  }

  /**
   * Packages and plugins are installed while callers wait for the status, as they may not be had; what every environment
   * has is not, until it is needed.
   */
  async #check(place: EnvironmentPlace, environment: Environment, signal: AbortSignal): Promise<void> {
    const { RequirementsS3Path, PluginsS3Path } = environment.settings;
    if (!RequirementsS3Path && !PluginsS3Path) return;
    const report = (message: string) => this.#kernel.log.info(`${place.name}: ${message}`);
    await prepareAirflow(this.#kernel, place, environment, report, signal);
  }

  async #openFront(place: EnvironmentPlace, environment: Environment): Promise<void> {
    const front = await openFront({
      port: environment.port,
      place,
      need: (signal) => this.need(place, signal),
      tokens: this.tokens,
      log: this.#kernel.log,
    });
    this.#fronts.set(keyOf(place), front);
    if (front.port !== environment.port) this.#change(place, { port: front.port });
  }

  /** Does the work after what is under way; what fails is the environment's status and its last update. */
  #begin(
    place: EnvironmentPlace,
    failed: Environment['status'],
    work: (environment: Environment, signal: AbortSignal) => Promise<void>,
  ): void {
    const key = keyOf(place);
    const before = this.#work.get(key) ?? Promise.resolve();
    const { signal } = this.#closing;
    const own = before
      .then(async () => {
        const environment = environmentsIn(this.#kernel, place.region).get(place.name);
        if (environment && !signal.aborted) await work(environment, signal);
      })
      .catch((error: Error & { readonly hint?: string }) => {
        // What the endpoint's end interrupts is gone on with by the next one.
        if (signal.aborted) return;
        this.#kernel.log.error(`the environment ${place.name} failed`, error);
        const message = [error.message, error.hint].filter(Boolean).join(' ');
        this.#fail(place, failed, message);
      })
      .finally(() => {
        if (this.#work.get(key) === own) this.#work.delete(key);
      });
    this.#work.set(key, own);
  }

  #settle(place: EnvironmentPlace, status: Environment['status']): void {
    this.#change(place, { status, previous: undefined, lastUpdate: { status: 'SUCCESS', at: Date.now() } });
  }

  #fail(place: EnvironmentPlace, status: Environment['status'], message: string): void {
    const { previous } = environmentsIn(this.#kernel, place.region).get(place.name) ?? {};
    this.#change(place, {
      status,
      ...(previous ? { settings: previous, previous: undefined } : {}),
      lastUpdate: { status: 'FAILED', at: Date.now(), error: { code: badConfiguration, message } },
    });
  }

  #change({ region, name }: EnvironmentPlace, change: Partial<Environment>): void {
    const environments = environmentsIn(this.#kernel, region);
    const found = environments.get(name);
    if (found) environments.put(name, { ...found, ...change });
  }
}

function keyOf({ region, name }: EnvironmentPlace): string {
  return `${region}/${name}`;
}
