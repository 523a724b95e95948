import * as vscode from 'vscode';
import { views } from '../manifest/views.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';
import type { Row } from './rows.ts';
import { StrataTree } from './strataTree.ts';

/** The trees of nodes: lake, catalog, pipelines. */
export function registerTrees(workbench: Workbench, panels: Panels): void {
  const { context, connections, log } = workbench;
  const trees = new Map<string, StrataTree>();
  for (const { id, tree } of views) {
    if (tree === 'runs') continue;
    const provider = new StrataTree(workbench, tree, id);
    trees.set(id, provider);
    const view = vscode.window.createTreeView(id, { treeDataProvider: provider, showCollapseAll: true });
    context.subscriptions.push(provider, view);
  }
  const treeOf = (row: Row) => [...trees.values()].find((tree) => tree.has(row));
  const refreshAll = () => {
    for (const tree of trees.values()) tree.refresh();
  };
  context.subscriptions.push(
    connections.onDidChange(refreshAll),
    vscode.workspace.onDidGrantWorkspaceTrust(refreshAll),
    panels.onDidFinishRun(refreshAll),
    vscode.commands.registerCommand('strata.refresh', () => {
      refreshAll();
      void vscode.commands.executeCommand('strata.refreshRuns');
    }),
    vscode.commands.registerCommand('strata.refreshNode', (at?: Row | string) => {
      if (typeof at === 'string') trees.get(at)?.refresh();
      else if (at) treeOf(at)?.refresh(at);
      else refreshAll();
    }),
    vscode.commands.registerCommand('strata.loadMore', async (viewId: string, row: Row & { kind: 'more' }) => {
      try {
        await vscode.window.withProgress({ location: { viewId } }, async () => trees.get(viewId)?.loadMore(row));
      } catch (error) {
        showError(log, error);
      }
    }),
    vscode.commands.registerCommand('strata.filter', async (row: Row) => {
      const tree = treeOf(row);
      const prefix = await askPrefix(tree?.filterOf(row));
      if (prefix !== undefined) tree?.setFilter(row, prefix);
    }),
    ...views.flatMap(({ id, name, filters }) => {
      const tree = trees.get(id);
      if (!tree || !filters) return [];
      return vscode.commands.registerCommand(`strata.filter${name}`, async () => {
        await vscode.commands.executeCommand(`${id}.focus`);
        const rows = filters === 'list' ? [undefined] : (await tree.getChildren()).filter(isExpandable);
        const prefix = await askPrefix(rows.map((row) => tree.filterOf(row)).find(Boolean));
        if (prefix !== undefined) for (const row of rows) tree.setFilter(row, prefix);
      });
    }),
    vscode.commands.registerCommand('strata.clearFilter', () => {
      for (const tree of trees.values()) tree.clearFilters();
    }),
  );
}

async function askPrefix(value: string | undefined): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter by Prefix'),
    prompt: vscode.l10n.t(
      'Only names that begin with this are shown. The service is asked, so that rows not loaded yet are found too.',
    ),
    value: value ?? '',
  });
}

function isExpandable(row: Row): boolean {
  return row.kind === 'node' && row.node.expandable === true;
}
