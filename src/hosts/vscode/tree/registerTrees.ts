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
      else if (at) for (const tree of trees.values()) tree.refresh(at);
      else refreshAll();
    }),
    vscode.commands.registerCommand('strata.loadMore', async (viewId: string, row: Row & { kind: 'more' }) => {
      try {
        await vscode.window.withProgress({ location: { viewId } }, async () => trees.get(viewId)?.loadMore(row));
      } catch (error) {
        await showError(log, error);
      }
    }),
    vscode.commands.registerCommand('strata.filter', async (row?: Row) => {
      const visible = [...trees.values()].find((tree) => tree.filterOf(row) !== undefined) ?? [...trees.values()][0];
      const prefix = await vscode.window.showInputBox({
        title: vscode.l10n.t('Filter by Prefix'),
        prompt: vscode.l10n.t(
          'Only names that begin with this are shown. The service is asked, so that rows not loaded yet are found too.',
        ),
        value: visible?.filterOf(row) ?? '',
      });
      if (prefix !== undefined) for (const tree of trees.values()) tree.setFilter(row, prefix);
    }),
    vscode.commands.registerCommand('strata.clearFilter', () => {
      for (const tree of trees.values()) tree.clearFilters();
    }),
  );
}
