import * as vscode from 'vscode';
import type { DbtFiles } from './dbtFiles.ts';

/** The target in use, in the status bar while a file of a dbt project is edited; and the context key that says so. */
export class DbtStatus implements vscode.Disposable {
  readonly #files: DbtFiles;
  readonly #item = vscode.window.createStatusBarItem('strata.dbt.target', vscode.StatusBarAlignment.Left, 40);
  readonly #listening: vscode.Disposable;

  constructor(files: DbtFiles) {
    this.#files = files;
    this.#item.name = vscode.l10n.t('dbt Target');
    this.#item.command = 'strata.dbtSelectTarget';
    this.#item.tooltip = vscode.l10n.t('The dbt target that commands use');
    this.#listening = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => void this.show()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('strata.dbt')) void this.show();
      }),
    );
  }

  async show(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const project = uri && (await this.#files.projectOf(uri));
    await vscode.commands.executeCommand('setContext', 'strata.dbtFile', project !== undefined);
    if (!project) return this.#item.hide();
    const { readProfile } = await import('../../../services/dbt/profiles.ts');
    const profile = await readProfile(project).catch(() => undefined);
    const chosen = vscode.workspace.getConfiguration('strata.dbt').get<string>('target');
    const known = profile?.targets.some(({ name }) => name === chosen);
    this.#item.text = `$(target) dbt: ${(known ? chosen : profile?.target) ?? vscode.l10n.t('no profile')}`;
    this.#item.show();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }
}
