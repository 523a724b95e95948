import path from 'node:path';
import * as vscode from 'vscode';
import { toAppError } from '../../../core/appError.ts';
import type { RunRef, Step } from '../../../core/run.ts';
import type { DbtManifest, DbtNode } from '../../../services/dbt/manifest.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import type { Workbench } from '../workbench.ts';
import type { DbtFiles } from './dbtFiles.ts';

/** What dbt found wrong, at its line in the user's files: when a project is parsed, and when a run has ended. */
export class DbtDiagnostics implements vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #files: DbtFiles;
  /** Of the last parse of each project, by its folder. */
  readonly #parse = vscode.languages.createDiagnosticCollection('strata-dbt-parse');
  /** Of the last run of each node. */
  readonly #runs = vscode.languages.createDiagnosticCollection('strata-dbt');

  constructor(workbench: Workbench, files: DbtFiles) {
    this.#workbench = workbench;
    this.#files = files;
  }

  /** Parses a project, as after a change of its files, and shows what is wrong with it. */
  async parse(project: DbtProject): Promise<void> {
    const { parseProject } = await import('../../../services/dbt/tree.ts');
    const ctx = await this.#files.ctx();
    try {
      await parseProject(ctx, project, new AbortController().signal);
      this.#clearParse(project);
    } catch (error) {
      this.#clearParse(project);
      await this.#showFault(this.#parse, project, toAppError(error).message);
    }
    this.#files.changed(project);
  }

  /** Shows what failed in a run, and takes away what went well this time. */
  async showRun(ref: RunRef): Promise<void> {
    const { root } = this.#files;
    if (!root) return;
    const { projectAt } = await import('../../../services/dbt/projects.ts');
    const { dbt } = await import('../../../services/dbt/dbt.ts');
    const project = await projectAt(root, ref.of.path[0] ?? '.');
    const manifest = await this.#files.manifestOf(project);
    const steps = (await dbt.runs?.steps?.(await this.#files.ctx(), ref, new AbortController().signal)) ?? [];
    const { forgetColumns } = await import('../../../services/dbt/columns.ts');
    forgetColumns(project);
    for (const step of steps) await this.#showStep(project, manifest, step);
    this.#files.changed(project);
  }

  async #showStep(project: DbtProject, manifest: DbtManifest | undefined, step: Step): Promise<void> {
    const node = manifest?.nodes.get(step.id);
    if (!node) return;
    const uri = vscode.Uri.file(path.join(project.folder, node.file));
    if (step.state === 'waiting' || step.state === 'skipped') return;
    // Several tests stand in one file, so that each clears its own alone.
    this.#runs.set(
      uri,
      (this.#runs.get(uri) ?? []).filter(({ code }) => code !== node.id),
    );
    if (step.state !== 'failed' || !step.error) return;
    await this.#showFault(this.#runs, project, step.error.message, node, manifest);
  }

  async #showFault(
    collection: vscode.DiagnosticCollection,
    project: DbtProject,
    message: string,
    node?: DbtNode,
    manifest?: DbtManifest,
  ): Promise<void> {
    const { dbtFault, lineOfFault } = await import('../../../services/dbt/language/dbtFault.ts');
    const { testLine } = await import('../../../services/dbt/language/testPlace.ts');
    const fault = dbtFault(message, node?.file ?? 'dbt_project.yml');
    if (!fault) return;
    const uri = vscode.Uri.file(path.join(project.folder, fault.file));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      const text = document.getText();
      const isTest = node?.type === 'test' && /\.ya?ml$/.test(fault.file);
      const tested = manifest?.nodes.get(node?.tested ?? '')?.name ?? '';
      const line = isTest
        ? testLine(text, { name: node.name, column: node.testedColumn }, tested)
        : lineOfFault(fault, text, await compiledOf(project, fault.file));
      const { Error: error } = vscode.DiagnosticSeverity;
      const diagnostic = new vscode.Diagnostic(lineRange(document, line), fault.message, error);
      diagnostic.source = 'dbt';
      if (node) diagnostic.code = node.id;
      collection.set(uri, [...(collection.get(uri) ?? []), diagnostic]);
    } catch (error) {
      this.#workbench.log.warn(`dbt names ${fault.file}, which cannot be read: ${String(error)}`);
    }
  }

  #clearParse(project: DbtProject): void {
    this.#parse.forEach((uri) => {
      if (!path.relative(project.folder, uri.fsPath).startsWith('..')) this.#parse.delete(uri);
    });
  }

  dispose(): void {
    this.#parse.dispose();
    this.#runs.dispose();
  }
}

async function compiledOf(project: DbtProject, file: string): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises');
  return await readFile(path.join(project.target, 'compiled', project.name, file), 'utf8').catch(() => undefined);
}

function lineRange(document: vscode.TextDocument, line: number): vscode.Range {
  const { range, firstNonWhitespaceCharacterIndex: from } = document.lineAt(Math.min(line, document.lineCount - 1));
  return new vscode.Range(range.start.line, from, range.end.line, range.end.character);
}
