import { describe, expect, it } from 'vitest';
import { AppError } from '../core/appError.ts';
import { type Api, type Channel, createRpc } from './rpc.ts';

/** Two ends of a wire on which everything travels as JSON, as it does between a page and its host. */
function pair(): [Channel, Channel] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number): Channel => ({
    post: (message) => {
      const text = JSON.stringify(message);
      queueMicrotask(() => {
        for (const listener of listeners[1 - own] ?? []) listener(JSON.parse(text));
      });
    },
    on: (listener) => listeners[own]?.push(listener),
  });
  return [end(0), end(1)];
}

interface Numbers extends Api {
  double(input: { n: number }, signal: AbortSignal): Promise<number>;
  wait(input: null, signal: AbortSignal): Promise<string>;
  fail(input: null, signal: AbortSignal): Promise<never>;
}

let aborted = false;
const numbers: Numbers = {
  double: async ({ n }) => n * 2,
  wait: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted = true;
        reject(new AppError('cancelled', 'Cancelled.'));
      });
    }),
  fail: async () => {
    throw new AppError('throttled', 'Slow down.', { hint: 'Wait.' });
  },
};

describe('createRpc', () => {
  it('carries inputs and answers', async () => {
    const [a, b] = pair();
    createRpc(b, numbers);
    expect(await createRpc<Numbers>(a, {}).call('double', { n: 21 })).toBe(42);
  });

  it('keeps calls until the other side is there', async () => {
    const [a, b] = pair();
    const answer = createRpc<Numbers>(a, {}).call('double', { n: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    createRpc(b, numbers);
    expect(await answer).toBe(2);
  });

  it('brings errors back with code, message and hint', async () => {
    const [a, b] = pair();
    createRpc(b, numbers);
    const failing = createRpc<Numbers>(a, {}).call('fail', null);
    await expect(failing).rejects.toMatchObject({
      name: 'AppError',
      code: 'throttled',
      message: 'Slow down.',
      hint: 'Wait.',
    });
  });

  it('aborts the handler when the caller gives up', async () => {
    const [a, b] = pair();
    createRpc(b, numbers);
    const abort = new AbortController();
    const waiting = createRpc<Numbers>(a, {}).call('wait', null, abort.signal);
    await new Promise((resolve) => setTimeout(resolve, 10));
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(aborted).toBe(true);
  });

  it('answers unknown methods instead of leaving them open, those of Object included', async () => {
    const [a, b] = pair();
    createRpc(b, numbers);
    const rpc = createRpc<Numbers & { toString(input: null, signal: AbortSignal): Promise<string> }>(a, {});
    await expect(rpc.call('toString', null)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('gives up calls to a side that never comes when it is disposed, or when the caller gives up', async () => {
    const [a] = pair();
    const rpc = createRpc<Numbers>(a, {});
    const abort = new AbortController();
    const given = rpc.call('double', { n: 1 }, abort.signal);
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    const waiting = rpc.call('double', { n: 1 });
    rpc[Symbol.dispose]();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(rpc.call('double', { n: 1 })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('lets a side begin anew: its calls are answered, and what waited for it before is given up', async () => {
    const [host, page] = pair();
    let restarts = 0;
    const rpc = createRpc<Numbers>(host, numbers, { onRestart: () => restarts++ });
    createRpc<Numbers>(page, numbers);
    const lost = rpc.call('wait', null);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(restarts).toBe(0);
    // The page is loaded again: whoever listened there is gone, without a word.
    const again = createRpc<Numbers>({ post: page.post, on: page.on }, numbers);
    expect(await again.call('double', { n: 3 })).toBe(6);
    await expect(lost).rejects.toMatchObject({ code: 'cancelled' });
    expect(restarts).toBe(1);
    expect(await rpc.call('double', { n: 4 })).toBe(8);
  });
});
