import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLog } from '../core/log.ts';
import { type Outcome, RetryQueue } from './retryQueue.ts';
import { Fault } from './server/fault.ts';
import { Store } from './state/store.ts';

let store: Store;
afterEach(() => store.close());

function queue(attempt: (value: string, attempt: number) => Promise<unknown>, retries = 5) {
  const outcomes: [string, Outcome][] = [];
  const made = new RetryQueue<string>({
    store,
    log: silentLog,
    collection: 'test.item',
    attempt,
    policy: () => ({ MaximumRetryAttempts: retries }),
    describe: (value) => value,
    settled: (value, _, outcome) => outcomes.push([value, outcome]),
  });
  made.start();
  return { made, outcomes };
}

const busy = () => new Fault('ThrottlingException', 'Slow down');
const left = () => store.collection('test.item', 'r').count();

describe('a retry queue', () => {
  test('goes on while the service is busy', async () => {
    store = new Store(':memory:');
    const seen: number[] = [];
    const { made, outcomes } = queue(async (_, attempt) => {
      seen.push(attempt);
      if (attempt === 1) throw busy();
      return 'ok';
    });
    made.add('r', 'a');
    expect(left()).toBe(1);
    await expect
      .poll(() => outcomes, { timeout: 10_000 })
      .toEqual([['a', { state: 'SUCCEEDED', attempts: 2, result: 'ok' }]]);
    expect(seen).toEqual([1, 2]);
    expect(left()).toBe(0);
    await made.stop();
  });

  test('gives up at once on what cannot be helped, and after its retries on what can', async () => {
    store = new Store(':memory:');
    const { made, outcomes } = queue(async (value) => {
      throw value === 'wrong' ? new Fault('EntityNotFoundException', 'No such job') : busy();
    }, 0);
    made.add('r', 'wrong');
    made.add('r', 'busy');
    await expect.poll(() => outcomes).toHaveLength(2);
    expect(outcomes).toEqual([
      ['wrong', { state: 'FAILED', attempts: 1, error: 'EntityNotFoundException: No such job' }],
      ['busy', { state: 'FAILED', attempts: 1, error: 'ThrottlingException: Slow down' }],
    ]);
    await made.stop();
  });

  test('leaves what was interrupted to the next process', async () => {
    store = new Store(':memory:');
    const first = queue(async () => {
      throw busy();
    });
    first.made.add('r', 'a');
    await sleep(20);
    await first.made.stop();
    expect(left()).toBe(1);
    const second = queue(async () => 'done');
    await expect
      .poll(() => second.outcomes, { timeout: 10_000 })
      .toEqual([['a', { state: 'SUCCEEDED', attempts: 2, result: 'done' }]]);
    await second.made.stop();
  });

  test('does nothing of what a transaction took back', async () => {
    store = new Store(':memory:');
    const done: string[] = [];
    const { made } = queue(async (value) => done.push(value));
    expect(() =>
      store.transaction(() => {
        made.add('r', 'never');
        throw new Error('no');
      }),
    ).toThrow('no');
    made.add('r', 'after');
    await expect.poll(() => done).toEqual(['after']);
    await made.stop();
  });
});
