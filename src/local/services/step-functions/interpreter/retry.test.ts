import { describe, expect, test } from 'vitest';
import type { Retrier } from './asl.ts';
import { nextRetry, type RetryCounts } from './retry.ts';
import { matchesError } from './statesError.ts';

function schedule(retriers: readonly Retrier[], error: string, random = () => 0.5): (number | undefined)[] {
  const counts: RetryCounts = new Map();
  const waits: (number | undefined)[] = [];
  do waits.push(nextRetry(retriers, error, counts, random));
  while (waits.at(-1) !== undefined);
  return waits;
}

describe('retry schedule', () => {
  test('defaults: three attempts, one second, doubled', () => {
    expect(schedule([{ ErrorEquals: ['States.ALL'] }], 'X')).toEqual([1000, 2000, 4000, undefined]);
  });

  test('interval, rate, ceiling and attempts as given', () => {
    const retrier = { ErrorEquals: ['X'], IntervalSeconds: 3, BackoffRate: 1.5, MaxDelaySeconds: 6, MaxAttempts: 4 };
    expect(schedule([retrier], 'X')).toEqual([3000, 4500, 6000, 6000, undefined]);
  });

  test('full jitter takes a part of each wait', () => {
    expect(schedule([{ ErrorEquals: ['X'], IntervalSeconds: 2, MaxAttempts: 2, JitterStrategy: 'FULL' }], 'X')).toEqual(
      [1000, 2000, undefined],
    );
  });

  test('no attempts at all, and errors that nobody names', () => {
    expect(schedule([{ ErrorEquals: ['X'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }], 'X')).toEqual([
      undefined,
    ]);
    expect(schedule([{ ErrorEquals: ['X'] }], 'Y')).toEqual([undefined]);
  });

  test('each retrier counts for itself', () => {
    const retriers: Retrier[] = [
      { ErrorEquals: ['X'], MaxAttempts: 1 },
      { ErrorEquals: ['Y'], MaxAttempts: 1, IntervalSeconds: 9 },
    ];
    const counts: RetryCounts = new Map();
    const waits = ['X', 'Y', 'X'].map((error) => nextRetry(retriers, error, counts, () => 0));
    expect(waits).toEqual([1000, 9000, undefined]);
  });
});

describe('error names', () => {
  test.each([
    ['States.ALL', 'Glue.EntityNotFoundException', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.Runtime', 'States.Runtime', true],
    ['States.TaskFailed', 'Lambda.ServiceException', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['Custom', 'Other', false],
  ])('%s takes %s: %s', (name, error, expected) => {
    expect(matchesError([name], error)).toBe(expected);
  });
});
