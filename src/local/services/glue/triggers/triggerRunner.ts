import type { Log } from '../../../../core/log.ts';
import { Fault } from '../../../server/fault.ts';
import type { Store } from '../../../state/store.ts';
import { CronAlarms } from '../cronAlarms.ts';
import type { EndedRun, EndedRuns } from '../endedRuns.ts';
import { meetConditions } from './meetConditions.ts';
import type { Trigger, TriggerAction } from './triggerShapes.ts';

export interface TriggerStarts {
  readonly startJob: (region: string, action: TriggerAction & { readonly JobName: string }, trigger: string) => void;
  readonly startCrawler: (region: string, name: string, trigger: string) => void;
}

/** Fires triggers: by the clock, when runs end, and when asked. */
export class TriggerRunner {
  readonly #store: Store;
  readonly #starts: TriggerStarts;
  readonly #log: Log;
  #stopped = false;
  readonly #alarms = new CronAlarms((region, name) => this.#fireByName(region, name));

  constructor(store: Store, starts: TriggerStarts, log: Log) {
    this.#store = store;
    this.#starts = starts;
    this.#log = log;
  }

  triggers(region: string) {
    return this.#store.collection<Trigger>('glue.trigger', region);
  }

  /** Follows what ends from now on. */
  listen(ended: EndedRuns): void {
    ended.listen((each) => this.#onEnd(each));
  }

  /** Arms what is scheduled. */
  start(): void {
    for (const region of this.#store.regionsOf('glue.trigger')) {
      for (const { value } of this.triggers(region).all()) this.set(region, value);
    }
  }

  /** From here on nothing is started: the runs that end now end because the endpoint does. */
  stop(): void {
    this.#stopped = true;
    this.#alarms.stop();
  }

  /** To be called whenever a trigger has changed. */
  set(region: string, { Name, Type, State, Schedule }: Trigger): void {
    this.#alarms.set(region, Name, Type === 'SCHEDULED' && State === 'ACTIVATED' ? Schedule : undefined);
  }

  forget(region: string, name: string): void {
    this.#alarms.set(region, name, undefined);
  }

  /** Starts all that a trigger starts; what cannot be started does not hold up the rest. */
  fire(region: string, trigger: Trigger): void {
    for (const action of trigger.Actions) {
      try {
        const { JobName, CrawlerName } = action;
        if (JobName !== undefined) this.#starts.startJob(region, { ...action, JobName }, trigger.Name);
        else if (CrawlerName !== undefined) this.#starts.startCrawler(region, CrawlerName, trigger.Name);
      } catch (error) {
        const what = action.JobName ?? action.CrawlerName;
        if (error instanceof Fault) {
          this.#log.warn(`the trigger ${trigger.Name} did not start ${what}: ${error.code}: ${error.message}`);
        } else {
          this.#log.error(`the trigger ${trigger.Name} did not start ${what}`, error);
        }
      }
    }
  }

  #fireByName(region: string, name: string): void {
    const trigger = this.triggers(region).get(name);
    if (trigger) this.fire(region, trigger);
  }

  /**
   * As in Glue, a run counts for conditions only when a trigger started it:
   * https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html
   */
  #onEnd(ended: EndedRun): void {
    if (ended.trigger === undefined || this.#stopped) return;
    const triggers = this.triggers(ended.region);
    for (const { value: trigger } of [...triggers.all()]) {
      if (trigger.Type !== 'CONDITIONAL' || trigger.State !== 'ACTIVATED') continue;
      const found = meetConditions(trigger, ended);
      if (!found) continue;
      triggers.put(trigger.Name, { ...trigger, met: found.met });
      if (found.fires) this.fire(ended.region, trigger);
    }
  }
}
