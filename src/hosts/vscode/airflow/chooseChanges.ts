import * as vscode from 'vscode';
import type { NodeAddress } from '../../../core/node.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { DeployChange } from '../../../services/airflow/deployPlan.ts';
import { withProgress } from '../commands/withProgress.ts';
import type { Documents } from '../documents.ts';

interface ChangeItem extends vscode.QuickPickItem {
  readonly change: DeployChange;
}

const icons = { added: 'diff-added', changed: 'diff-modified', removed: 'diff-removed' } as const;

/**
 * Shows what a deployment would change, each with its difference a click away, and asks which of it to do. What would be
 * deleted is not chosen until the user does so. Undefined when dismissed, or when nothing differs.
 */
export async function chooseChanges(
  documents: Documents,
  ctx: Ctx,
  environment: NodeAddress,
): Promise<{ readonly files: readonly string[]; readonly prune: boolean } | undefined> {
  const plan = await withProgress(vscode.l10n.t('Comparing with what is deployed'), async (signal) => {
    const { planDeployment } = await import('../../../services/airflow/deployPlan.ts');
    return await planDeployment(ctx, environment.path[0] ?? '', signal);
  });
  if (plan.changes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing differs: all is deployed.'));
    return undefined;
  }
  const words = {
    added: vscode.l10n.t('new'),
    changed: vscode.l10n.t('changed'),
    removed: vscode.l10n.t('delete in the bucket'),
  };
  const items = plan.changes.map(
    (change): ChangeItem => ({
      label: `$(${icons[change.what]}) ${change.name}`,
      description: words[change.what],
      picked: change.what !== 'removed',
      change,
      buttons: [{ iconPath: new vscode.ThemeIcon('diff'), tooltip: vscode.l10n.t('Show Difference') }],
    }),
  );
  const chosen = await pick(items, vscode.l10n.t('Deploy to {0}', plan.bucket), (change) =>
    showDifference(documents, ctx, plan.bucket, change),
  );
  if (!chosen || chosen.length === 0) return undefined;
  const files = chosen.map(({ change }) => change.name);
  return { files, prune: chosen.some(({ change }) => change.what === 'removed') };
}

async function pick(
  items: readonly ChangeItem[],
  title: string,
  onShow: (change: DeployChange) => Promise<void>,
): Promise<readonly ChangeItem[] | undefined> {
  const asked = vscode.window.createQuickPick<ChangeItem>();
  try {
    asked.title = title;
    asked.placeholder = vscode.l10n.t('What differs from the bucket; Enter deploys what is chosen');
    asked.canSelectMany = true;
    asked.ignoreFocusOut = true;
    asked.items = items;
    asked.selectedItems = items.filter(({ picked }) => picked);
    asked.onDidTriggerItemButton(({ item }) => void onShow(item.change));
    return await new Promise((resolve) => {
      asked.onDidAccept(() => resolve(asked.selectedItems));
      asked.onDidHide(() => resolve(undefined));
      asked.show();
    });
  } finally {
    asked.dispose();
  }
}

/** What is in the bucket on the left, what would be on the right. */
async function showDifference(documents: Documents, ctx: Ctx, bucket: string, change: DeployChange): Promise<void> {
  const { deployedText } = await import('../../../services/airflow/deploy.ts');
  const { what, name, key, file } = change;
  if (!file && what !== 'removed') return;
  const there = what === 'added' ? '' : await deployedText(ctx, bucket, key, new AbortController().signal);
  const left = documents.put(`s3∕${bucket}∕${name}`, there);
  const right = file ? vscode.Uri.file(file) : documents.put(`${vscode.l10n.t('deleted')}∕${name}`, '');
  await vscode.commands.executeCommand('vscode.diff', left, right, `${name} (${bucket})`, { preview: true });
}
