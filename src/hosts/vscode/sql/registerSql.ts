import * as vscode from 'vscode';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { startStatement } from './startStatement.ts';
import { directiveOf, type Statement, statementAt, statementsOf } from './statements.ts';

/** Beyond this a document is code of another kind (dumps, seeds), and lenses on it would only slow the editor. */
const maxCharacters = 500_000;
const maxLenses = 500;

/** Queries from `.sql` documents: a lens above each statement, and a command for the one at the cursor. */
export function registerSql(workbench: Workbench, panels: Panels): void {
  const { context, log } = workbench;
  const selector: vscode.DocumentSelector = { language: 'sql' };
  context.subscriptions.push(
    vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses: lensesOf }),
    vscode.commands.registerCommand('strata.runSql', async (uri?: vscode.Uri, start?: number) => {
      try {
        await runStatement(workbench, panels, uri, start);
      } catch (error) {
        showError(log, error);
      }
    }),
  );
}

function lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
  const text = document.getText();
  if (text.length > maxCharacters) return [];
  return statementsOf(text)
    .slice(0, maxLenses)
    .map(({ start, end }) => {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return new vscode.CodeLens(range, {
        title: `$(play) ${vscode.l10n.t('Run Query')}`,
        tooltip: vscode.l10n.t('Runs this statement on Athena, over the connection in the status bar'),
        command: 'strata.runSql',
        arguments: [document.uri, start],
      });
    });
}

async function runStatement(
  workbench: Workbench,
  panels: Panels,
  uri: vscode.Uri | undefined,
  start: number | undefined,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const isUri = uri instanceof vscode.Uri;
  const document = isUri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  if (!document) return;
  const statement = chosenStatement(document, typeof start === 'number' ? start : undefined, editor);
  if (!statement) {
    vscode.window.showInformationMessage(vscode.l10n.t('There is no statement here to run.'));
    return;
  }
  const never = new AbortController().signal;
  const ctx = await workbench.connections.ctx(never);
  const where = directiveOf(document.getText()) ?? (await athenaOfFolder(ctx, document.uri, never));
  const relation = await startStatement(workbench, {
    sql: statement.sql,
    database: where?.database,
    workgroup: where?.workgroup,
  });
  if (!relation) return;
  const at = document.positionAt(statement.start);
  await panels.showRelation(relation, { uri: document.uri.toString(), line: at.line, column: at.character });
}

/** The statement that begins at an offset, else the selection, else the one that the cursor is in or just behind. */
function chosenStatement(
  document: vscode.TextDocument,
  start: number | undefined,
  editor: vscode.TextEditor | undefined,
): Statement | undefined {
  const statements = statementsOf(document.getText());
  if (start !== undefined) return statementAt(statements, start);
  if (!editor) return statements[0];
  if (!editor.selection.isEmpty) {
    const from = document.offsetAt(editor.selection.start);
    const sql = document.getText(editor.selection);
    return { start: from, end: from + sql.length, sql };
  }
  const cursor = document.offsetAt(editor.selection.active);
  return statements.find((each) => cursor <= each.end + 1) ?? statements.at(-1);
}

/** What the strata.yaml around a document says of where its queries run. */
async function athenaOfFolder(
  ctx: Ctx,
  uri: vscode.Uri,
  signal: AbortSignal,
): Promise<{ readonly database?: string; readonly workgroup?: string } | undefined> {
  if (!ctx.workspace.root || !ctx.workspace.trusted || uri.scheme !== 'file') return undefined;
  const { pipelineAround } = await import('../../../platform/workspace/pipelineFolders.ts');
  const { stackOutputs } = await import('../../../platform/workspace/stackOutputs.ts');
  const { fillOutputs } = await import('../../../platform/workspace/strataYaml.ts');
  const around = await pipelineAround(ctx.workspace.root, uri.fsPath);
  const declared = around?.declared.athena;
  if (!around || !declared) return undefined;
  const outputs = await stackOutputs(ctx, around.stack, signal);
  if (!outputs) return undefined;
  return {
    ...(declared.database ? { database: fillOutputs(declared.database, outputs) } : {}),
    ...(declared.workgroup ? { workgroup: fillOutputs(declared.workgroup, outputs) } : {}),
  };
}
