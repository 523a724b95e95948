import * as vscode from 'vscode';
import type { Run, RunRef } from '../../../core/run.ts';
import { followRun } from '../../../platform/runs/followRun.ts';
import { serviceNamed } from '../../../services/index.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { stopRun } from './runActions.ts';

/**
 * Waits for the end of a run that something here depends on, with its progress shown; cancelling stops the run.
 * @param signal ends the waiting; the run goes on
 */
export async function followToEnd(
  workbench: Workbench,
  ref: RunRef,
  title: string,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const source = serviceNamed(ref.service)?.runs;
  if (!source) throw new Error(`There are no runs of ${ref.service}.`);
  const ctx = await workbench.connections.ctx(signal);
  return await withProgress(title, async (cancelled, report) => {
    const stop = () => void stopRun(workbench, ref);
    cancelled.addEventListener('abort', stop);
    try {
      let last: Run | undefined;
      for await (const { run, steps } of followRun(ctx, source, ref, signal)) {
        const running = steps.filter(({ state }) => state === 'running').map(({ name }) => name);
        report(running.join(', ') || run.stateLabel);
        last = run;
      }
      return last;
    } finally {
      cancelled.removeEventListener('abort', stop);
    }
  });
}

/** Says that a run has failed, with a way to it. Whoever calls is not kept waiting until the message is closed. */
export function tellFailure(workbench: Workbench, run: Run, showRun: (ref: RunRef) => Promise<void>): void {
  const open = vscode.l10n.t('Open Run');
  const text = [`${run.title}: ${run.stateLabel}`, run.error?.message].filter(Boolean).join('\n');
  const tell = async () => {
    if ((await vscode.window.showErrorMessage(text, open)) === open) await showRun(run.ref);
  };
  tell().catch((error: unknown) => showError(workbench.log, error));
}
