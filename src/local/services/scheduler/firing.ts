import { randomUUID } from 'node:crypto';
import { AlarmClock } from '../../alarmClock.ts';
import type { Kernel } from '../../kernel.ts';
import { type Outcome, RetryQueue } from '../../retryQueue.ts';
import { writeJson } from '../../server/awsJson.ts';
import { Fault } from '../../server/fault.ts';
import { startTarget } from '../../targets.ts';
import { graceMs, missedOf, nextOccurrence, occurrenceToArm } from './occurrences.ts';
import { payloadOf } from './payload.ts';
import { type Fire, idOf, type Schedule, type ScheduleStore } from './scheduleStore.ts';
import { invocationOf } from './target.ts';

/** A fire on its way, with the schedule as it was when it fired. */
interface Launch {
  readonly schedule: Schedule;
  readonly fire: Fire;
}

const keptOrphansMs = 30 * 86_400_000;

/**
 * Lets schedules fire. An occurrence is claimed on disk before its target is started, so that it fires once, also when
 * the endpoint ends or starts at that very second. A schedule with a flexible window fires at the window's start.
 */
export class Firing {
  readonly #kernel: Kernel;
  readonly #store: ScheduleStore;
  readonly #clock = new AlarmClock((key, at) => this.#ring(key, at));
  readonly #launches: RetryQueue<Launch>;

  constructor(kernel: Kernel, store: ScheduleStore) {
    this.#kernel = kernel;
    this.#store = store;
    this.#launches = new RetryQueue<Launch>({
      store: kernel.store,
      log: kernel.log,
      collection: 'scheduler.launch',
      attempt: (launch, attempt, region, signal) => this.#launch(launch, attempt, region, signal),
      policy: ({ schedule }) => schedule.definition.Target.RetryPolicy,
      describe: ({ schedule, fire }) => `schedule ${idOf(schedule)} of ${fire.scheduledTime}`,
      settled: (launch, region, outcome) => this.#settled(launch, region, outcome),
    });
  }

  arn(region: string, { group, name }: Pick<Schedule, 'group' | 'name'>): string {
    return `arn:aws:scheduler:${region}:${this.#kernel.accountId}:schedule/${group}/${name}`;
  }

  /** Arms every schedule, and goes on with what an earlier process was about to start. */
  start(): void {
    for (const region of this.#store.regions()) {
      for (const { value } of [...this.#store.schedules(region).all()]) {
        this.#recordMissed(region, value);
        this.arm(region, value);
      }
      this.#store.forgetFires(region, new Date(Date.now() - keptOrphansMs));
    }
    this.#launches.start();
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
    await this.#launches.stop();
  }

  #ring(key: string, at: Date): void {
    const [region = '', id = ''] = key.split(' ');
    const schedule = this.#store.schedules(region).get(id);
    if (!schedule) return;
    if (Date.now() - at.getTime() > graceMs(schedule)) {
      // The machine slept.
      this.#recordMissed(region, schedule);
      this.arm(region, schedule);
      return;
    }
    const fire: Fire = {
      executionId: randomUUID(),
      scheduledTime: at.toISOString(),
      startedAt: new Date().toISOString(),
      state: 'STARTED',
      attempts: 0,
    };
    try {
      this.#kernel.store.transaction(() => {
        if (this.#store.claim(region, schedule, fire)) this.#launches.add(region, { schedule, fire });
      });
    } catch (error) {
      this.#kernel.log.error(`schedule ${id} could not fire`, error);
    }
    this.#clock.set(key, nextOccurrence(schedule, new Date(Math.max(at.getTime(), Date.now() - 1))));
  }

  #recordMissed(region: string, schedule: Schedule): void {
    const missed = missedOf(schedule, new Date());
    if (!missed) return;
    const fire: Fire = {
      executionId: randomUUID(),
      scheduledTime: missed.toISOString(),
      startedAt: new Date().toISOString(),
      state: 'MISSED',
      attempts: 0,
      error: 'The local endpoint was not running. This occurrence, and any before it since the last one, did not fire.',
    };
    if (this.#store.claim(region, schedule, fire)) {
      this.#kernel.log.warn(`schedule ${idOf(schedule)} missed its occurrence of ${fire.scheduledTime}`);
    }
  }

  async #launch({ schedule, fire }: Launch, attempt: number, region: string, signal: AbortSignal): Promise<unknown> {
    // Deleted while it waited for another attempt.
    if (!this.#store.schedules(region).get(idOf(schedule))) {
      throw new Fault('ResourceNotFoundException', `Schedule ${schedule.name} does not exist.`, 404);
    }
    const { Target } = schedule.definition;
    const scheduleArn = this.arn(region, schedule);
    const payload = payloadOf({ scheduleArn, region, accountId: this.#kernel.accountId, fire, attempt }, Target);
    const invocation = invocationOf(Target, payload, fire.executionId);
    // Bytes and dates as JSON has them, for the record.
    return JSON.parse(writeJson(await startTarget(this.#kernel, invocation, Target.Arn, { region, signal })));
  }

  #settled({ schedule, fire }: Launch, region: string, outcome: Outcome): void {
    const now = this.#store.schedules(region).get(idOf(schedule));
    // Deleted meanwhile: its record went with it.
    if (!now) return;
    this.#store.record(region, schedule, { ...fire, ...outcome });
    const queue = schedule.definition.Target.DeadLetterConfig?.Arn;
    if (outcome.state === 'FAILED' && queue) {
      this.#kernel.log.warn(`schedule ${idOf(schedule)}: its dead-letter queue ${queue} is not served; see its fires`);
    }
    const over = nextOccurrence(now, new Date(fire.scheduledTime)) === undefined;
    if (over && now.definition.State === 'ENABLED' && now.definition.ActionAfterCompletion === 'DELETE') {
      this.#store.deleteCompleted(region, now);
      this.disarm(region, now);
    }
  }
}
