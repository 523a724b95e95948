import * as vscode from 'vscode';
import type { Alert } from '../../../core/alert.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { AlertBell } from './alertBell.ts';
import { AlertWatch } from './alertWatch.ts';

/** Activation is over by then. */
const afterActivationMs = 2000;

/** Failures of pipelines as notifications, a bell and a history. */
export function registerAlerts(workbench: Workbench, panels: Panels): void {
  const { context, documents, log } = workbench;
  const bell = new AlertBell();

  const open = async (alert: Alert) => {
    await markRead([alert]);
    if (alert.run) return await panels.showRun(alert.run, { home: alert.home, step: alert.step });
    await showMessage(alert);
  };
  const showMessage = async ({ message, pipeline, cause }: Alert) => {
    const { prettyJson } = await import('../../../core/prettyJson.ts');
    const text = message?.text ?? cause ?? '';
    const pretty = /^\s*[{[]/.test(text) ? prettyJson(text) : text;
    await documents.open(`${pipeline}.txt`, 'plaintext', [message?.subject, pretty].filter(Boolean).join('\n\n'));
  };
  const markRead = async (alerts: readonly Alert[]) => {
    await (await watch.store()).markRead(alerts.map(({ id }) => id));
    await watch.tell();
  };
  const offer = async (text: string, choices: readonly (readonly [label: string, act: () => Promise<unknown>])[]) => {
    try {
      const chosen = await vscode.window.showErrorMessage(text, ...choices.map(([label]) => label));
      await choices.find(([label]) => label === chosen)?.[1]();
    } catch (error) {
      showError(log, error);
    }
  };
  const showAll = async () => {
    const store = await watch.store();
    const { pickFromHistory } = await import('./alertHistory.ts');
    const choice = await pickFromHistory(await store.all());
    if (choice?.kind === 'open') return await open(choice.alert);
    if (choice?.kind === 'message') return await showMessage(choice.alert);
    if (choice?.kind === 'read-all') return await markRead(await store.all());
    if (choice?.kind === 'settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'strata.alerts');
    }
  };

  const watch = new AlertWatch(workbench, bell, {
    isSeen: ({ run }) => run !== undefined && panels.isRunVisible(run),
    tellOne: (alert) => {
      void import('../../../platform/alerts/alertText.ts').then(({ alertText }) =>
        offer(alertText(alert), [
          [alert.run ? vscode.l10n.t('Open Log') : vscode.l10n.t('Show Message'), () => open(alert)],
          [vscode.l10n.t('Show Alerts'), showAll],
        ]),
      );
    },
    tellMany: (alerts) => {
      void import('../../../platform/alerts/alertText.ts').then(({ summaryText }) =>
        offer(summaryText(alerts), [[vscode.l10n.t('Show Alerts'), showAll]]),
      );
    },
  });

  const command = (id: string, run: () => Promise<unknown>) =>
    vscode.commands.registerCommand(id, async () => {
      try {
        await run();
      } catch (error) {
        showError(log, error);
      }
    });
  const soon = setTimeout(() => void joinRunningEndpoint(workbench), afterActivationMs);
  context.subscriptions.push(
    bell,
    watch,
    { dispose: () => clearTimeout(soon) },
    panels.onDidFinishRun(() => void watch.tell()),
    command('strata.showAlerts', showAll),
    command('strata.markAlertsRead', async () => markRead(await (await watch.store()).all())),
  );
}

/**
 * Failures are told in a window in which nothing of Strata was opened yet: a local endpoint that runs already is joined.
 * Nothing is started, and no account is spoken to, unasked.
 */
async function joinRunningEndpoint({ connections, log }: Workbench): Promise<void> {
  const { root, selected } = connections;
  if (connections.current || !root || selected !== 'local' || !vscode.workspace.isTrusted) return;
  try {
    const { endpointStatus } = await import('../../../platform/connections/localEndpoint.ts');
    const never = new AbortController().signal;
    if ((await endpointStatus(root, never)).state === 'running') await connections.open(never);
  } catch (error) {
    log.warn(`the local endpoint was not joined: ${String(error)}`);
  }
}
