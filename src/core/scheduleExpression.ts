/** Schedule expressions of EventBridge Scheduler, EventBridge rules and Glue triggers: `cron(…)`, `rate(…)`, `at(…)`. */
import { type AwsCron, cronFires, parseAwsCron } from './awsCron.ts';
import { isTimeZone, momentOf } from './zonedTime.ts';

export type ScheduleExpression =
  | { readonly kind: 'cron'; readonly cron: AwsCron }
  | { readonly kind: 'rate'; readonly everyMs: number }
  /** Wall time, in the schedule's time zone. */
  | { readonly kind: 'at'; readonly at: (timeZone: string) => Date | undefined };

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Undefined for what is no schedule expression. */
export function parseScheduleExpression(text: string): ScheduleExpression | undefined {
  const found = /^(cron|rate|at)\((.*)\)$/.exec(text.trim());
  const inner = found?.[2]?.trim() ?? '';
  if (found?.[1] === 'cron') {
    const cron = parseAwsCron(inner);
    return cron && { kind: 'cron', cron };
  }
  if (found?.[1] === 'rate') return parseRate(inner);
  if (found?.[1] === 'at') return parseAt(inner);
  return undefined;
}

function parseRate(inner: string): ScheduleExpression | undefined {
  const found = /^([1-9]\d{0,8})\s+(minute|hour|day)s?$/.exec(inner);
  const unit = unitMs[found?.[2] ?? ''];
  return unit === undefined ? undefined : { kind: 'rate', everyMs: Number(found?.[1]) * unit };
}

function parseAt(inner: string): ScheduleExpression | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(inner);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  const exists = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // 30 February or 25 o'clock would silently become another time.
  if (exists.getUTCMonth() !== month - 1 || exists.getUTCDate() !== day || minute > 59 || second > 59) return undefined;
  return { kind: 'at', at: (timeZone) => momentOf({ year, month, day, hour, minute, second }, timeZone) };
}

/**
 * The next times at which a schedule fires, at most `count`, all later than `after`; empty for an expression or a time
 * zone that is none, and when it does not fire again.
 * @param anchor where a rate counts from: its multiples after this moment are its fires
 */
export function nextFires(
  expression: string,
  timeZone: string,
  after: Date,
  count: number,
  anchor: Date = after,
): Date[] {
  const schedule = parseScheduleExpression(expression);
  if (!schedule || !isTimeZone(timeZone)) return [];
  const fires: Date[] = [];
  if (schedule.kind === 'cron') {
    if (count < 1) return [];
    for (const fire of cronFires(schedule.cron, timeZone, after)) {
      fires.push(fire);
      if (fires.length >= count) break;
    }
  } else if (schedule.kind === 'at') {
    const fire = schedule.at(timeZone);
    if (fire && fire > after && count > 0) fires.push(fire);
  } else {
    const passed = Math.floor((after.getTime() - anchor.getTime()) / schedule.everyMs);
    const first = Math.max(passed + 1, after < anchor ? 0 : 1);
    for (let i = 0; i < count; i++) fires.push(new Date(anchor.getTime() + (first + i) * schedule.everyMs));
  }
  return fires;
}
