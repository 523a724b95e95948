import * as vscode from 'vscode';
import type { Action, ActionOutcome } from '../../../core/action.ts';
import { idOf, type NodeAddress } from '../../../core/node.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Panels } from '../panels/registerPanels.ts';
import { showError } from '../showError.ts';
import type { Row } from '../tree/rows.ts';
import type { Workbench } from '../workbench.ts';
import { pickNode } from './pickNode.ts';

/** What a command of the manifest may be called with: a row of a tree, or an address (links, other panels). */
type Target = Row | NodeAddress | undefined;

/**
 * One command for each action of each service. Their ids are read from the manifest, which is generated from the
 * actions, so that nothing of the services is loaded before one is used.
 */
export function registerActionCommands(workbench: Workbench, panels: Panels): void {
  const manifest = workbench.context.extension.packageJSON as {
    contributes: { commands: readonly { command: string }[] };
  };
  for (const { command } of manifest.contributes.commands) {
    const id = command.slice('strata.'.length);
    // Actions are `<service>.<verb>`; the workbench's own commands have no dot.
    if (!id.includes('.')) continue;
    workbench.context.subscriptions.push(
      vscode.commands.registerCommand(command, (target: Target, input?: unknown) =>
        runAction(workbench, panels, id, target, input),
      ),
    );
  }
}

/** The second click of a double click comes within this time; nobody means two runs by it. */
const doubleClickMs = 500;
const started = new Map<string, number>();

/** Whether the same action was started on the same thing a moment ago. Reading twice does no harm, and is not asked. */
function isDoubleClick(action: Action<Ctx>, node: NodeAddress): boolean {
  if (action.effect === 'read' || action.placement !== 'inline') return false;
  const key = `${action.id} ${idOf(node)}`;
  const last = started.get(key);
  started.set(key, Date.now());
  return last !== undefined && Date.now() - last < doubleClickMs;
}

/** The one command wrapper: target, input, confirmation, progress, outcome, errors. */
async function runAction(
  workbench: Workbench,
  panels: Panels,
  id: string,
  target: Target,
  given: unknown,
): Promise<void> {
  try {
    const { actionWithId } = await import('../../../services/index.ts');
    const action = actionWithId(id);
    if (!action) throw new Error(`There is no action ${id}.`);
    const never = new AbortController().signal;
    const ctx = await workbench.connections.ctx(never);
    const node = await targetOf(workbench, action, target);
    if (!node || isDoubleClick(action, node)) return;
    const input = action.input ? (given ?? (await asked(workbench, action, ctx, node))) : undefined;
    if (action.input && input === undefined) return;
    const { performAction } = await import('./performAction.ts');
    const outcome = await performAction(ctx, action, node, input, labelOf(target, node, input));
    if (!outcome) return;
    await showOutcome(workbench, panels, outcome);
    const { effectWith } = await import('../../../platform/invokeAction.ts');
    if (effectWith(action, input) !== 'read') await vscode.commands.executeCommand('strata.refresh');
  } catch (error) {
    showError(workbench.log, error);
  }
}

async function asked(workbench: Workbench, action: Action<Ctx>, ctx: Ctx, node: NodeAddress): Promise<unknown> {
  // What differs is looked at before it is chosen.
  if (action.id === 'airflow.deploy') {
    return await (await import('../airflow/chooseChanges.ts')).chooseChanges(workbench.documents, ctx, node);
  }
  const { askForm, askInput } = await import('./askInput.ts');
  const { withProgress } = await import('./withProgress.ts');
  const { titleOf } = await import('./titleOf.ts');
  const { form } = action;
  if (form) {
    const asked = await withProgress(titleOf(action), async (signal) => await form(ctx, node, signal));
    return await askForm(action, asked);
  }
  return await askInput(action, async (member) =>
    action.choices
      ? await withProgress(titleOf(action), async (signal) => action.choices?.(ctx, node, member, signal))
      : undefined,
  );
}

const nowhere: NodeAddress = { kind: 'none.none', path: [] };

async function targetOf(workbench: Workbench, action: Action<Ctx>, target: Target): Promise<NodeAddress | undefined> {
  if (action.on.kinds.length === 0) return nowhere;
  if (target && 'node' in target) return target.node;
  if (target && 'path' in target) return target;
  return await pickNode(workbench, action);
}

/** What the action is for: its row, or, where it needs none, what was first asked, such as a statement. */
function labelOf(target: Target, node: NodeAddress, input: unknown): string {
  if (node === nowhere) return String(Object.values(input ?? {})[0] ?? '').slice(0, 200);
  return target && 'node' in target ? target.node.label : (node.path.at(-1) ?? '');
}

async function showOutcome(workbench: Workbench, panels: Panels, outcome: ActionOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'done':
      if (outcome.message) vscode.window.setStatusBarMessage(`$(check) ${outcome.message}`, 5000);
      return;
    case 'run':
      return await panels.showRun(outcome.run);
    case 'relation':
      return await panels.showRelation(outcome.relation);
    case 'cube':
      return await panels.showCube(outcome.cube);
    case 'dashboard':
      return await panels.showDashboard(outcome.file);
    case 'columns':
      return await panels.showColumn(outcome.of, outcome.column, outcome.graph);
    case 'copy':
      await vscode.env.clipboard.writeText(outcome.text);
      vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Copied: {0}', outcome.text)}`, 5000);
      return;
    case 'document':
      if (outcome.editable) {
        const document = await vscode.workspace.openTextDocument({ language: outcome.language, content: outcome.text });
        await vscode.window.showTextDocument(document);
        return;
      }
      return await workbench.documents.open(outcome.title, outcome.language, outcome.text);
    case 'file': {
      const at = new vscode.Position((outcome.line ?? 1) - 1, 0);
      await vscode.window.showTextDocument(vscode.Uri.file(outcome.file), { selection: new vscode.Range(at, at) });
      return;
    }
    case 'open-external':
      await vscode.env.openExternal(vscode.Uri.parse(outcome.url, true));
      return;
    case 'value':
      return await workbench.documents.open('result.json', 'json', JSON.stringify(outcome.value, undefined, 2));
  }
}
