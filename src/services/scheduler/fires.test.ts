import { describe, expect, it } from 'vitest';
import { firesOf } from './fires.ts';

const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const times = (fires: readonly Date[]) => fires.map((fire) => fire.toISOString().slice(11, 19));

describe('the next fires of a schedule', () => {
  it('count a rate from when the schedule was made, not from when it is looked at', () => {
    const schedule = { ScheduleExpression: 'rate(10 minutes)', CreationDate: at('09:03:00') };
    expect(times(firesOf(schedule, at('09:30:00'), 2))).toEqual(['09:33:00', '09:43:00']);
    expect(times(firesOf(schedule, at('09:31:00'), 1))).toEqual(['09:33:00']);
  });

  it('count it from the start where there is one, the start included', () => {
    const schedule = {
      ScheduleExpression: 'rate(1 hour)',
      CreationDate: at('09:03:00'),
      StartDate: at('12:00:00'),
      EndDate: at('13:30:00'),
    };
    expect(times(firesOf(schedule, at('10:00:00'), 5))).toEqual(['12:00:00', '13:00:00']);
  });

  it('follow a cron expression in its time zone', () => {
    const schedule = { ScheduleExpression: 'cron(0 6 * * ? *)', ScheduleExpressionTimezone: 'Europe/Madrid' };
    expect(firesOf(schedule, at('04:59:00'), 1)).toEqual([at('05:00:00')]);
  });

  it('are one for a one-time schedule, whatever its start and end', () => {
    const schedule = { ScheduleExpression: 'at(2026-03-01T10:00:00)', EndDate: at('09:00:00') };
    expect(firesOf(schedule, at('08:00:00'), 3)).toEqual([at('10:00:00')]);
    expect(firesOf(schedule, at('10:00:00'), 3)).toEqual([]);
  });
});
