import type { Kernel } from '../../../kernel.ts';
import { emitGlue } from '../glueEvents.ts';
import type { JobRun, JobRunState } from './jobShapes.ts';

const severities: Partial<Record<JobRunState, readonly [severity: string, message: string]>> = {
  SUCCEEDED: ['INFO', 'Job run succeeded'],
  STOPPED: ['INFO', 'Job run stopped'],
  TIMEOUT: ['WARN', 'Job run timed out'],
  FAILED: ['ERROR', 'Job run failed'],
  ERROR: ['ERROR', 'Job run failed'],
};

/** "Glue Job State Change", which Glue sends for the states a run ends in. */
export function emitJobState(kernel: Kernel, region: string, run: JobRun): void {
  const found = severities[run.JobRunState];
  if (!found) return;
  const [severity, message] = found;
  const call = { region, accountId: kernel.accountId };
  emitGlue(kernel.events, call, {
    type: 'Glue Job State Change',
    detail: {
      jobName: run.JobName,
      severity,
      state: run.JobRunState,
      jobRunId: run.Id,
      message: severity === 'ERROR' ? (run.ErrorMessage ?? message) : message,
    },
  });
}
