import type { Log } from '../../../../core/log.ts';
import { Fault } from '../../../server/fault.ts';
import { CronAlarms } from '../cronAlarms.ts';
import type { CrawlerRunner } from './crawlerRunner.ts';
import type { Crawler } from './crawlerShapes.ts';
import type { CrawlerStore } from './crawlerStore.ts';

/** Starts crawlers at the times of their schedules. */
export class CrawlerSchedules {
  readonly #crawlers: CrawlerStore;
  readonly #runner: CrawlerRunner;
  readonly #log: Log;
  readonly #alarms = new CronAlarms((region, name) => this.#fire(region, name));

  constructor(crawlers: CrawlerStore, runner: CrawlerRunner, log: Log) {
    this.#crawlers = crawlers;
    this.#runner = runner;
    this.#log = log;
  }

  start(): void {
    for (const { region, crawler } of this.#crawlers.everywhere()) this.set(region, crawler);
  }

  /** To be called whenever a crawler's schedule may have changed. */
  set(region: string, { Name, Schedule }: Crawler): void {
    this.#alarms.set(region, Name, Schedule?.State === 'SCHEDULED' ? Schedule.ScheduleExpression : undefined);
  }

  forget(region: string, name: string): void {
    this.#alarms.set(region, name, undefined);
  }

  stop(): void {
    this.#alarms.stop();
  }

  #fire(region: string, name: string): void {
    try {
      this.#runner.start(region, name);
    } catch (error) {
      // One that still runs is not started again, as in Glue.
      if (error instanceof Fault)
        this.#log.info(`the schedule of the crawler ${name} did not start it: ${error.message}`);
      else this.#log.error(`the schedule of the crawler ${name} failed`, error);
    }
  }
}
