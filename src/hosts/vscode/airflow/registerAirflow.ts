import * as vscode from 'vscode';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { DagDocuments } from './dagDocuments.ts';
import { DagLenses } from './dagLenses.ts';
import { ImportDiagnostics } from './importDiagnostics.ts';

const python: vscode.DocumentSelector = { language: 'python', scheme: 'file' };
const commands = () => import('./dagCommands.ts');

/** What the editor knows of Airflow; nothing is read before a Python file among a pipeline's DAGs is looked at. */
export function registerAirflow(workbench: Workbench): void {
  const { context, log, connections } = workbench;
  const documents = new DagDocuments(workbench);
  const diagnostics = new ImportDiagnostics(workbench);

  const command = (id: string, run: (given: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(`strata.${id}`, async (given: unknown) => {
      try {
        await run(given);
      } catch (error) {
        showError(log, error);
      }
    });
  const look = async (document: vscode.TextDocument | undefined, saved: boolean): Promise<void> => {
    const isDag = document !== undefined && (await documents.isDagFile(document));
    if (!saved) await vscode.commands.executeCommand('setContext', 'strata.dagFile', isDag);
    if (isDag) diagnostics.look(saved);
  };
  const background = (work: Promise<void>) =>
    void work.catch((error: unknown) => log.warn(`Airflow, in the background: ${String(error)}`));

  context.subscriptions.push(
    diagnostics,
    vscode.languages.registerCodeLensProvider(python, new DagLenses(documents)),
    vscode.window.onDidChangeActiveTextEditor((editor) => background(look(editor?.document, false))),
    vscode.workspace.onDidSaveTextDocument((document) => background(look(document, true))),
    connections.onDidChange(() => background(look(vscode.window.activeTextEditor?.document, false))),
    command('airflowTrigger', async (given) =>
      (await commands()).actOnDag(workbench, documents, 'airflow.triggerWithParams', given),
    ),
    command('airflowLastRun', async (given) =>
      (await commands()).actOnDag(workbench, documents, 'airflow.openLastRun', given),
    ),
    command('airflowTasks', async (given) => (await commands()).goToTask(documents, given)),
  );
  if (vscode.window.activeTextEditor) background(look(vscode.window.activeTextEditor.document, false));
}
