import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface ScheduleGroup {
  readonly name: string;
  /** ISO 8601, as are all times here. */
  readonly created: string;
  readonly modified: string;
  readonly tags: readonly Tag[];
  readonly clientToken?: string;
}

const text = (most: number) => z.string().max(most);

export const targetSchema = z.looseObject({
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().min(1).max(1600),
  Input: z.string().min(1).optional(),
  RetryPolicy: z
    .object({
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86_400).optional(),
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).optional(),
    })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  EventBridgeParameters: z
    .object({ DetailType: z.string().min(1).max(128), Source: z.string().min(1).max(256) })
    .optional(),
});

/** Epoch seconds on the wire; a Date or ISO 8601 from other local services. Kept as ISO 8601. */
const moment = z.union([z.number(), z.date(), z.string()]).transform((value, ctx) => {
  const date = new Date(typeof value === 'number' ? value * 1000 : value);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  ctx.addIssue({ code: 'custom', message: 'Not a time.' });
  return z.NEVER;
});

export const definitionSchema = z.object({
  ScheduleExpression: text(256).min(1),
  ScheduleExpressionTimezone: text(50).min(1).default('UTC'),
  StartDate: moment.optional(),
  EndDate: moment.optional(),
  Description: text(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  KmsKeyArn: text(2048).optional(),
  Target: targetSchema,
  FlexibleTimeWindow: z.object({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.coerce.number().int().min(1).max(1440).optional(),
  }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
});

export type Definition = z.infer<typeof definitionSchema>;

export interface Schedule {
  readonly group: string;
  readonly name: string;
  readonly definition: Definition;
  readonly created: string;
  readonly modified: string;
  /** The occurrence that fired, or was missed, last: none up to it fires again, whatever happens. */
  readonly lastOccurrence?: string;
  /** Of the request that wrote it, so that the same request sent again is no other one. */
  readonly clientToken?: string;
}

/** One occurrence of a schedule and what became of it. */
export interface Fire {
  readonly executionId: string;
  /** The occurrence. */
  readonly scheduledTime: string;
  readonly startedAt: string;
  /** MISSED: the endpoint was not there to fire it. */
  readonly state: 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'MISSED';
  readonly attempts: number;
  /** What the target's service answered. */
  readonly result?: unknown;
  readonly error?: string;
}

export const defaultGroup = 'default';
const keptFires = 100;

export class ScheduleStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  regions(): string[] {
    return this.#store.regionsOf('scheduler.schedule');
  }

  /** By `group/name`. */
  schedules(region: string): Collection<Schedule> {
    return this.#store.collection('scheduler.schedule', region);
  }

  /** By `group/name/occurrence`. */
  fires(region: string): Collection<Fire> {
    return this.#store.collection('scheduler.fire', region);
  }

  groups(region: string): Collection<ScheduleGroup> {
    const groups = this.#store.collection<ScheduleGroup>('scheduler.group', region);
    if (!groups.get(defaultGroup)) {
      const now = new Date().toISOString();
      groups.insert(defaultGroup, { name: defaultGroup, created: now, modified: now, tags: [] });
    }
    return groups;
  }

  /** The schedules whose names begin so, group by group; asked of the index, never by reading every schedule. */
  find(
    region: string,
    query: {
      readonly group: string | undefined;
      readonly namePrefix: string;
      /** The id after which to begin. */
      readonly after: string | undefined;
      readonly limit: number;
      readonly fits: (schedule: Schedule) => boolean;
    },
  ): Schedule[] {
    const [groupAfter = ''] = query.after?.split('/') ?? [];
    const groups = query.group === undefined ? [...this.groups(region).all()].map(({ id }) => id) : [query.group];
    const found: Schedule[] = [];
    for (const group of groups.filter((each) => each >= groupAfter)) {
      let token = group === groupAfter ? query.after : undefined;
      do {
        const page = this.schedules(region).page({
          limit: 100,
          prefix: `${group}/${query.namePrefix}`,
          ...(token === undefined ? {} : { token }),
        });
        for (const { value } of page.items) if (query.fits(value) && found.push(value) === query.limit) return found;
        token = page.next;
      } while (token !== undefined);
    }
    return found;
  }

  /** @throws Fault ResourceNotFoundException */
  schedule(region: string, group: string, name: string): Schedule {
    const found = this.schedules(region).get(idOf({ group, name }));
    if (!found) throw new Fault('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return found;
  }

  /** @throws Fault ResourceNotFoundException */
  group(region: string, name: string): ScheduleGroup {
    const found = this.groups(region).get(name);
    if (!found) throw new Fault('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
    return found;
  }

  /**
   * Takes an occurrence for oneself, on disk: false when it was taken before, or the schedule has been changed since.
   */
  claim(region: string, schedule: Schedule, fire: Fire): boolean {
    return this.#store.transaction(() => {
      const now = this.schedules(region).get(idOf(schedule));
      if (!now || now.modified !== schedule.modified) return false;
      if (now.lastOccurrence !== undefined && now.lastOccurrence >= fire.scheduledTime) return false;
      this.schedules(region).put(idOf(now), { ...now, lastOccurrence: fire.scheduledTime });
      this.record(region, schedule, fire);
      return true;
    });
  }

  record(region: string, schedule: Schedule, fire: Fire): void {
    const fires = this.fires(region);
    fires.put(`${idOf(schedule)}/${fire.scheduledTime}`, fire);
    const all = [...fires.all(`${idOf(schedule)}/`)];
    for (const { id } of all.slice(0, Math.max(all.length - keptFires, 0))) fires.delete(id);
  }

  /** As `delete`, but what became of its fires can still be asked. */
  deleteCompleted(region: string, schedule: Pick<Schedule, 'group' | 'name'>): void {
    this.schedules(region).delete(idOf(schedule));
  }

  delete(region: string, schedule: Pick<Schedule, 'group' | 'name'>): void {
    this.#store.transaction(() => {
      this.schedules(region).delete(idOf(schedule));
      for (const { id } of [...this.fires(region).all(`${idOf(schedule)}/`)]) this.fires(region).delete(id);
    });
  }

  /** Drops the fires of completed schedules that are older than a moment. */
  forgetFires(region: string, before: Date): void {
    for (const { id, value } of [...this.fires(region).all()]) {
      const schedule = id.slice(0, id.lastIndexOf('/'));
      if (Date.parse(value.startedAt) < before.getTime() && !this.schedules(region).get(schedule)) {
        this.fires(region).delete(id);
      }
    }
  }

  deleteGroup(region: string, name: string): Schedule[] {
    return this.#store.transaction(() => {
      const members = [...this.schedules(region).all(`${name}/`)].map(({ value }) => value);
      for (const each of members) this.delete(region, each);
      this.groups(region).delete(name);
      return members;
    });
  }
}

export function idOf({ group, name }: Pick<Schedule, 'group' | 'name'>): string {
  return `${group}/${name}`;
}
