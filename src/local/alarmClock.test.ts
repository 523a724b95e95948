import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AlarmClock } from './alarmClock.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

const in_ = (seconds: number) => new Date(start + seconds * 1000);
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

function clock() {
  const rung: string[] = [];
  return { rung, alarms: new AlarmClock((key, at) => rung.push(`${key} ${(at.getTime() - start) / 1000}`)) };
}

test('rings in the order of the moments, each once', async () => {
  const { rung, alarms } = clock();
  alarms.set('later', in_(20));
  alarms.set('soon', in_(10));
  await pass(9.9);
  expect(rung).toEqual([]);
  await pass(0.2);
  expect(rung).toEqual(['soon 10']);
  await pass(60);
  expect(rung).toEqual(['soon 10', 'later 20']);
});

test('a moment that has passed rings at once; one far off rings too', async () => {
  const { rung, alarms } = clock();
  alarms.set('far', in_(40 * 86_400));
  alarms.set('past', in_(-5));
  await pass(0);
  expect(rung).toEqual(['past -5']);
  await pass(40 * 86_400);
  expect(rung).toEqual(['past -5', `far ${40 * 86_400}`]);
});

test('setting again replaces, undefined clears, nothing rings after a stop', async () => {
  const { rung, alarms } = clock();
  alarms.set('moved', in_(5));
  alarms.set('moved', in_(15));
  alarms.set('cleared', in_(5));
  alarms.set('cleared', undefined);
  await pass(10);
  expect(rung).toEqual([]);
  await pass(10);
  expect(rung).toEqual(['moved 15']);
  alarms.set('never', in_(30));
  alarms.stop();
  await pass(60);
  expect(rung).toEqual(['moved 15']);
});

test('an alarm may be set again while it rings', async () => {
  const rung: number[] = [];
  const alarms: AlarmClock = new AlarmClock((key, at) => {
    rung.push((at.getTime() - start) / 1000);
    if (rung.length < 3) alarms.set(key, new Date(at.getTime() + 10_000));
  });
  alarms.set('every', in_(10));
  await pass(100);
  expect(rung).toEqual([10, 20, 30]);
});

test('after the machine slept, what was due meanwhile rings with the moment that it was due', async () => {
  const { rung, alarms } = clock();
  alarms.set('night', in_(3600));
  await pass(10);
  vi.setSystemTime(start + 8 * 3_600_000);
  await pass(30);
  expect(rung).toEqual(['night 3600']);
});
