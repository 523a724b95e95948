import * as vscode from 'vscode';
import { type AppErrorCode, toAppError } from '../../core/appError.ts';
import type { Log } from '../../core/log.ts';

/** What can be done about an error, right from its message. */
const remedies: Partial<Record<AppErrorCode, { readonly label: () => string; readonly command: string }>> = {
  'credentials-expired': { label: () => vscode.l10n.t('Select Connection'), command: 'strata.selectConnection' },
  'credentials-missing': { label: () => vscode.l10n.t('Select Connection'), command: 'strata.selectConnection' },
  unreachable: { label: () => vscode.l10n.t('Select Connection'), command: 'strata.selectConnection' },
  'read-only': { label: () => vscode.l10n.t('Allow Changes…'), command: 'strata.allowChanges' },
  'untrusted-workspace': { label: () => vscode.l10n.t('Manage Workspace Trust'), command: 'workbench.trust.manage' },
};

/** Work whose errors are shown here, as who asked for it could not do anything about them. */
export function showingErrors<I>(log: Log, work: (input: I) => Promise<unknown>): (input: I) => Promise<null> {
  return async (input) => {
    try {
      await work(input);
    } catch (error) {
      showError(log, error);
    }
    return null;
  };
}

/**
 * The one place where errors are shown. A cancellation is what the user asked for, and shows nothing. Whoever runs a
 * command is not kept waiting until the message is closed.
 */
export function showError(log: Log, error: unknown): void {
  const shown = toAppError(error);
  if (shown.code === 'cancelled') return;
  log.error(shown.message, shown.cause ?? shown);
  const text = shown.hint ? `${shown.message}\n${shown.hint}` : shown.message;
  offer(text, remedies[shown.code]).catch((failure: unknown) => log.error('showing an error', failure));
}

async function offer(text: string, remedy: (typeof remedies)[AppErrorCode]): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(text, ...(remedy ? [remedy.label()] : []), showLog);
  if (choice === showLog) await vscode.commands.executeCommand('strata.showLog');
  else if (choice !== undefined && remedy) await vscode.commands.executeCommand(remedy.command);
}
