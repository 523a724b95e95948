/**
 * How far Spark has come, from the progress bars that Glue writes into a log stream of their own:
 * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-view.html
 */
import type { RunState, Step, StepState } from '../../core/run.ts';

export interface StageProgress {
  readonly stage: number;
  /** What it does and where the script asks for it: `parquet at job.py:12`. */
  readonly name: string;
  readonly done: number;
  readonly active: number;
  readonly tasks: number;
}

const bar = /\[Stage (\d+)(?: \(([^\]]*?)\))?:[=> ]*\((\d+) \+ (\d+)\) \/ (\d+)\]?/g;

/** The stages on a line; several when they run at the same time, none when it is no progress bar. */
export function parseProgress(line: string): StageProgress[] {
  return [...line.matchAll(bar)].map(([, stage, name = '', done, active, tasks]) => ({
    stage: Number(stage),
    name,
    done: Number(done),
    active: Number(active),
    tasks: Number(tasks),
  }));
}

interface Stage {
  readonly progress: StageProgress;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly attempts: number;
}

/** The stages of a run as its progress bars told them so far. */
export class Stages {
  readonly #stages = new Map<number, Stage>();

  /** @param time of the line, in milliseconds */
  add(line: string, time: number): void {
    for (const progress of parseProgress(line)) {
      const before = this.#stages.get(progress.stage);
      const isAgain = before !== undefined && progress.done < before.progress.done;
      const isDone = progress.done >= progress.tasks;
      this.#stages.set(progress.stage, {
        progress,
        startedAt: before?.startedAt ?? time,
        attempts: (before?.attempts ?? 1) + (isAgain ? 1 : 0),
        ...(isDone ? { endedAt: before?.endedAt ?? time } : {}),
      });
    }
  }

  /** @param run its state, which is what became of a stage that has not finished */
  steps(run: RunState): Step[] {
    return [...this.#stages.values()].map(({ progress, startedAt, endedAt, attempts }) => ({
      id: `stage-${progress.stage}`,
      name: `Stage ${progress.stage}${progress.name ? ` (${progress.name})` : ''}`,
      type: `${progress.done}/${progress.tasks}`,
      state: endedAt === undefined ? unfinished(run) : 'succeeded',
      startedAt,
      ...(endedAt === undefined ? {} : { endedAt }),
      attempts,
    }));
  }
}

function unfinished(run: RunState): StepState {
  switch (run) {
    case 'failed':
      return 'failed';
    case 'stopped':
    case 'timed-out':
    case 'interrupted':
      return 'stopped';
    case 'succeeded':
      // Spark found that it needs no more of it.
      return 'skipped';
    default:
      return 'running';
  }
}
