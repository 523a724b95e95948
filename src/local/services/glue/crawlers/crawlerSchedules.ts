import type { Log } from '../../../../core/log.ts';
import { nextFires } from '../../../../core/scheduleExpression.ts';
import { AlarmClock } from '../../../alarmClock.ts';
import { Fault } from '../../../server/fault.ts';
import type { CrawlerRunner } from './crawlerRunner.ts';
import type { Crawler } from './crawlerShapes.ts';
import type { CrawlerStore } from './crawlerStore.ts';

/** Starts crawlers at the times of their schedules. What fell into a time without an endpoint is not made up for. */
export class CrawlerSchedules {
  readonly #crawlers: CrawlerStore;
  readonly #runner: CrawlerRunner;
  readonly #log: Log;
  readonly #clock = new AlarmClock((key) => this.#ring(key));

  constructor(crawlers: CrawlerStore, runner: CrawlerRunner, log: Log) {
    this.#crawlers = crawlers;
    this.#runner = runner;
    this.#log = log;
  }

  start(): void {
    for (const { region, crawler } of this.#crawlers.everywhere()) this.set(region, crawler);
  }

  /** To be called whenever a crawler's schedule may have changed. */
  set(region: string, crawler: Crawler): void {
    const { Schedule } = crawler;
    const isOn = Schedule?.State === 'SCHEDULED';
    const [next] = isOn ? nextFires(Schedule.ScheduleExpression, 'UTC', new Date(), 1) : [];
    this.#clock.set(`${region} ${crawler.Name}`, next);
  }

  forget(region: string, name: string): void {
    this.#clock.set(`${region} ${name}`, undefined);
  }

  stop(): void {
    this.#clock.stop();
  }

  #ring(key: string): void {
    const at = key.indexOf(' ');
    const [region, name] = [key.slice(0, at), key.slice(at + 1)];
    try {
      this.#runner.start(region, name);
    } catch (error) {
      // One that still runs is not started again, as in Glue.
      if (error instanceof Fault)
        this.#log.info(`the schedule of the crawler ${name} did not start it: ${error.message}`);
      else this.#log.error(`the schedule of the crawler ${name} failed`, error);
    }
    const crawler = this.#crawlers.crawlers(region).get(name);
    if (crawler) this.set(region, crawler);
  }
}
