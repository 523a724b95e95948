import * as vscode from 'vscode';
import type { NodeAddress } from '../../../core/node.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Row } from '../tree/rows.ts';
import type { Workbench } from '../workbench.ts';
import { CompiledView } from './compiledView.ts';
import { DbtDiagnostics } from './dbtDiagnostics.ts';
import { DbtFiles } from './dbtFiles.ts';
import { DbtLanguage } from './dbtLanguage.ts';
import { DbtLenses } from './dbtLenses.ts';
import { DbtStatus } from './dbtStatus.ts';
import { DbtTests } from './dbtTests.ts';

const sql: vscode.DocumentSelector = [
  { language: 'sql', scheme: 'file' },
  { language: 'jinja-sql', scheme: 'file' },
];
const all: vscode.DocumentSelector = [...sql, { language: 'yaml', scheme: 'file' }];
const commands = () => import('./dbtCommands.ts');
const docs = () => import('./dbtDocs.ts');

/** Everything that the editor knows of dbt; nothing is read before a file of a project is looked at. */
export function registerDbt(workbench: Workbench, panels: Panels): void {
  const { context, log } = workbench;
  const files = new DbtFiles(workbench);
  const diagnostics = new DbtDiagnostics(workbench, files);
  const tests = new DbtTests(workbench, files, (ref) => diagnostics.showRun(ref));
  const compiled = new CompiledView(workbench, files);
  const language = new DbtLanguage(workbench, files);
  const status = new DbtStatus(files);

  const command = (id: string, run: (...args: never[]) => Promise<void>) =>
    vscode.commands.registerCommand(`strata.${id}`, async (...args: unknown[]) => {
      try {
        await run(...(args as never[]));
      } catch (error) {
        showError(log, error);
      }
    });
  const background = (work: Promise<void>) =>
    work.catch((error: unknown) => log.warn(`dbt, in the background: ${String(error)}`));
  const lenses = new DbtLenses(files, (project) => background(diagnostics.parse(project)));

  context.subscriptions.push(
    files,
    diagnostics,
    tests,
    compiled,
    lenses,
    status,
    vscode.languages.registerCodeLensProvider(sql, lenses),
    vscode.languages.registerCompletionItemProvider(all, language, "'", '"', '.', '{'),
    vscode.languages.registerHoverProvider(all, language),
    vscode.languages.registerDefinitionProvider(all, language),
    panels.onDidFinishRun((ref) => {
      if (ref.service === 'dbt') void background(diagnostics.showRun(ref));
    }),
    vscode.workspace.onDidSaveTextDocument((document) => void background(parseSaved(files, diagnostics, document))),
    command('dbtPreviewSelection', async () => (await commands()).previewSelection(files, panels)),
    command('dbtPreviewCte', async (uri: vscode.Uri, name: string) =>
      (await commands()).previewCte(files, panels, uri, name),
    ),
    command('dbtCompiledBeside', (target?: NodeAddress) =>
      compiled.open(target && 'path' in target && 'kind' in target ? target : undefined),
    ),
    command('dbtWriteSkeleton', async () => (await commands()).writeSkeleton(files)),
    command('dbtColumnLineage', async () => (await commands()).showColumnLineage(files, panels)),
    command('dbtDocs', async (target?: Row | NodeAddress) =>
      (await docs()).showDocs(workbench, files, addressIn(target)),
    ),
    vscode.window.registerWebviewPanelSerializer('strata.dbtDocs', {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        await (await docs())
          .restoreDocs(workbench, files, panel, state)
          .catch((error: unknown) => showError(log, error));
      },
    }),
    command('dbtSelectTarget', async () => (await commands()).selectTarget(files)),
    command('dbtFailingRows', (at: vscode.TestItem | { readonly test: vscode.TestItem }) =>
      tests.showRows('test' in at ? at.test : at),
    ),
  );
  void background(status.show());
}

/** What a row of the tree stands for. */
function addressIn(target: Row | NodeAddress | undefined): NodeAddress | undefined {
  if (!target || 'path' in target) return target;
  return target.kind === 'node' ? target.node : undefined;
}

/** A project is parsed anew when one of its files is saved, in a workspace that may run it. */
async function parseSaved(files: DbtFiles, diagnostics: DbtDiagnostics, document: vscode.TextDocument): Promise<void> {
  if (!vscode.workspace.isTrusted || !/\.(sql|ya?ml|csv|py|md)$/.test(document.fileName)) return;
  const project = await files.projectOf(document.uri);
  if (project) await diagnostics.parse(project);
}
