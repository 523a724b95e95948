/** The servers behind the instances: made, started and stopped in the background, as a status that callers watch. */
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import type { Kernel } from '../../../kernel.ts';
import { forgetManagedLogin } from '../../../secrets.ts';
import { addEvent } from '../events.ts';
import { type DbInstance, type InstanceStatus, instancesIn } from '../instance.ts';
import { writeLoginFile } from '../loginFile.ts';
import { choosePort } from './choosePort.ts';
import { makeDatabases } from './makeDatabases.ts';
import { postgresPrograms } from './postgresPrograms.ts';
import { type PostgresServer, startPostgres } from './postgresServer.ts';
import { singleUser } from './singleUser.ts';

/** Where an instance is known: region and identifier. */
export interface InstancePlace {
  readonly region: string;
  readonly id: string;
}

const usualPort = 5432;

export class InstanceServers {
  readonly #kernel: Kernel;
  readonly #running = new Map<string, PostgresServer>();
  /** What is under way with an instance; the next waits for it. */
  readonly #work = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Goes on with what an earlier endpoint left: instances that were up come up again. */
  recover(): void {
    for (const region of this.#kernel.store.regionsOf('rds.instance')) {
      for (const { id, value } of instancesIn(this.#kernel, region).all()) {
        const place = { region, id };
        if (value.status === 'creating') this.create(place, value.port);
        else if (value.status === 'deleting') this.delete(place);
        else if (value.status === 'stopping') this.#settle(place, 'stopped');
        else if (value.status !== 'stopped' && value.status !== 'failed') {
          this.#change(place, { status: 'starting' });
          this.start(place);
        }
      }
    }
    writeLoginFile(this.#kernel);
  }

  /** @param wanted the port that was asked for; 0: PostgreSQL's own */
  create(place: InstancePlace, wanted: number): void {
    this.#begin(place, async (instance, signal) => {
      const programs = await this.#programs(place, instance, signal);
      const folder = this.#folder(place);
      await makeDatabases(folder, programs, instance, signal);
      await this.#up(place, { ...instance, port: wanted || usualPort }, 'DB instance created', signal);
    });
  }

  start(place: InstancePlace): void {
    this.#begin(place, (instance, signal) => this.#up(place, instance, 'DB instance started', signal));
  }

