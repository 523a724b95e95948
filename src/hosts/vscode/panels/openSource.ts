import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRef } from '../../../core/run.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';

const maxCandidates = 20;

/**
 * Opens the script line that a traceback names. The run executed a copy (from S3, in a folder of its own), so that the
 * user's own file of that name is looked for in the workspace; without one the deployed script is shown.
 */
export async function openSource(workbench: Workbench, run: RunRef, file: string, line: number): Promise<void> {
  try {
    const name = path.posix.basename(file.replaceAll('\\', '/'));
    const found = await vscode.workspace.findFiles(`**/${name}`, '**/{node_modules,.strata,.venv}/**', maxCandidates);
    const uri = found.length > 1 ? await choose(found, name) : found[0];
    if (uri) {
      await vscode.window.showTextDocument(uri, { selection: lineRange(line), preview: true });
      return;
    }
    if (run.service === 'glue-jobs') {
      await vscode.commands.executeCommand('strata.glue-jobs.openScript', run.of);
      const shown = vscode.window.activeTextEditor;
      if (shown?.document.uri.path.endsWith(name)) {
        await vscode.window.showTextDocument(shown.document, { selection: lineRange(line), preview: true });
      }
      return;
    }
    vscode.window.showInformationMessage(vscode.l10n.t('There is no {0} in this workspace.', name));
  } catch (error) {
    await showError(workbench.log, error);
  }
}

function lineRange(line: number): vscode.Range {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  return new vscode.Range(at, at);
}

async function choose(found: readonly vscode.Uri[], name: string): Promise<vscode.Uri | undefined> {
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which {0}?', name) });
  return picked?.uri;
}
