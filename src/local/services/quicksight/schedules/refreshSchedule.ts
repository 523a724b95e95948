/** When a data set is refreshed: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_RefreshSchedule.html */
import { z } from 'zod';
import { isTimeZone } from '../../../../core/zonedTime.ts';
import { noIncrements } from '../ingestions/ingestionOperations.ts';
import { invalidValue, resourceId } from '../quickSightOperation.ts';

const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

export const refreshSchedule = z.object({
  ScheduleId: resourceId,
  ScheduleFrequency: z.object({
    Interval: z.enum(['MINUTE15', 'MINUTE30', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY']),
    RefreshOnDay: z
      .object({
        DayOfWeek: z.enum(days).nullish(),
        DayOfMonth: z
          .string()
          .regex(/^(?:LAST_DAY_OF_MONTH|1[0-9]|2[0-8]|[1-9])$/)
          .nullish(),
      })
      .nullish(),
    Timezone: z.string().nullish(),
    TimeOfTheDay: z.string().nullish(),
  }),
  // Seconds since 1970 in JSON, a date from another service of the endpoint, text in templates.
  StartAfterDateTime: z.union([z.number().transform((seconds) => new Date(seconds * 1000)), z.coerce.date()]).nullish(),
  RefreshType: z.enum(['INCREMENTAL_REFRESH', 'FULL_REFRESH']),
});
type Given = z.infer<typeof refreshSchedule>;

export interface RefreshSchedule {
  readonly id: string;
  readonly dataSetId: string;
  readonly frequency: Given['ScheduleFrequency'];
  /** Milliseconds. */
  readonly startAfter?: number | undefined;
  readonly expression: string;
  readonly timeZone: string;
}

/** @throws Fault InvalidParameterValueException */
export function readSchedule(dataSetId: string, given: Given): RefreshSchedule {
  if (given.RefreshType === 'INCREMENTAL_REFRESH') throw invalidValue(noIncrements);
  const { ScheduleFrequency: frequency } = given;
  const timeZone = frequency.Timezone || 'UTC';
  if (!isTimeZone(timeZone)) throw invalidValue(`${timeZone} is not a valid time zone.`);
  const startAfter = given.StartAfterDateTime?.getTime();
  return {
    id: given.ScheduleId,
    dataSetId,
    frequency,
    ...(startAfter === undefined ? {} : { startAfter }),
    expression: expressionOf(frequency, given.StartAfterDateTime ?? undefined),
    timeZone,
  };
}

/** As a cron expression of EventBridge's. */
function expressionOf(frequency: Given['ScheduleFrequency'], start: Date | undefined): string {
  const { Interval, RefreshOnDay: on, TimeOfTheDay } = frequency;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(TimeOfTheDay ?? '') ?? [];
  if (Interval === 'MINUTE15' || Interval === 'MINUTE30') {
    throw invalidValue(`An interval of ${Interval} is for incremental refreshes. ${noIncrements}`);
  }
  if (Interval === 'HOURLY') return `cron(${start?.getUTCMinutes() ?? 0} * * * ? *)`;
  if (hour === undefined || minute === undefined) {
    throw invalidValue(`TimeOfTheDay is needed for the interval ${Interval}, as HH:MM.`);
  }
  const at = `${Number(minute)} ${Number(hour)}`;
  switch (Interval) {
    case 'DAILY':
      return `cron(${at} * * ? *)`;
    case 'WEEKLY':
      if (!on?.DayOfWeek) throw invalidValue('RefreshOnDay.DayOfWeek is needed for the interval WEEKLY.');
      return `cron(${at} ? * ${on.DayOfWeek.slice(0, 3)} *)`;
    case 'MONTHLY': {
      if (!on?.DayOfMonth) throw invalidValue('RefreshOnDay.DayOfMonth is needed for the interval MONTHLY.');
      return `cron(${at} ${on.DayOfMonth === 'LAST_DAY_OF_MONTH' ? 'L' : on.DayOfMonth} * ? *)`;
    }
  }
}

export function describeSchedule(schedule: RefreshSchedule, arn: string) {
  return {
    ScheduleId: schedule.id,
    ScheduleFrequency: schedule.frequency,
    ...(schedule.startAfter === undefined ? {} : { StartAfterDateTime: new Date(schedule.startAfter) }),
    RefreshType: 'FULL_REFRESH',
    Arn: arn,
  };
}