  reboot(place: InstancePlace): void {
    this.#begin(place, async (instance, signal) => {
      await this.#down(place);
      await this.#up(place, instance, 'DB instance restarted', signal);
    });
  }

  /** The master user's new password; clients are turned away for a moment, as PostgreSQL's own owner needs no login. */
  changePassword(place: InstancePlace): void {
    this.#begin(place, async (instance, signal) => {
      const programs = await this.#programs(place, instance, signal);
      await this.#down(place);
      const data = path.join(this.#folder(place), 'data');
      const statement = `ALTER ROLE ${quoteName(instance.masterUser)} PASSWORD ${quoteText(instance.masterPassword)}`;
      await singleUser(programs, data, 'postgres', [statement], signal);
      await this.#up(place, instance, 'Reset master credentials', signal);
    });
  }

  stop(place: InstancePlace): void {
    this.#begin(place, async () => {
      await this.#down(place);
      this.#settle(place, 'stopped', 'DB instance stopped');
    });
  }

  delete(place: InstancePlace): void {
    this.#begin(place, async ({ secretArn }) => {
      await this.#down(place);
      const folder = this.#folder(place);
      // Renamed first: what is left of it after a kill is nobody's data any more.
      const doomed = `${folder}.deleted`;
      await rm(doomed, { recursive: true, force: true });
      await rename(folder, doomed).catch(() => {});
      instancesIn(this.#kernel, place.region).delete(place.id);
      forgetManagedLogin(this.#kernel.store, place.region, secretArn);
      addEvent(this.#kernel, place, 'deletion', 'DB instance deleted');
      writeLoginFile(this.#kernel);
      await rm(doomed, { recursive: true, force: true });
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#work.values());
    await Promise.all([...this.#running.values()].map((server) => server.stop()));
  }

  #folder({ region, id }: InstancePlace): string {
    return path.join(this.#kernel.folder.root, 'rds', region, id);
  }

  #programs(place: InstancePlace, { major }: DbInstance, signal: AbortSignal) {
    const report = (message: string) => {
      addEvent(this.#kernel, place, 'notification', message);
      this.#kernel.log.info(message);
    };
    return postgresPrograms(major, report, signal);
  }

  async #up(place: InstancePlace, instance: DbInstance, told: string, signal: AbortSignal): Promise<void> {
    const key = keyOf(place);
    if (!this.#running.has(key)) {
      const programs = await this.#programs(place, instance, signal);
      const port = await choosePort(instance.port, this.#portsBeside(place));
      const folder = this.#folder(place);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const mark = `STRATA_RDS_INSTANCE=${folder}`;
      const server = await startPostgres(programs, { folder, port, mark }, signal);
      this.#running.set(key, server);
      void server.ended.then(() => this.#hasEnded(place, server));
      if (port !== instance.port && instance.status !== 'creating') {
        this.#kernel.log.warn(`port ${instance.port} is taken by another program; ${place.id} listens on ${port}`);
      }
      this.#change(place, { port });
    }
    this.#settle(place, 'available', told);
  }

  async #down(place: InstancePlace): Promise<void> {
    const server = this.#running.get(keyOf(place));
    this.#running.delete(keyOf(place));
    await server?.stop();
  }

  /** A server that nobody stopped: what happened is told, and it is started again, as RDS does. */
  #hasEnded(place: InstancePlace, server: PostgresServer): void {
    if (this.#closing.signal.aborted || this.#running.get(keyOf(place)) !== server) return;
    this.#running.delete(keyOf(place));
    this.#change(place, { status: 'rebooting' });
    addEvent(
      this.#kernel,
      place,
      'failure',
      'The database process ended unexpectedly. Recovery of the DB instance has started.',
    );
    this.#begin(place, (instance, signal) =>
      this.#up(place, instance, 'Recovery of the DB instance is complete.', signal),
    );
  }

  #portsBeside({ region, id }: InstancePlace): ReadonlySet<number> {
    const ports = this.#kernel.store
      .regionsOf('rds.instance')
      .flatMap((each) => [...instancesIn(this.#kernel, each).all()].map((entry) => ({ each, ...entry })))
      .filter((entry) => entry.each !== region || entry.id !== id)
      .map(({ value }) => value.port);
    return new Set(ports);
  }

  /** Does the work after what is under way; what fails is the instance's status and an event. */
  #begin(place: InstancePlace, work: (instance: DbInstance, signal: AbortSignal) => Promise<void>): void {
    const key = keyOf(place);
    const before = this.#work.get(key) ?? Promise.resolve();
    const { signal } = this.#closing;
    const own = before
      .then(async () => {
        const instance = instancesIn(this.#kernel, place.region).get(place.id);
        if (instance && !signal.aborted) await work(instance, signal);
      })
      .catch((error: Error) => {
        // What the endpoint's end interrupts is gone on with by the next one.
        if (signal.aborted) return;
        this.#kernel.log.error(`the instance ${place.id} failed`, error);
        this.#settle(place, 'failed', `${error.message} The log is postgresql.log in ${this.#folder(place)}.`);
      })
      .finally(() => {
        if (this.#work.get(key) === own) this.#work.delete(key);
      });
    this.#work.set(key, own);
  }

  #settle(place: InstancePlace, status: InstanceStatus, told?: string): void {
    this.#change(place, { status });
    if (told !== undefined) addEvent(this.#kernel, place, status === 'failed' ? 'failure' : 'availability', told);
    writeLoginFile(this.#kernel);
  }

  #change({ region, id }: InstancePlace, change: Partial<DbInstance>): void {
    const instances = instancesIn(this.#kernel, region);
    const found = instances.get(id);
    if (found) instances.put(id, { ...found, ...change });
  }
}

function keyOf({ region, id }: InstancePlace): string {
  return `${region}/${id}`;
}
