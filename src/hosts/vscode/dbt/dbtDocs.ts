import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { z } from 'zod';
import { AppError } from '../../../core/appError.ts';
import type { NodeAddress } from '../../../core/node.ts';
import { docsPage } from '../../../services/dbt/docs/docsPage.ts';
import { makeDocs, readDocs } from '../../../services/dbt/docs/makeDocs.ts';
import type { DbtProject } from '../../../services/dbt/projects.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Workbench } from '../workbench.ts';
import { addressOf, type DbtFiles } from './dbtFiles.ts';

/** Of the panel; a reload of the window finds it again by this. */
export const docsViewType = 'strata.dbtDocs';

const open = new Map<string, vscode.WebviewPanel>();
const panelState = z.object({ project: z.string(), path: z.string().optional() });

/**
 * Makes the documentation of a project and shows it.
 * @param target a project or one of its nodes, which the page opens at; the one that is edited when absent, and a project
 * is asked for when there are several
 * @throws AppError `untrusted-workspace`, or what keeps dbt from making it, in its words
 */
export async function showDocs(workbench: Workbench, files: DbtFiles, target: NodeAddress | undefined): Promise<void> {
  const project = await projectOf(files, target);
  if (!project) return;
  const at = target ?? (await edited(files));
  const ctx = await files.ctx();
  const parts = await withProgress(vscode.l10n.t('Documentation of {0}', project.name), (signal) =>
    makeDocs(ctx, project, signal),
  );
  const panel = open.get(project.path) ?? newPanel(project);
  panel.webview.html = docsPage(parts, nonce(), project.path, pathOf(at));
  panel.reveal();
  setUp(workbench, panel, project);
}

/** A panel after a reload of the window: shows what was made last, and makes nothing. */
export async function restoreDocs(
  workbench: Workbench,
  files: DbtFiles,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  const read = panelState.safeParse(state);
  const project = read.success ? (await files.projects()).find((each) => each.path === read.data.project) : undefined;
  if (!project) return panel.dispose();
  panel.webview.options = panelOptions;
  panel.webview.html = docsPage(await readDocs(await files.ctx(), project), nonce(), project.path, read.data?.path);
  setUp(workbench, panel, project);
}

const panelOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

function newPanel(project: DbtProject): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    docsViewType,
    vscode.l10n.t('Documentation of {0}', project.name),
    vscode.ViewColumn.Active,
    { ...panelOptions, enableFindWidget: true, retainContextWhenHidden: true },
  );
}

function setUp({ context }: Workbench, panel: vscode.WebviewPanel, project: DbtProject): void {
  const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, 'media', `strata-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  if (open.get(project.path) === panel) return;
  open.set(project.path, panel);
  panel.onDidDispose(() => {
    if (open.get(project.path) === panel) open.delete(project.path);
  });
}

async function projectOf(files: DbtFiles, target: NodeAddress | undefined): Promise<DbtProject | undefined> {
  const projects = await files.projects();
  if (target) return projects.find(({ path }) => path === target.path[0]);
  const { activeTextEditor } = vscode.window;
  const around = activeTextEditor && (await files.projectOf(activeTextEditor.document.uri));
  if (around) return around;
  if (projects.length === 0) {
    throw new AppError('not-found', vscode.l10n.t('There is no dbt project in this workspace.'));
  }
  if (projects.length === 1) return projects[0];
  const picks = projects.map((project) => ({ label: project.name, description: project.path, project }));
  return (await vscode.window.showQuickPick(picks, { title: vscode.l10n.t('dbt Project') }))?.project;
}

async function edited(files: DbtFiles): Promise<NodeAddress | undefined> {
  const { activeTextEditor } = vscode.window;
  const file = activeTextEditor && (await files.fileOf(activeTextEditor.document.uri));
  return file?.node && addressOf(file.project, file.node);
}

/** Where dbt's page has a node: `#!/model/model.shop.orders`. */
function pathOf(target: NodeAddress | undefined): string | undefined {
  const id = target?.path[1];
  return id === undefined ? undefined : `/${id.split('.')[0]}/${id}`;
}

function nonce(): string {
  return randomBytes(16).toString('hex');
}
