import * as vscode from 'vscode';
import type { Run, RunRef } from '../../../core/run.ts';
import { actionWithId } from '../../../services/index.ts';
import { performAction } from '../commands/performAction.ts';
import type { Workbench } from '../workbench.ts';
import { followToEnd, tellFailure } from './followToEnd.ts';

export interface RunEvents {
  readonly showRun: (run: RunRef) => Promise<void>;
  /** A run that the panel has started is over. */
  readonly onFinish: (run: Run) => void;
}

/**
 * Brings a cube up to date as its action does. A run that does it is followed to its end, as only then there is something
 * new to read. Says whether there is.
 * @param title of the cube
 */
export async function refreshCube(
  workbench: Workbench,
  name: string,
  title: string,
  { showRun, onFinish }: RunEvents,
  signal: AbortSignal,
): Promise<boolean> {
  const action = actionWithId('cubes.refresh');
  if (!action) throw new Error('There is no action cubes.refresh.');
  const ctx = await workbench.connections.ctx(signal);
  const outcome = await performAction(ctx, action, { kind: 'cubes.cube', path: [name] }, undefined, title);
  if (outcome?.kind !== 'run') return outcome !== undefined;
  const run = await followToEnd(workbench, outcome.run, vscode.l10n.t('Refreshing {0}…', title), signal);
  if (!run) return false;
  onFinish(run);
  if (run.state !== 'succeeded' && run.state !== 'stopped') tellFailure(workbench, run, showRun);
  return run.state === 'succeeded';
}
