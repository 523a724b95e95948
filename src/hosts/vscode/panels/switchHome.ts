import * as vscode from 'vscode';
import type { ConnectionHome } from '../../../core/connection.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';

/** Connects the window to where a panel's things belong; the panels hear of it as of every other change. */
export async function switchHome({ connections }: Workbench, home: ConnectionHome | undefined): Promise<void> {
  if (!home) return;
  const title = vscode.l10n.t('Connecting to {0}', `${home.label} · ${home.region}`);
  await withProgress(title, (signal) => connections.switchTo(home, signal));
}
