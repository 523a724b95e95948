import * as vscode from 'vscode';
import type { Connection } from '../../../core/connection.ts';
import type { ConnectionStore } from './connectionStore.ts';

/** The status bar entry: always says which account the window works on, and whether it may change it. */
export class ConnectionStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('strata.connection', vscode.StatusBarAlignment.Left, 50);
  readonly #subscription: vscode.Disposable;

  constructor(connections: ConnectionStore) {
    this.#item.name = vscode.l10n.t('Strata Connection');
    this.#item.command = 'strata.selectConnection';
    this.#subscription = connections.onDidChange(() => this.#show(connections.current));
    this.#show(connections.current);
    this.#item.show();
  }

  #show(connection: Connection | undefined): void {
    this.#item.backgroundColor = undefined;
    if (!connection) {
      this.#item.text = '$(plug) Strata';
      this.#item.tooltip = vscode.l10n.t('Not connected. Select a connection.');
      return;
    }
    if (connection.kind === 'local') {
      this.#item.text = `$(vm-running) ${connection.label} · ${connection.region}`;
      this.#item.tooltip = vscode.l10n.t('Strata works on the local endpoint at {0}.', connection.endpoint);
      return;
    }
    const changes = connection.access === 'read-write';
    const icon = connection.protected ? 'shield' : changes ? 'edit' : 'lock';
    this.#item.text = `$(${icon}) ${connection.label} · ${connection.region}`;
    this.#item.tooltip = changes
      ? connection.protected
        ? vscode.l10n.t('AWS profile {0}: protected; changes ask for its name.', connection.label)
        : vscode.l10n.t('AWS profile {0}: changes allowed.', connection.label)
      : vscode.l10n.t('AWS profile {0}: read-only.', connection.label);
    if (changes) this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}
