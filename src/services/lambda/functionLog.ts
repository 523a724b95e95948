/** The whole log of a function, as something to watch: it has no end, and closing its panel is how one stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { Run, RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { linesOfEvent } from '../../platform/logs/logLines.ts';
import { invocationRef } from './invoke.ts';

const logId = 'log';
/** How far back it begins. */
const beginsMs = 10 * 60_000;
const pauseMs = { local: 300, aws: 3000 };
/** Lines may come late: CloudWatch Logs shows a line seconds after it was written. */
const overlapMs = 15_000;

export const logRef = (name: string): RunRef => invocationRef(name, logId);

export const isLog = (ref: RunRef) => ref.id === logId;

export function logRun(ctx: Ctx, ref: RunRef): Run {
  const name = ref.of.path[0] ?? '';
  return {
    ref,
    title: t('Log of {0}', name),
    state: 'running',
    stateLabel: t('being followed'),
    engine: ctx.connection.kind === 'local' ? t('Local Lambda') : 'Lambda',
    startedAt: Date.now() - beginsMs,
  };
}

/** The lines of all streams as they come, each once, beginning ten minutes back. */
export async function* followFunctionLog(ctx: Ctx, group: string, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const logs = await ctx.aws.client(CloudWatchLogsClient);
  let from = Date.now() - beginsMs;
  const told = new Map<string, number>();
  for (;;) {
    const batch = [];
    let token: string | undefined;
    do {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime: from,
        ...(token === undefined ? {} : { nextToken: token }),
      });
      const page = await orNothing(() => logs.send(command, { abortSignal: signal }));
      for (const { eventId = '', timestamp = 0, message = '', logStreamName = '' } of page.events ?? []) {
        if (told.has(eventId)) continue;
        told.set(eventId, timestamp);
        batch.push(...linesOfEvent(timestamp, message, logStreamName.split(']').at(-1)?.slice(0, 8) ?? ''));
      }
      token = page.nextToken;
    } while (token !== undefined);
    if (batch.length > 0) yield batch.sort((a, b) => a.timestamp - b.timestamp);
    from = Math.max(from, Math.max(0, ...told.values()) - overlapMs);
    for (const [eventId, at] of told) if (at < from) told.delete(eventId);
    await sleep(pauseMs[ctx.connection.kind], undefined, { signal });
  }
}

/** A function that has never run has no group yet. */
async function orNothing<T>(
  ask: () => Promise<T>,
): Promise<T | { readonly events?: never; readonly nextToken?: never }> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return {};
    throw error;
  }
}
