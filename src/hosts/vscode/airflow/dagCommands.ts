import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import type { NodeAddress } from '../../../core/node.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';
import type { DagDocuments } from './dagDocuments.ts';

/** Does an action with a DAG of the file in the editor, in the environment that has it. */
export async function actOnDag(
  workbench: Workbench,
  documents: DagDocuments,
  action: 'airflow.triggerWithParams' | 'airflow.openLastRun',
  given: unknown,
): Promise<void> {
  const id = typeof given === 'string' ? given : await pickDag(documents);
  if (id === undefined) return;
  const target = await environmentOf(workbench, id);
  if (target) await vscode.commands.executeCommand(`strata.${action}`, target);
}

/** Leads to a task of the file in the editor. */
export async function goToTask(documents: DagDocuments, given: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const dags = await documents.dagsOf(editor.document, new AbortController().signal);
  const shown = typeof given === 'string' ? dags.filter(({ id }) => id === given) : dags;
  const items = shown.flatMap(({ tasks }) =>
    tasks.map(({ id, operator, upstream, line }) => ({
      label: id,
      description: operator,
      ...(upstream.length > 0 ? { detail: vscode.l10n.t('after {0}', upstream.join(', ')) } : {}),
      line,
    })),
  );
  const placeHolder = vscode.l10n.t('Tasks, as the file declares them');
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (!picked) return;
  const at = new vscode.Position(picked.line - 1, 0);
  await vscode.window.showTextDocument(editor.document, { selection: new vscode.Range(at, at) });
}

async function pickDag(documents: DagDocuments): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const dags = editor ? await documents.dagsOf(editor.document, new AbortController().signal) : [];
  if (dags.length <= 1) return dags[0]?.id;
  return await vscode.window.showQuickPick(dags.map(({ id }) => id));
}

/** Where the DAG is; asked for where several have it. @throws AppError `not-found` saying what to do */
async function environmentOf(workbench: Workbench, dag: string): Promise<NodeAddress | undefined> {
  const found = await withProgress(vscode.l10n.t('Looking for {0} in Airflow', dag), async (signal) => {
    const { environmentsWith } = await import('../../../services/airflow/environments.ts');
    return await environmentsWith(await workbench.connections.ctx(signal), dag, signal);
  });
  if (found.length === 0) {
    throw new AppError('not-found', vscode.l10n.t('No Airflow of this connection has the DAG {0}.', dag), {
      hint: vscode.l10n.t('Deploy its file first, and wait until Airflow has read it.'),
    });
  }
  const items = found.map((address) => ({ label: (address.path[0] ?? '').replace(/^\w+:/, ''), address }));
  if (items.length === 1) return items[0]?.address;
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which Airflow?') }))?.address;
}
