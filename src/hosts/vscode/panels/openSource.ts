import { createHash } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRef } from '../../../core/run.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';

const maxCandidates = 20;
const maxHashed = 500;
const passedOver = '**/{node_modules,.strata,.venv}/**';

/**
 * Opens the script line that a traceback names. The run executed a copy (from S3, in a folder of its own), so that the
 * user's own file of that name, or of that content, is looked for in the workspace; without one the deployed script is
 * shown.
 * @param runs whose log it is: the run and those that its steps started
 */
export async function openSource(
  workbench: Workbench,
  runs: readonly RunRef[],
  file: string,
  line: number,
): Promise<void> {
  try {
    const name = path.posix.basename(file.replaceAll('\\', '/'));
    const named = await vscode.workspace.findFiles(`**/${name}`, passedOver, maxCandidates);
    const found = named.length > 0 ? named : await withHash(name);
    const uri = found.length > 1 ? await choose(found, name) : found[0];
    if (uri) await vscode.window.showTextDocument(uri, { selection: lineRange(line), preview: true });
    else if (found.length === 0 && !(await openDeployed(runs, name, line))) {
      vscode.window.showInformationMessage(vscode.l10n.t('There is no {0} in this workspace.', name));
    }
  } catch (error) {
    showError(workbench.log, error);
  }
}

/** Scripts that `aws cloudformation package` uploaded are named by the MD5 of what is in them. */
async function withHash(name: string): Promise<vscode.Uri[]> {
  const hash = /^[0-9a-f]{32}(?=\.|$)/.exec(name)?.[0];
  if (!hash) return [];
  const found: vscode.Uri[] = [];
  for (const uri of await vscode.workspace.findFiles('**/*.py', passedOver, maxHashed)) {
    const content = await vscode.workspace.fs.readFile(uri);
    if (createHash('md5').update(content).digest('hex') === hash) found.push(uri);
  }
  return found;
}

/** The script as a job of these runs has it, when that is its name. */
async function openDeployed(runs: readonly RunRef[], name: string, line: number): Promise<boolean> {
  for (const { service, of } of runs) {
    if (service !== 'glue-jobs') continue;
    await vscode.commands.executeCommand('strata.glue-jobs.openScript', of);
    const shown = vscode.window.activeTextEditor;
    if (!shown?.document.uri.path.endsWith(name)) continue;
    await vscode.window.showTextDocument(shown.document, { selection: lineRange(line), preview: true });
    return true;
  }
  return false;
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
