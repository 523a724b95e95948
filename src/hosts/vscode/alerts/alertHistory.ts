import * as vscode from 'vscode';
import type { KeptAlert } from '../../../core/alert.ts';
import { formatAge, formatDateTime } from '../../../core/format.ts';
import { causeText } from '../../../platform/alerts/alertText.ts';

interface AlertItem extends vscode.QuickPickItem {
  readonly alert?: KeptAlert;
}

/** What the user chose to do with the history. */
export type HistoryChoice =
  | { readonly kind: 'open'; readonly alert: KeptAlert }
  | { readonly kind: 'message'; readonly alert: KeptAlert }
  | { readonly kind: 'read-all' }
  | { readonly kind: 'settings' };

const showMessage = () => ({ iconPath: new vscode.ThemeIcon('mail'), tooltip: vscode.l10n.t('Show Message') });

/** All alerts that are kept, newest first; undefined when it is closed without a choice. */
export async function pickFromHistory(alerts: readonly KeptAlert[]): Promise<HistoryChoice | undefined> {
  const pick = vscode.window.createQuickPick<AlertItem>();
  const readAll = { iconPath: new vscode.ThemeIcon('check-all'), tooltip: vscode.l10n.t('Mark All as Read') };
  const settings = { iconPath: new vscode.ThemeIcon('gear'), tooltip: vscode.l10n.t('Settings of Alerts') };
  pick.title = vscode.l10n.t('Alerts');
  pick.placeholder =
    alerts.length === 0 ? vscode.l10n.t('Nothing has failed.') : vscode.l10n.t('Open the log of a failure');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.buttons = [...(alerts.some(({ read }) => !read) ? [readAll] : []), settings];
  pick.items = alerts.map(itemOf);
  try {
    return await new Promise<HistoryChoice | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const alert = pick.selectedItems[0]?.alert;
        resolve(alert && { kind: 'open', alert });
      });
      pick.onDidTriggerButton((button) => resolve({ kind: button === settings ? 'settings' : 'read-all' }));
      pick.onDidTriggerItemButton(({ item }) => resolve(item.alert && { kind: 'message', alert: item.alert }));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(alert: KeptAlert): AlertItem {
  const { pipeline, step, home, at, read, message } = alert;
  const where = home.id === 'local' ? '' : `${home.label} · ${home.region}`;
  return {
    alert,
    label: `$(${read ? 'circle-outline' : 'error'}) ${pipeline}`,
    description: [step, formatAge(at, Date.now()), formatDateTime(at), where].filter(Boolean).join(' · '),
    detail: causeText(alert),
    buttons: message ? [showMessage()] : [],
  };
}
