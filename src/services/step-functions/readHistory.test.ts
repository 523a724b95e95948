import type { GetExecutionHistoryCommandInput, HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import type { Ctx } from '../../platform/ctx.ts';
import { historyReader } from './readHistory.ts';

const { signal } = new AbortController();

/** A history that pages as GetExecutionHistory does, and counts the events that it handed out. */
function historyOf(count: number) {
  const history = { count, handedOut: 0, hidden: 0 };
  const send = async ({ input }: { input: GetExecutionHistoryCommandInput }) => {
    let ids = Array.from({ length: history.count }, (_, i) => i + 1).filter((id) => id !== history.hidden);
    if (input.reverseOrder) ids = ids.reverse();
    const from = Number(input.nextToken ?? 0);
    const to = from + (input.maxResults ?? 100);
    const events = ids
      .slice(from, to)
      .map((id): HistoryEvent => ({ id, type: 'PassStateEntered', timestamp: undefined }));
    history.handedOut += events.length;
    return { events, ...(to < ids.length ? { nextToken: String(to) } : {}) };
  };
  const ctx = { aws: { client: async () => ({ send }) } } as unknown as Ctx;
  return { history, read: historyReader(ctx, 'arn') };
}

const idsTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it('reads a long history once, and then from its end back to what it knows', async () => {
  const { history, read } = historyOf(15_000);
  expect((await read(signal)).map(({ id }) => id)).toEqual(idsTo(15_000));
  history.handedOut = 0;
  history.count = 15_450;
  const grown = await read(signal);
  expect(grown.map(({ id }) => id)).toEqual(idsTo(15_450));
  expect(history.handedOut).toBeLessThan(1000);
  expect(await read(signal)).toBe(grown);
});

it('reads all of it again where an event was missing', async () => {
  const { history, read } = historyOf(10);
  history.hidden = 10;
  expect(await read(signal)).toHaveLength(9);
  history.count = 20;
  expect((await read(signal)).at(-1)?.id).toBe(20);
  history.hidden = 0;
  history.count = 30;
  expect((await read(signal)).map(({ id }) => id)).toEqual(idsTo(30));
});
