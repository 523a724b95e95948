import { randomUUID } from 'node:crypto';
import { AlarmClock } from '../../alarmClock.ts';
import type { Kernel } from '../../kernel.ts';
import { retryTarget } from '../../retryTarget.ts';
import { startTarget } from '../../targets.ts';
import { nextOccurrence, occurrenceToArm } from './occurrences.ts';
import { payloadOf } from './payload.ts';
import { type Fire, idOf, type Schedule, type ScheduleStore } from './scheduleStore.ts';

const interrupted = 'The local endpoint ended while the target was being started; whether it started is not known.';

/**
 * Lets schedules fire. An occurrence is claimed on disk before its target is started, so that it fires once, also when
 * the endpoint is killed or started again at that very second. A schedule with a flexible window fires at its start.
 */
export class Firing {
  readonly #kernel: Kernel;
  readonly #store: ScheduleStore;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #clock = new AlarmClock((key, at) => this.#ring(key, at));

  constructor(kernel: Kernel, store: ScheduleStore) {
    this.#kernel = kernel;
    this.#store = store;
  }

  arn(region: string, { group, name }: Pick<Schedule, 'group' | 'name'>): string {
    return `arn:aws:scheduler:${region}:${this.#kernel.accountId}:schedule/${group}/${name}`;
  }

  /** Arms every schedule and marks the fires that an earlier process left unfinished. */
  start(): void {
    for (const region of this.#store.regions()) {
      const fires = this.#store.fires(region);
      for (const { id, value } of [...fires.all()]) {
        if (value.state === 'STARTED') fires.put(id, { ...value, state: 'FAILED', error: interrupted });
      }
      for (const { value } of this.#store.schedules(region).all()) this.arm(region, value);
    }
  }

  /** Waits for a schedule's next occurrence, or for none; to be called after every change. */
  arm(region: string, schedule: Schedule): void {
    this.#clock.set(`${region} ${idOf(schedule)}`, occurrenceToArm(schedule, new Date()));
  }

  disarm(region: string, schedule: Pick<Schedule, 'group' | 'name'>): void {
    this.#clock.set(`${region} ${idOf(schedule)}`, undefined);
  }

  async stop(): Promise<void> {
    this.#clock.stop();
    this.#stopping.abort();
    await Promise.all(this.#underWay);
  }

  #ring(key: string, at: Date): void {
    const [region = '', id = ''] = key.split(' ');
    const schedule = this.#store.schedules(region).get(id);
    if (!schedule) return;
    const done = this.#fire(region, schedule, at)
      .catch((error: unknown) => this.#kernel.log.error(`schedule ${id} could not fire`, error))
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
    const after = new Date(Math.max(at.getTime(), Date.now() - 1));
    this.#clock.set(key, nextOccurrence(schedule, after));
  }

  async #fire(region: string, schedule: Schedule, at: Date): Promise<void> {
    const fire: Fire = {
      executionId: randomUUID(),
      scheduledTime: at.toISOString(),
      startedAt: new Date().toISOString(),
      state: 'STARTED',
      attempts: 1,
    };
    if (!this.#store.claim(region, schedule, fire)) return;
    const outcome = await this.#startTarget(region, schedule, fire);
    const now = this.#store.schedules(region).get(idOf(schedule));
    // Deleted meanwhile: its record went with it.
    if (!now) return;
    this.#store.record(region, schedule, { ...fire, ...outcome });
    const { log } = this.#kernel;
    if (outcome.state === 'FAILED') log.warn(`schedule ${idOf(schedule)} failed: ${outcome.error}`);
    else log.info(`schedule ${idOf(schedule)} fired for ${fire.scheduledTime}`);
    const completed = nextOccurrence({ ...now, modified: schedule.modified }, at) === undefined;
    if (completed && now.definition.State === 'ENABLED' && now.definition.ActionAfterCompletion === 'DELETE') {
      this.#store.delete(region, schedule);
      this.disarm(region, schedule);
    }
  }

  async #startTarget(region: string, schedule: Schedule, fire: Fire): Promise<Partial<Fire>> {
    const { Target } = schedule.definition;
    const { accountId } = this.#kernel;
    const scheduleArn = this.arn(region, schedule);
    let attempts = 1;
    try {
      const result = await retryTarget(
        Target.RetryPolicy,
        (attempt) => {
          attempts = attempt;
          const payload = payloadOf({ scheduleArn, region, accountId, schedule, fire, attempt });
          const call = { arn: Target.Arn, payload, parameters: Target, region, accountId };
          return startTarget(this.#kernel, call, this.#stopping.signal);
        },
        this.#stopping.signal,
      );
      return { state: 'SUCCEEDED', attempts, result: result ?? {} };
    } catch (error) {
      if (this.#stopping.signal.aborted) return { state: 'FAILED', attempts, error: interrupted };
      return {
        state: 'FAILED',
        attempts,
        error:
          error instanceof Error
            ? `${error.name === 'Fault' && 'code' in error ? `${String(error.code)}: ` : ''}${error.message}`
            : String(error),
      };
    }
  }
}
