import { describe, expect, test } from 'vitest';
import { missedOf, nextOccurrence, occurrenceToArm } from './occurrences.ts';
import { type Definition, definitionSchema } from './scheduleStore.ts';

function schedule(changes: Partial<Definition> & { ScheduleExpression: string }, lastOccurrence?: string) {
  const Target = { Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', RoleArn: 'arn:aws:iam::0:role/r' };
  const definition = definitionSchema.parse({ Target, FlexibleTimeWindow: { Mode: 'OFF' }, ...changes });
  return { definition, modified: '2026-03-01T12:00:00.000Z', ...(lastOccurrence ? { lastOccurrence } : {}) };
}

const at = (moment: string) => new Date(moment);
const next = (changes: Parameters<typeof schedule>[0], after: string) =>
  nextOccurrence(schedule(changes), at(after))?.toISOString();

describe('the next occurrence', () => {
  test('keeps the wall time of its zone across the change of the clock', () => {
    const changes = { ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone: 'Europe/Madrid' };
    // On 29 March 2026 there is no 02:30 in Madrid.
    expect(next(changes, '2026-03-27T12:00:00Z')).toBe('2026-03-28T01:30:00.000Z');
    expect(next(changes, '2026-03-28T12:00:00Z')).toBe('2026-03-30T00:30:00.000Z');
    // On 25 October there are two.
    expect(next(changes, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(next(changes, '2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  test('lies within start and end, both included', () => {
    const changes = {
      ScheduleExpression: 'cron(0 * * * ? *)',
      StartDate: '2026-03-02T05:00:00Z',
      EndDate: '2026-03-02T06:00:00Z',
    };
    expect(next(changes, '2026-03-01T12:00:00Z')).toBe('2026-03-02T05:00:00.000Z');
    expect(next(changes, '2026-03-02T05:00:00Z')).toBe('2026-03-02T06:00:00.000Z');
    expect(next(changes, '2026-03-02T06:00:00Z')).toBeUndefined();
  });

  test('of a rate counts from its start, or from when it was made', () => {
    const rate = { ScheduleExpression: 'rate(2 hours)' };
    expect(next(rate, '2026-03-01T12:00:00Z')).toBe('2026-03-01T14:00:00.000Z');
    expect(next(rate, '2026-03-05T13:00:00Z')).toBe('2026-03-05T14:00:00.000Z');
    expect(next({ ...rate, StartDate: '2026-03-02T00:30:00Z' }, '2026-03-01T12:00:00Z')).toBe(
      '2026-03-02T00:30:00.000Z',
    );
  });

  test('of a one-time schedule has no start and no end, and there is one', () => {
    const once = {
      ScheduleExpression: 'at(2026-03-04T08:00:00)',
      ScheduleExpressionTimezone: 'America/Bogota',
      EndDate: '2026-03-02T00:00:00Z',
    };
    expect(next(once, '2026-03-01T12:00:00Z')).toBe('2026-03-04T13:00:00.000Z');
    expect(next(once, '2026-03-04T13:00:00Z')).toBeUndefined();
  });

  test('is none while disabled', () => {
    expect(next({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }, '2026-03-01T12:00:00Z')).toBeUndefined();
  });
});

describe('what to wait for, and what was missed', () => {
  const hourly = { ScheduleExpression: 'cron(0 * * * ? *)' };
  const arm = (changes: Parameters<typeof schedule>[0], now: string, last?: string) =>
    occurrenceToArm(schedule(changes, last), at(now))?.toISOString();
  const missed = (changes: Parameters<typeof schedule>[0], now: string, last?: string) =>
    missedOf(schedule(changes, last), at(now))?.toISOString();

  test('an occurrence of the last minute is due now, unless it fired', () => {
    expect(arm(hourly, '2026-03-01T15:00:40Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-01T15:00:00.000Z');
    expect(missed(hourly, '2026-03-01T15:00:40Z', '2026-03-01T14:00:00.000Z')).toBeUndefined();
    expect(arm(hourly, '2026-03-01T15:00:40Z', '2026-03-01T15:00:00.000Z')).toBe('2026-03-01T16:00:00.000Z');
  });

  test('older ones were missed, the last of them is named', () => {
    expect(arm(hourly, '2026-03-03T15:20:00Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-03T16:00:00.000Z');
    expect(missed(hourly, '2026-03-03T15:20:00Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-03T15:00:00.000Z');
    expect(missed(hourly, '2026-03-03T15:20:00Z', '2026-03-03T15:00:00.000Z')).toBeUndefined();
    // Made after the last time that it could have fired.
    expect(missed({ ScheduleExpression: 'cron(0 0 1 1 ? *)' }, '2026-03-03T15:20:00Z')).toBeUndefined();
  });

  test('within its flexible window a schedule still fires', () => {
    const flexible = {
      ...hourly,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 30 },
    };
    expect(arm(flexible, '2026-03-03T15:20:00Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-03T15:00:00.000Z');
    expect(missed(flexible, '2026-03-03T15:20:00Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-03T14:00:00.000Z');
    expect(arm(flexible, '2026-03-03T15:31:00Z', '2026-03-01T14:00:00.000Z')).toBe('2026-03-03T16:00:00.000Z');
  });

  test('a schedule of every minute that was away for a year is looked through at once', () => {
    const minutely = { ScheduleExpression: 'cron(* * * * ? *)' };
    expect(missed(minutely, '2027-03-01T12:00:30Z', '2026-03-01T12:00:00.000Z')).toBe('2027-03-01T11:59:00.000Z');
  });

  test('a rate fires when it is made', () => {
    expect(arm({ ScheduleExpression: 'rate(1 day)' }, '2026-03-01T12:00:00Z')).toBe('2026-03-01T12:00:00.000Z');
    const rate = { ScheduleExpression: 'rate(1 day)', StartDate: '2026-03-01T11:59:59Z' };
    expect(arm(rate, '2026-03-01T12:00:00Z')).toBe('2026-03-01T11:59:59.000Z');
    const earlier = { ...rate, StartDate: '2026-02-01T10:00:00Z' };
    expect(arm(earlier, '2026-03-01T12:00:00Z')).toBe('2026-03-02T10:00:00.000Z');
    expect(arm({ ScheduleExpression: 'at(2026-03-01T12:00:00)' }, '2026-03-01T12:00:00Z')).toBeUndefined();
  });
});
