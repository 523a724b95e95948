/** The log of a run of a DAG: every try of every task, followed while it is written. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/appError.ts';
import type { LogBatch, LogEvent, LogLevel } from '../../core/logEvent.ts';
import { isFinal, type RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { AirflowClient } from './client/airflowClient.ts';
import type { LogLine, TaskInstance } from './client/model.ts';
import { clientOf } from './clientOf.ts';
import { readRunId } from './place.ts';
import { streamOf, tryKey } from './runSteps.ts';
import { isTryOver, runStateOf } from './states.ts';

const pauseMs = { local: 500, aws: 3000 };
/** Airflow's web server reads files for each, so that few are asked for at once. */
const atOnce = 4;

const levels: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  critical: 'error',
  exception: 'error',
};

interface Reader {
  readonly instance: TaskInstance;
  next?: string | undefined;
  /** How many lines of it were handed out. */
  read: number;
  /** When its last line was written. */
  at: number;
  done: boolean;
}

/** Lines of each try in their order; ends when the run is over and all was handed out. */
export async function* runLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const { key, dag, run } = readRunId(ref.id);
  const readers = new Map<string, Reader>();
  for (;;) {
    // The state first: what ran is over then, and its lines are all written.
    const client = await clientOf(ctx, key, signal);
    const over = isFinal(runStateOf((await client.dagRun(dag, run, signal)).state));
    const instances = await client.taskInstances(dag, run, signal);
    for (const instance of triesOf(instances)) {
      const known = readers.get(tryKey(instance));
      readers.set(
        tryKey(instance),
        known ? { ...known, instance } : { instance, at: instance.startedAt ?? 0, read: 0, done: false },
      );
    }
    const open = [...readers.values()].filter(({ done }) => !done);
    for (let i = 0; i < open.length; i += atOnce) {
      const pieces = await Promise.all(
        open.slice(i, i + atOnce).map((reader) => readOn(client, dag, run, reader, signal)),
      );
      for (const lines of pieces) if (lines.length > 0) yield lines;
    }
    if (over) return;
    await sleep(pauseMs[ctx.connection.kind], undefined, { signal });
  }
}

/** Every try that has begun, the oldest first. Of those before the last, no more is needed than their number. */
function triesOf(instances: readonly TaskInstance[]): TaskInstance[] {
  const began = instances.filter(({ startedAt, tryNumber }) => startedAt !== undefined && tryNumber > 0);
  const tries = began.flatMap((last) =>
    Array.from(
      { length: last.tryNumber },
      (_, i): TaskInstance => (i + 1 === last.tryNumber ? last : { ...last, tryNumber: i + 1, state: 'failed' }),
    ),
  );
  return tries.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0) || a.tryNumber - b.tryNumber);
}

/** All that a try has written since it was read before. */
async function readOn(
  client: AirflowClient,
  dag: string,
  run: string,
  reader: Reader,
  signal: AbortSignal,
): Promise<readonly LogEvent[]> {
  const { instance } = reader;
  const { task, mapIndex, tryNumber, state } = instance;
  const events: LogEvent[] = [];
  for (;;) {
    const piece = await client.log({ dag, run, task, mapIndex }, tryNumber, reader.next, signal).catch(absent);
    if (!piece) {
      reader.done = isTryOver(state);
      return events;
    }
    // Without a token it begins anew, as with a sensor that went on after its log had been complete.
    const lines = reader.next === undefined ? piece.lines.slice(reader.read) : piece.lines;
    for (const line of lines) events.push(eventOf(reader, line));
    reader.read += lines.length;
    reader.next = piece.next;
    const isAll = lines.length === 0 || piece.next === undefined;
    if (isAll) {
      reader.done = isTryOver(state);
      return events;
    }
  }
}

/** A log that is not there (any more): the try wrote none, or another machine has it. */
function absent(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not-found') return undefined;
  throw error;
}

function eventOf(reader: Reader, { at, level, text }: LogLine): LogEvent {
  reader.at = at ?? reader.at;
  const known = level === undefined ? undefined : levels[level];
  return {
    timestamp: reader.at,
    message: text,
    stream: streamOf(reader.instance),
    ...(known === undefined ? {} : { level: known }),
  };
}
