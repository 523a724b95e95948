import * as vscode from 'vscode';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import { addressOf, type DbtFile, type DbtFiles } from './dbtFiles.ts';

/** Above a model what builds, tests and shows it; above each of its expressions what shows its rows. */
export class DbtLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #files: DbtFiles;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #parse: (project: DbtProject) => Promise<void>;
  /** Projects that were read because a file of theirs was opened, by their folders. */
  readonly #reading = new Map<string, 'now' | 'done'>();

  /** @param parse reads a project that nobody has read yet */
  constructor(files: DbtFiles, parse: (project: DbtProject) => Promise<void>) {
    this.#files = files;
    this.#parse = parse;
    this.#listening = files.onDidChange(() => this.#changed.fire());
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!document.fileName.endsWith('.sql')) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const file = await this.#files.fileOf(document.uri);
    if (!file) return await this.#lensesOfUnread(top, document.uri);
    if (!file.node) return [];
    return [...lensesOfNode(top, file), ...(await lensesOfCtes(document))];
  }

  /** Whoever opens a model first need not know that a project is read before anything is known of it. */
  async #lensesOfUnread(at: vscode.Range, uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const project = await this.#files.projectOf(uri);
    if (!project || !vscode.workspace.isTrusted) return [];
    const state = this.#reading.get(project.folder);
    if (state === 'done') {
      const title = `$(warning) ${vscode.l10n.t('dbt cannot read the project: see Problems')}`;
      return [new vscode.CodeLens(at, { title, command: 'workbench.actions.view.problems' })];
    }
    if (!state) void this.#read(project);
    const title = `$(loading~spin) ${vscode.l10n.t('Reading the dbt project…')}`;
    return [new vscode.CodeLens(at, { title, command: '' })];
  }

  async #read(project: DbtProject): Promise<void> {
    this.#reading.set(project.folder, 'now');
    try {
      await this.#parse(project);
    } finally {
      this.#reading.set(project.folder, 'done');
      this.#changed.fire();
    }
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
