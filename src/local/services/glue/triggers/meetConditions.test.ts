import { expect, test } from 'vitest';
import type { EndedRun } from '../endedRuns.ts';
import { meetConditions } from './meetConditions.ts';
import type { Trigger } from './triggerShapes.ts';

const job = (name: string, state = 'SUCCEEDED'): EndedRun => ({ kind: 'job', region: 'r', name, state });

function trigger(logical: 'AND' | 'ANY' | undefined, conditions: readonly [string, string][]): Trigger {
  const Conditions = conditions.map(([JobName, State]) => ({ LogicalOperator: 'EQUALS', JobName, State }));
  const Predicate = { ...(logical ? { Logical: logical } : {}), Conditions } as Trigger['Predicate'];
  return { Name: 't', Type: 'CONDITIONAL', State: 'ACTIVATED', Actions: [], Predicate, met: [] };
}

/** Whether it fires at each of the ends. */
function fires(start: Trigger, ends: readonly EndedRun[]): boolean[] {
  let now = start;
  return ends.map((end) => {
    const found = meetConditions(now, end);
    if (found) now = { ...now, met: found.met };
    return found?.fires ?? false;
  });
}

test('one condition', () => {
  const one = trigger(undefined, [['a', 'SUCCEEDED']]);
  expect(fires(one, [job('b'), job('a', 'FAILED'), job('a'), job('a')])).toEqual([false, false, true, true]);
});

test('all conditions, each since the trigger last fired', () => {
  const all = trigger('AND', [
    ['a', 'SUCCEEDED'],
    ['b', 'SUCCEEDED'],
  ]);
  expect(fires(all, [job('a'), job('a'), job('b'), job('b'), job('a')])).toEqual([false, false, true, false, true]);
});

test('a later run that ends otherwise takes its condition back', () => {
  const all = trigger('AND', [
    ['a', 'SUCCEEDED'],
    ['b', 'SUCCEEDED'],
  ]);
  expect(fires(all, [job('a'), job('a', 'FAILED'), job('b'), job('a')])).toEqual([false, false, false, true]);
});

test('any condition', () => {
  const any = trigger('ANY', [
    ['a', 'FAILED'],
    ['b', 'TIMEOUT'],
  ]);
  expect(fires(any, [job('a'), job('b', 'TIMEOUT'), job('a', 'FAILED')])).toEqual([false, true, true]);
});

test('a crawler of the same name as a job is another thing', () => {
  const one = trigger(undefined, [['a', 'SUCCEEDED']]);
  expect(meetConditions(one, { kind: 'crawler', region: 'r', name: 'a', state: 'SUCCEEDED' })).toBeUndefined();
  const crawled: Trigger = {
    ...one,
    Predicate: { Conditions: [{ LogicalOperator: 'EQUALS', CrawlerName: 'a', CrawlState: 'SUCCEEDED' }] },
  };
  expect(meetConditions(crawled, { kind: 'crawler', region: 'r', name: 'a', state: 'SUCCEEDED' })?.fires).toBe(true);
});
