import { AppError } from '../../core/appError.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { followRun, type RunSnapshot } from '../../platform/runs/followRun.ts';
import { followLogs } from '../../platform/runs/runLogs.ts';
import { serviceNamed } from '../../services/index.ts';
import { sourceOf } from './findRun.ts';

/** The first answer includes signing in and finding the streams. */
const firstPatienceMs = 10_000;
const patienceMs = 1500;

type OnLines = (lines: LogBatch) => void;

const runsOf = (name: string) => serviceNamed(name)?.runs;

/** Follows a run to its end, with its log and those of the runs that its steps start. Gives the last snapshot. */
export async function followWithLogs(
  ctx: Ctx,
  ref: RunRef,
  onSnapshot: (snapshot: RunSnapshot) => void,
  onLines: OnLines,
  signal: AbortSignal,
): Promise<RunSnapshot | undefined> {
  let last: RunSnapshot | undefined;
  // The logs are not waited for once the run itself cannot be followed.
  const stop = new AbortController();
  using _ = { [Symbol.dispose]: () => stop.abort() };
  const logs = followLogs(ctx, runsOf, async (lines) => onLines(lines), AbortSignal.any([signal, stop.signal]));
  logs.follow(ref);
  for await (const snapshot of followRun(ctx, sourceOf(ref), ref, signal)) {
    for (const { child, name } of snapshot.steps) if (child) logs.follow(child, name);
    onSnapshot(snapshot);
    last = snapshot;
  }
  await logs.ended();
  return last;
}

/** What a run and the runs that its steps started have written until now, which is what comes before the first pause. */
export async function readWrittenLog(ctx: Ctx, ref: RunRef, onLines: OnLines, signal: AbortSignal): Promise<void> {
  const source = sourceOf(ref);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let idle: NodeJS.Timeout | undefined;
  const restartIdle = (afterMs: number) => {
    clearTimeout(idle);
    idle = setTimeout(() => stop.abort(), afterMs);
  };
  const steps = source.steps ? await source.steps(ctx, ref, signal) : [];
  try {
    const logs = followLogs(
      ctx,
      runsOf,
      async (lines) => {
        restartIdle(patienceMs);
        onLines(lines);
      },
      both,
    );
    restartIdle(firstPatienceMs);
    logs.follow(ref);
    for (const { child, name } of steps) if (child) logs.follow(child, name);
    await logs.ended();
  } catch (error) {
    if (!stop.signal.aborted || signal.aborted) throw error;
  } finally {
    clearTimeout(idle);
  }
  signal.throwIfAborted();
}

/** @throws AppError `unsupported` when neither the run nor its steps can have a log */
export function checkHasLog(ref: RunRef): void {
  const { logs, steps } = sourceOf(ref);
  if (logs || steps) return;
  throw new AppError('unsupported', `${serviceNamed(ref.service)?.title ?? ref.service} writes no logs of its own.`);
}
