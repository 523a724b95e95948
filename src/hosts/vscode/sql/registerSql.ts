import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import { ChosenEngines } from './chosenEngines.ts';
import { placeOfDocument } from './placeOfDocument.ts';
import { showPlan } from './showPlan.ts';
import { SqlLenses } from './sqlLenses.ts';
import { startScript, startStatement } from './startStatement.ts';
import { engineTitles, type SqlEngine } from './statementPlace.ts';
import { type Statement, statementAt, statementsOf } from './statements.ts';

/** Queries from `.sql` documents: lenses above each statement, and commands for the one at the cursor and for all. */
export function registerSql(workbench: Workbench, panels: Panels): void {
  const { context, log } = workbench;
  const engines = new ChosenEngines(context.workspaceState);
  const lenses = new SqlLenses(engines);
  const never = new AbortController().signal;

  const command = (id: string, run: (document: vscode.TextDocument, start: number | undefined) => Promise<void>) =>
    vscode.commands.registerCommand(id, async (uri?: unknown, start?: unknown) => {
      try {
        const document = await documentOf(uri);
        if (document) await run(document, typeof start === 'number' ? start : undefined);
      } catch (error) {
        showError(log, error);
      }
    });
  const placeOf = async (document: vscode.TextDocument) => {
    const ctx = await workbench.connections.ctx(never);
    return await placeOfDocument(ctx, document, engines.of(document.uri), never);
  };

  context.subscriptions.push(
    lenses,
    vscode.languages.registerCodeLensProvider({ language: 'sql' }, lenses),
    command('strata.runSql', async (document, start) => {
      const statement = chosenStatement(document, start);
      if (!statement) return nothingToRun();
      const place = await placeOf(document);
      // A selection may hold several: on Redshift they are one transaction.
      const parts = place.engine === 'redshift' ? statementsOf(statement.sql) : [];
      if (parts.length > 1) return await runScript(workbench, panels, place, parts);
      const relation = await startStatement(workbench, place, statement.sql);
      if (!relation) return;
      const at = document.positionAt(statement.start);
      await panels.showRelation(relation, { uri: document.uri.toString(), line: at.line, column: at.character });
    }),
    command('strata.runSqlScript', async (document) => {
      const statements = statementsOf(document.getText());
      if (statements.length === 0) return nothingToRun();
      const place = await placeOf(document);
      if (place.engine === 'rds')
        throw new AppError('unsupported', vscode.l10n.t('On PostgreSQL statements are run one by one.'));
      await runScript(workbench, panels, { ...place, engine: 'redshift' }, statements);
    }),
    command('strata.explainSql', async (document, start) => {
      const statement = chosenStatement(document, start);
      if (!statement) return nothingToRun();
      await showPlan(workbench, await placeOf(document), statement.sql);
    }),
    command('strata.chooseSqlEngine', async (document) => {
      const items = (Object.keys(engineTitles) as SqlEngine[]).map((engine) => ({
        label: engineTitles[engine],
        engine,
      }));
      const title = vscode.l10n.t('Run the statements of this file on');
      const picked = await vscode.window.showQuickPick(items, { title });
      if (!picked) return;
      await engines.set(document.uri, picked.engine);
      lenses.refresh();
    }),
  );
}

async function runScript(
  workbench: Workbench,
  panels: Panels,
  place: Parameters<typeof startScript>[1],
  statements: readonly Statement[],
): Promise<void> {
  const outcome = await startScript(
    workbench,
    place,
    statements.map(({ sql }) => sql),
  );
  if (outcome?.kind === 'run') await panels.showRun(outcome.run);
}

async function documentOf(uri: unknown): Promise<vscode.TextDocument | undefined> {
  return uri instanceof vscode.Uri
    ? await vscode.workspace.openTextDocument(uri)
    : vscode.window.activeTextEditor?.document;
}

function nothingToRun(): void {
  vscode.window.showInformationMessage(vscode.l10n.t('There is no statement here to run.'));
}

/** The statement that begins at an offset, else the selection, else the one that the cursor is in or just behind. */
function chosenStatement(document: vscode.TextDocument, start: number | undefined): Statement | undefined {
  const editor = vscode.window.activeTextEditor;
  const statements = statementsOf(document.getText());
  if (start !== undefined) return statementAt(statements, start);
  if (editor?.document !== document) return statements[0];
  if (!editor.selection.isEmpty) {
    const from = document.offsetAt(editor.selection.start);
    const sql = document.getText(editor.selection);
    return { start: from, end: from + sql.length, sql };
  }
  const cursor = document.offsetAt(editor.selection.active);
  return statements.find((each) => cursor <= each.end + 1) ?? statements.at(-1);
}
