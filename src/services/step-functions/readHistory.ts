/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import type { Ctx } from '../../platform/ctx.ts';

/** The most that AWS gives; and what is asked for when little is expected to be new. */
const wholePage = 1000;
const newestPage = 200;

/**
 * Reads the history of an execution again and again: the whole the first time, then from its end back to what is known.
 * Gives the same array while nothing was added. Events never change, and their ids count from 1 without a gap.
 */
export function historyReader(
  ctx: Ctx,
  executionArn: string,
): (signal: AbortSignal) => Promise<readonly HistoryEvent[]> {
  let known: readonly HistoryEvent[] = [];
  return async (signal) => {
    const from = known.at(-1)?.id ?? 0;
    const fresh = from === 0 ? await read(false, 0, signal) : await read(true, from, signal);
    if (fresh.length === 0) return known;
    known = [...known, ...fresh];
    // Lists of AWS may lag: where one between is missing, the whole is read anew.
    if (known.at(-1)?.id !== known.length) known = await read(false, 0, signal);
    return known;
  };

  /** What is newer than an event, oldest first. */
  async function read(newestFirst: boolean, than: number, signal: AbortSignal): Promise<HistoryEvent[]> {
    const client = await ctx.aws.client(SFNClient);
    const events = new Map<number, HistoryEvent>();
    let nextToken: string | undefined;
    let met = false;
    do {
      const page = await client.send(
        new GetExecutionHistoryCommand({
          executionArn,
          maxResults: newestFirst ? newestPage : wholePage,
          reverseOrder: newestFirst,
          ...(nextToken ? { nextToken } : {}),
        }),
        { abortSignal: signal },
      );
      for (const event of page.events ?? []) {
        const id = event.id ?? 0;
        if (id > than) events.set(id, event);
        else met = true;
      }
      nextToken = page.nextToken;
    } while (nextToken && !met);
    return [...events.values()].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
  }
}
