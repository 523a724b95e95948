/** Refresh schedules that really fire. What falls into a time without an endpoint is not made up for. */
import { randomUUID } from 'node:crypto';
import { nextFires } from '../../../../core/scheduleExpression.ts';
import { AlarmClock } from '../../../alarmClock.ts';
import type { Kernel } from '../../../kernel.ts';
import type { Collection } from '../../../state/store.ts';
import type { IngestionRunner } from '../ingestions/ingestionRunner.ts';
import type { RefreshSchedule } from './refreshSchedule.ts';

export class RefreshSchedules {
  readonly #kernel: Kernel;
  readonly #runner: IngestionRunner;
  readonly #clock = new AlarmClock((key) => this.#ring(key));

  constructor(kernel: Kernel, runner: IngestionRunner) {
    this.#kernel = kernel;
    this.#runner = runner;
  }

  /** Schedules of a region, by data set and id. */
  in(region: string): Collection<RefreshSchedule> {
    return this.#kernel.store.collection<RefreshSchedule>('quicksight.refreshSchedule', region);
  }

  of(region: string, dataSetId: string): RefreshSchedule[] {
    return [...this.in(region).all(`${dataSetId}/`)].map(({ value }) => value);
  }

  start(): void {
    for (const region of this.#kernel.store.regionsOf('quicksight.refreshSchedule')) {
      for (const { value } of [...this.in(region).all()]) this.#arm(region, value);
    }
  }

  stop(): void {
    this.#clock.stop();
  }

  put(region: string, schedule: RefreshSchedule): void {
    this.in(region).put(keyOf(schedule), schedule);
    this.#arm(region, schedule);
  }

  remove(region: string, schedule: RefreshSchedule): void {
    this.in(region).delete(keyOf(schedule));
    this.#clock.set(`${region} ${keyOf(schedule)}`, undefined);
  }

  /** To be called when the data set goes. */
  forget(region: string, dataSetId: string): void {
    for (const each of this.of(region, dataSetId)) this.remove(region, each);
  }

  #arm(region: string, schedule: RefreshSchedule): void {
    const after = new Date(Math.max(Date.now(), schedule.startAfter ?? 0));
    const [next] = nextFires(schedule.expression, schedule.timeZone, after, 1);
    this.#clock.set(`${region} ${keyOf(schedule)}`, next);
  }

  #ring(key: string): void {
    const [region = '', id = ''] = key.split(' ');
    const schedule = this.in(region).get(id);
    if (!schedule) return;
    try {
      const { dataSetId } = schedule;
      this.#runner.start(region, { id: randomUUID(), dataSetId, source: 'SCHEDULED', type: 'FULL_REFRESH' });
    } catch (error) {
      this.#kernel.log.error(`the refresh schedule ${id} could not fire`, error);
    }
    this.#arm(region, schedule);
  }
}

export function keyOf({ dataSetId, id }: Pick<RefreshSchedule, 'dataSetId' | 'id'>): string {
  return `${dataSetId}/${id}`;
}
