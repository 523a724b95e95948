import * as vscode from 'vscode';
import { addressOf, type DbtFile, type DbtFiles } from './dbtFiles.ts';

/** Above a model what builds, tests and shows it; above each of its expressions what shows its rows. */
export class DbtLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #files: DbtFiles;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(files: DbtFiles) {
    this.#files = files;
    this.#listening = files.onDidChange(() => this.#changed.fire());
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const file = await this.#files.fileOf(document.uri);
    if (!file?.node || !document.fileName.endsWith('.sql')) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return [...lensesOfNode(top, file), ...(await lensesOfCtes(document))];
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

function lensesOfNode(at: vscode.Range, { project, node }: DbtFile): vscode.CodeLens[] {
  if (!node) return [];
  const target = addressOf(project, node);
  const lens = (title: string, command: string) => new vscode.CodeLens(at, { title, command, arguments: [target] });
  const preview = lens(`$(table) ${vscode.l10n.t('Preview')}`, 'strata.dbt.preview');
  const compiled = lens(vscode.l10n.t('Compiled SQL'), 'strata.dbtCompiledBeside');
  const test = lens(`$(beaker) ${vscode.l10n.t('Test')}`, 'strata.dbt.test');
  if (node.type === 'test') return [test, preview, compiled];
  if (node.type === 'analysis') return [preview, compiled];
  if (node.type !== 'model') return [];
  return [
    lens(`$(play) ${vscode.l10n.t('Build')}`, 'strata.dbt.build'),
    lens(vscode.l10n.t('Run'), 'strata.dbt.run'),
    lens(vscode.l10n.t('Build +Upstream'), 'strata.dbt.buildUpstream'),
    test,
    preview,
    compiled,
  ];
}

async function lensesOfCtes(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const { ctesOf } = await import('../../../services/dbt/language/ctes.ts');
  return ctesOf(document.getText()).map(({ name, start, end }) => {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return new vscode.CodeLens(range, {
      title: `$(table) ${vscode.l10n.t('Preview {0}', name)}`,
      command: 'strata.dbtPreviewCte',
      arguments: [document.uri, name],
    });
  });
}
