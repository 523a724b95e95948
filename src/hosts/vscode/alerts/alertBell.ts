import * as vscode from 'vscode';

/** The bell in the status bar: how many alerts nobody has looked at. */
export class AlertBell implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('strata.alerts', vscode.StatusBarAlignment.Left, 49);

  constructor() {
    this.#item.name = vscode.l10n.t('Strata Alerts');
    this.#item.command = 'strata.showAlerts';
  }

  /** @param quiet nobody is told now */
  show(unread: number, quiet: boolean): void {
    const icon = quiet ? 'bell-slash' : unread > 0 ? 'bell-dot' : 'bell';
    this.#item.text = unread > 0 ? `$(${icon}) ${unread}` : `$(${icon})`;
    const count =
      unread === 0
        ? vscode.l10n.t('No unread alerts')
        : unread === 1
          ? vscode.l10n.t('1 unread alert')
          : vscode.l10n.t('{0} unread alerts', unread);
    this.#item.tooltip = quiet ? `${count}\n${vscode.l10n.t('Quiet hours: alerts wait.')}` : count;
    this.#item.accessibilityInformation = { label: `Strata: ${count}`, role: 'button' };
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
