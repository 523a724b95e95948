/** When a schedule fires; pure. */
import { nextFires } from '../../../core/scheduleExpression.ts';
import type { Schedule } from './scheduleStore.ts';

/** EventBridge Scheduler's own precision: an occurrence that is at most this old is still fired. */
export const precisionMs = 60_000;

/** The first occurrence after a moment, within the schedule's start and end; undefined when there is none or it is disabled. */
export function nextOccurrence({ definition, modified }: Schedule, after: Date): Date | undefined {
  if (definition.State !== 'ENABLED') return undefined;
  const start = definition.StartDate === undefined ? undefined : new Date(definition.StartDate);
  // An occurrence at the very start belongs to it. A rate without a start counts from when the schedule was made or changed.
  const from = start && start > after ? new Date(start.getTime() - 1) : after;
  const [next] = nextFires(
    definition.ScheduleExpression,
    definition.ScheduleExpressionTimezone,
    from,
    1,
    start ?? new Date(modified),
  );
  return next && (definition.EndDate === undefined || next <= new Date(definition.EndDate)) ? next : undefined;
}

/**
 * The occurrence to wait for, now that the endpoint is up. What was missed while it was down is not made up, but for an
 * occurrence within the service's precision of a minute, and for a one-time schedule still within its flexible window.
 */
export function occurrenceToArm(schedule: Schedule, now: Date): Date | undefined {
  const { definition, lastOccurrence, modified } = schedule;
  const oneTime = definition.ScheduleExpression.startsWith('at(');
  const windowMs = oneTime ? (definition.FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * 60_000 : 0;
  const oldest = now.getTime() - Math.max(precisionMs, windowMs);
  // A rate fires when it is made; anything else only after it was made or changed.
  const made = Date.parse(modified) - (definition.ScheduleExpression.startsWith('rate(') ? 1 : 0);
  const after = Math.max(oldest, made, lastOccurrence === undefined ? 0 : Date.parse(lastOccurrence));
  return nextOccurrence(schedule, new Date(after));
}
