import * as vscode from 'vscode';
import type { Node } from '../../../core/node.ts';
import { type Row, rowId } from './rows.ts';

/** A row as the editor shows it. */
export function treeItemOf(row: Row, viewId: string, filter: string | undefined): vscode.TreeItem {
  switch (row.kind) {
    case 'node':
      return nodeItem(row, filter);
    case 'more': {
      const item = new vscode.TreeItem(vscode.l10n.t('Load more…'));
      item.id = rowId(row);
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: 'strata.loadMore', title: vscode.l10n.t('Load More'), arguments: [viewId, row] };
      return item;
    }
    case 'error': {
      // A row has one line; all of the message is in its tooltip.
      const item = new vscode.TreeItem(row.error.message.replace(/\s+/g, ' '));
      item.id = rowId(row);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = [row.error.message, row.error.hint].filter(Boolean).join('\n\n');
      if (row.error.hint) item.description = row.error.hint;
      item.command = {
        command: 'strata.refreshNode',
        title: vscode.l10n.t('Try again'),
        arguments: [row.parent ?? viewId],
      };
      return item;
    }
    case 'empty': {
      const item = new vscode.TreeItem('');
      item.id = rowId(row);
      item.description = row.text;
      return item;
    }
  }
}

function nodeItem(row: Row & { kind: 'node' }, filter: string | undefined): vscode.TreeItem {
  const { node } = row;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.expandable ? Collapsed : None);
  item.id = rowId(row);
  item.iconPath = new vscode.ThemeIcon(node.icon, node.iconColor ? new vscode.ThemeColor(node.iconColor) : undefined);
  const shown = [node.description, filter ? vscode.l10n.t('filtered: {0}…', filter) : ''].filter(Boolean).join(' · ');
  if (shown) item.description = shown;
  item.tooltip = node.tooltip || node.label;
  // Read by menus; see manifest/contributes.ts.
  item.contextValue = `${node.kind}|${[...(node.traits ?? []), ...(node.expandable ? ['expandable'] : [])].join('|')}|`;
  item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(', ') };
  const open = defaultCommand(node);
  if (open) item.command = { command: open, title: vscode.l10n.t('Open'), arguments: [row] };
  return item;
}

/** What Enter and a click on a leaf do: the one thing that everyone expects. */
function defaultCommand(node: Node): string | undefined {
  switch (node.kind) {
    case 's3.object':
      return node.traits?.includes('rows') ? 'strata.s3.preview' : 'strata.s3.openText';
    case 'step-functions.machine':
      return 'strata.step-functions.openLastRun';
    case 'glue-jobs.job':
      return 'strata.glue-jobs.openLastRun';
    case 'glue-crawlers.crawler':
      return 'strata.glue-crawlers.openLastRun';
    case 'airflow.run':
      return 'strata.airflow.openRun';
    case 'airflow.task':
    case 'airflow.import-error':
    case 'airflow.file-task':
      return 'strata.airflow.openFile';
    case 'scheduler.schedule':
      return 'strata.scheduler.showNextFires';
    case 'sns.message':
      return 'strata.sns.openMessage';
    case 'athena.named-query':
      return 'strata.athena.openNamedQuery';
    default:
      return /^dbt\.(model|seed|snapshot|source|test|exposure|analysis|macro)$/.test(node.kind)
        ? 'strata.dbt.openFile'
        : undefined;
  }
}
