import * as vscode from 'vscode';
import type { RelationSource } from '../../../core/action.ts';
import { AppError } from '../../../core/appError.ts';
import type { RunRef } from '../../../core/run.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';

/** Where in the user's files something came from, so that errors can lead back there. */
export interface SourcePlace {
  readonly uri: string;
  /** Zero-based, of the statement's first character. */
  readonly line: number;
  readonly column: number;
}

/** The panels of the workbench, for everything that starts or finds something to show. */
export interface Panels {
  showRun(run: RunRef): Promise<void>;
  showRelation(source: RelationSource, place?: SourcePlace): Promise<void>;
  /** @throws AppError when the service cannot stop it or the connection may not change anything */
  stopRun(run: RunRef, signal: AbortSignal): Promise<void>;
  readonly onDidOpenRun: vscode.Event<RunRef>;
  readonly onDidFinishRun: vscode.Event<RunRef>;
}

export function registerPanels(workbench: Workbench): Panels {
  const opened = new vscode.EventEmitter<RunRef>();
  const finished = new vscode.EventEmitter<RunRef>();
  workbench.context.subscriptions.push(opened, finished);
  return {
    onDidOpenRun: opened.event,
    onDidFinishRun: finished.event,
    async showRun(run) {
      opened.fire(run);
      await followInLog(workbench, run, finished);
    },
    async showRelation() {},
    stopRun: (run, signal) => stopRun(workbench, run, signal),
  };
}

async function followInLog(workbench: Workbench, run: RunRef, finished: vscode.EventEmitter<RunRef>): Promise<void> {
  await withProgress(run.of.path.at(-1) ?? '', async (signal) => {
    const { followRun } = await import('../../../platform/runs/followRun.ts');
    const { serviceNamed } = await import('../../../services/index.ts');
    const source = serviceNamed(run.service)?.runs;
    if (!source) return;
    const ctx = await workbench.connections.ctx(signal);
    for await (const snapshot of followRun(ctx, source, run, signal)) workbench.log.info(JSON.stringify(snapshot));
    finished.fire(run);
  });
}

async function stopRun(workbench: Workbench, run: RunRef, signal: AbortSignal): Promise<void> {
  const { serviceNamed } = await import('../../../services/index.ts');
  const { grant } = await import('../../../platform/createCtx.ts');
  const stop = serviceNamed(run.service)?.runs?.stop;
  if (!stop) throw new AppError('unsupported', vscode.l10n.t('Runs of {0} cannot be stopped.', run.service));
  const ctx = grant(await workbench.connections.ctx(signal), 'write');
  await stop(ctx, run, signal);
}
