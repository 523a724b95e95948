import * as vscode from 'vscode';
import type { Action } from '../../../core/action.ts';
import type { Connection } from '../../../core/connection.ts';
import { translated } from '../../../core/l10n.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { titleOf } from './titleOf.ts';

/**
 * Asks as the effect deserves: nothing for reading, nor for starting on the local endpoint; a question before a loss;
 * the connection's name where it is protected. Undefined when the user says no.
 */
export async function confirm(
  action: Action<Ctx>,
  connection: Connection,
  label: string,
): Promise<{ readonly typedName?: string } | undefined> {
  if (action.effect === 'read') return {};
  // It will be refused; there is nothing to ask.
  if (connection.kind === 'aws' && connection.access === 'read-only') return {};
  if (connection.kind === 'aws' && connection.protected) {
    return await typeName(action, connection.label, label);
  }
  if (action.effect !== 'destroy') return {};
  const question = action.confirm ? translated(action.confirm, label) : vscode.l10n.t('Delete {0}?', label);
  const go = titleOf(action);
  const detail = vscode.l10n.t('Connection: {0} ({1})', connection.label, connection.region);
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, go);
  return choice === go ? {} : undefined;
}

async function typeName(
  action: Action<Ctx>,
  name: string,
  label: string,
): Promise<{ readonly typedName: string } | undefined> {
  const typedName = await vscode.window.showInputBox({
    title: `${titleOf(action)}: ${label}`,
    prompt: vscode.l10n.t('The connection is protected. Type its name, {0}, to go on.', name),
    ignoreFocusOut: true,
    validateInput: (text) => (text === name ? undefined : vscode.l10n.t('Type {0}', name)),
  });
  return typedName === undefined ? undefined : { typedName };
}
