import { describe, expect, it } from 'vitest';
import { shareWork } from './sharedWork.ts';

function slowWork() {
  const done = Promise.withResolvers<string>();
  let given: AbortSignal | undefined;
  const shared = shareWork((signal) => {
    given = signal;
    signal.addEventListener('abort', () => done.reject(signal.reason));
    return done.promise;
  });
  return { shared, finish: done.resolve, isAborted: () => given?.aborted };
}

describe('shared work', () => {
  it('goes on for those who stay when one gives up', async () => {
    const { shared, finish, isAborted } = slowWork();
    const first = new AbortController();
    const leaves = shared.wait(first.signal);
    const stays = shared.wait(new AbortController().signal);
    first.abort();
    await expect(leaves).rejects.toMatchObject({ code: 'cancelled' });
    expect(isAborted()).toBe(false);
    finish('here');
    expect(await stays).toBe('here');
    expect(shared.abandoned).toBe(false);
  });

  it('is aborted when the last one gives up', async () => {
    const { shared, isAborted } = slowWork();
    const [one, two] = [new AbortController(), new AbortController()];
    const both = [shared.wait(one.signal), shared.wait(two.signal)];
    one.abort();
    two.abort();
    await Promise.allSettled(both);
    expect([isAborted(), shared.abandoned]).toEqual([true, true]);
  });

  it('gives its failure to all who wait', async () => {
    const shared = shareWork(async () => {
      throw new Error('broken');
    });
    const outcomes = await Promise.allSettled([shared.wait(), shared.wait()]);
    expect(outcomes.map((each) => each.status)).toEqual(['rejected', 'rejected']);
  });
});
