import * as vscode from 'vscode';
import { signalOf } from '../abort.ts';
import type { DagDocuments } from './dagDocuments.ts';

/** Above a DAG what triggers it, shows its runs, and leads to its tasks. */
export class DagLenses implements vscode.CodeLensProvider {
  readonly #documents: DagDocuments;

  constructor(documents: DagDocuments) {
    this.#documents = documents;
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const dags = await this.#documents.dagsOf(document, signalOf(token));
    return dags.flatMap(({ id, line, tasks }) => {
      const at = new vscode.Range(line - 1, 0, line - 1, 0);
      const lens = (title: string, command: string) => new vscode.CodeLens(at, { title, command, arguments: [id] });
      const count = tasks.length === 1 ? vscode.l10n.t('1 task') : vscode.l10n.t('{0} tasks', tasks.length);
      return [
        lens(`$(play) ${vscode.l10n.t('Trigger')}`, 'strata.airflowTrigger'),
        lens(vscode.l10n.t('Last Run'), 'strata.airflowLastRun'),
        lens(`$(list-tree) ${count}`, 'strata.airflowTasks'),
      ];
    });
  }
}
