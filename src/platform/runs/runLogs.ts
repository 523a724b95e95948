import { isCancellation } from '../../core/appError.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import type { RunSource } from '../service.ts';

export interface RunLogs {
  /** Follows one more run's log, once; `label` goes before the name of its streams. */
  follow(ref: RunRef, label?: string): void;
  /** When all that were followed have ended. @throws what the first one that failed threw */
  ended(): Promise<void>;
}

/**
 * The logs of a run and of the runs that its steps start, as one: a state machine writes little itself, the jobs that it
 * starts do. Lines come in the order in which each log hands them out.
 * @param sourceOf undefined for a service without runs
 */
export function followLogs(
  ctx: Ctx,
  sourceOf: (service: string) => RunSource | undefined,
  onLines: (lines: LogBatch) => Promise<void>,
  signal: AbortSignal,
): RunLogs {
  const known = new Map<string, Promise<void>>();
  const follow = async (ref: RunRef, label: string | undefined): Promise<void> => {
    const source = sourceOf(ref.service);
    if (!source?.logs) return;
    for await (const lines of source.logs(ctx, ref, signal)) {
      await onLines(label ? lines.map((line) => ({ ...line, stream: `${label} · ${line.stream}` })) : lines);
    }
  };
  return {
    follow(ref, label) {
      const key = `${ref.service} ${ref.id}`;
      if (known.has(key)) return;
      const following = follow(ref, label);
      known.set(key, following);
      // It is looked at in ended(); until then a failure must not pass for one that nobody handles.
      following.catch(() => {});
    },
    async ended() {
      const outcomes = await Promise.allSettled(known.values());
      const failed = outcomes.find((each) => each.status === 'rejected' && !isCancellation(each.reason));
      if (failed?.status === 'rejected') throw failed.reason;
    },
  };
}
