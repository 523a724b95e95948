import { AppError } from '../../../../core/appError.ts';
import type { Kernel } from '../../../kernel.ts';
import type { ProcessIdentity } from '../../../processes/processIdentity.ts';
import type { JobRun } from '../jobs/jobShapes.ts';

/** What an engine knows of the run that it executes. */
export interface EngineRun {
  readonly kernel: Kernel;
  readonly region: string;
  readonly run: JobRun;
  /** To be called once, when everything is ready and the script itself begins. */
  readonly started: (process: ProcessIdentity) => void;
}

/** Executes scripts of one kind of job. */
export interface Engine {
  /** The stem of its log groups, as JobRun.LogGroupName gives it. */
  readonly logGroup: string;
  /**
   * Resolves when the script has succeeded and its last line is in the log. When the signal aborts it ends the script,
   * and settles once that is done.
   * @throws RunFailure
   */
  execute(run: EngineRun, signal: AbortSignal): Promise<void>;
  /** The address of a page that tells of a run that has ended; undefined when nothing is kept of it. */
  historyUrl?(id: string): Promise<string | undefined>;
  /** Ends what it keeps beside its runs, as the endpoint stops; runs that go on are aborted. */
  close?(): Promise<void>;
}

/** Why a run failed, as its ErrorMessage says it. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';
  /** Whether the run's log says so already. */
  readonly told: boolean;

  constructor(message: string, options: { readonly told?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.told = options.told ?? false;
  }
}

/** An error that says what to do (no Python, no network) as the failure of the run that needed it; others as they are. */
export function asRunFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || !(error instanceof AppError)) return error;
  return new RunFailure([error.message, error.hint].filter(Boolean).join(' '), { cause: error });
}
