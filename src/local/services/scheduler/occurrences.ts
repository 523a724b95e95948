/** When a schedule fires; pure. */
import { nextFires } from '../../../core/scheduleExpression.ts';
import { missedOccurrence } from '../../missedOccurrence.ts';
import type { Schedule } from './scheduleStore.ts';

type Timed = Pick<Schedule, 'definition' | 'modified' | 'lastOccurrence'>;

/** EventBridge Scheduler's own precision. */
const precisionMs = 60_000;

/**
 * The first occurrence after a moment, within the schedule's start and end; undefined when there is none or it is
 * disabled. As on AWS a one-time schedule has no start and no end.
 */
export function nextOccurrence({ definition, modified }: Timed, after: Date): Date | undefined {
  const { State, ScheduleExpression, ScheduleExpressionTimezone } = definition;
  if (State !== 'ENABLED') return undefined;
  const oneTime = ScheduleExpression.startsWith('at(');
  const start = oneTime || definition.StartDate === undefined ? undefined : new Date(definition.StartDate);
  const end = oneTime || definition.EndDate === undefined ? undefined : new Date(definition.EndDate);
  // An occurrence at the very start belongs to it.
  const from = start && start > after ? new Date(start.getTime() - 1) : after;
  // A rate without a start counts from when the schedule was made or changed.
  const [next] = nextFires(ScheduleExpression, ScheduleExpressionTimezone, from, 1, start ?? new Date(modified));
  return next && (!end || next <= end) ? next : undefined;
}

/**
 * How late an occurrence may still fire, in milliseconds, when the endpoint was down or the machine asleep: as late as
 * AWS itself may come, a minute or the flexible window. What is older was missed, and is not made up: work that was due
 * last night does not start because an editor is opened.
 */
export function graceMs({ definition }: Timed): number {
  return Math.max(precisionMs, (definition.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000);
}

/**
 * Up to here nothing is due: it fired, or the schedule was not there. A rate fires at once when it is made, also where
 * its start is the moment at which it was written down.
 */
function settledUntil({ definition, lastOccurrence, modified }: Timed): number {
  const made = Date.parse(modified);
  const start = definition.StartDate === undefined ? made : Date.parse(definition.StartDate);
  const first = definition.ScheduleExpression.startsWith('rate(')
    ? (start < made && made - start < precisionMs ? start : made) - 1
    : made;
  return Math.max(first, lastOccurrence === undefined ? 0 : Date.parse(lastOccurrence));
}

/** The occurrence to wait for, or the one that is due now. */
export function occurrenceToArm(schedule: Timed, now: Date): Date | undefined {
  return nextOccurrence(schedule, new Date(Math.max(now.getTime() - graceMs(schedule), settledUntil(schedule))));
}

/** The last of the occurrences that nobody was there to fire, if there are any. */
export function missedOf(schedule: Timed, now: Date): Date | undefined {
  const next = (after: Date) => nextOccurrence(schedule, after);
  return missedOccurrence(next, settledUntil(schedule), now.getTime() - graceMs(schedule));
}
