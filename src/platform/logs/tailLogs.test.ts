import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/appError.ts';
import { silentLog } from '../../core/log.ts';
import type { Ctx } from '../ctx.ts';
import { tailLogs } from './tailLogs.ts';

type Answer = { readonly events?: readonly string[]; readonly fails?: AppError };

/** A context whose streams answer one after the other as written down, and then with nothing. */
function ctxWith(streams: Readonly<Record<string, readonly Answer[]>>): Ctx {
  const asked = new Map<string, number>();
  const send = async ({ input }: { input: { logStreamName: string; nextToken?: string } }) => {
    const name = input.logStreamName;
    const round = asked.get(name) ?? 0;
    asked.set(name, round + 1);
    const { events = [], fails } = streams[name]?.[round] ?? {};
    if (fails) throw fails;
    return {
      events: events.map((message, i) => ({ timestamp: round * 10 + i, message })),
      nextForwardToken: `${round}`,
    };
  };
  return { connection: { kind: 'local' }, aws: { client: async () => ({ send }) }, log: silentLog } as unknown as Ctx;
}

async function linesOf(ctx: Ctx, streams: readonly string[], rounds: number): Promise<string[]> {
  const sources = streams.map((stream) => ({ group: 'g', stream, name: stream }));
  const seen: string[] = [];
  let round = 0;
  const finished = async () => ++round > rounds;
  for await (const batch of tailLogs(ctx, sources, { finished }, new AbortController().signal)) {
    seen.push(...batch.map(({ message }) => message));
  }
  return seen;
}

const hiccup = new AppError('unreachable', 'The connection broke off.');

describe('a log that is followed', () => {
  it('goes on after a network hiccup, and loses no line of the stream that answered', async () => {
    const ctx = ctxWith({
      output: [{ events: ['one'] }, { events: ['two'] }, { events: ['three'] }],
      error: [{}, { fails: hiccup }, { events: ['oops'] }],
    });
    expect((await linesOf(ctx, ['output', 'error'], 3)).toSorted()).toEqual(['one', 'oops', 'three', 'two']);
  });

  it('ends with the reason when it may not be read', async () => {
    const ctx = ctxWith({ output: [{ events: ['one'] }, { fails: new AppError('access-denied', 'No.') }] });
    await expect(linesOf(ctx, ['output'], 3)).rejects.toMatchObject({ code: 'access-denied' });
  });

  it('gives an event of many lines as lines', async () => {
    const text = 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no\n';
    const ctx = ctxWith({ output: [{ events: [text] }] });
    expect(await linesOf(ctx, ['output'], 1)).toEqual([
      'Traceback (most recent call last):',
      '  File "a.py", line 1',
      'ValueError: no',
    ]);
  });
});
