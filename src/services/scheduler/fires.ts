import { nextFires } from '../../core/scheduleExpression.ts';

/** As much of a schedule as its fires depend on, as GetSchedule answers it. */
export interface ScheduleTimes {
  readonly ScheduleExpression?: string | undefined;
  readonly ScheduleExpressionTimezone?: string | undefined;
  readonly StartDate?: Date | undefined;
  readonly EndDate?: Date | undefined;
  readonly CreationDate?: Date | undefined;
  readonly LastModificationDate?: Date | undefined;
}

/**
 * The next times at which a schedule fires while it is enabled, at most `count`. A rate counts from its start, or from
 * when the schedule was made or changed; a one-time schedule has no start and no end.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function firesOf(schedule: ScheduleTimes, now: Date, count: number): Date[] {
  const expression = schedule.ScheduleExpression ?? '';
  const zone = schedule.ScheduleExpressionTimezone ?? 'UTC';
  if (expression.startsWith('at(')) return nextFires(expression, zone, now, count);
  const { StartDate: start, EndDate: end } = schedule;
  // A fire at the very start belongs to it.
  const after = start && start > now ? new Date(start.getTime() - 1) : now;
  const anchor = start ?? schedule.LastModificationDate ?? schedule.CreationDate ?? now;
  return nextFires(expression, zone, after, count, anchor).filter((fire) => !end || fire <= end);
}
