import * as vscode from 'vscode';
import type { Action } from '../../../core/action.ts';
import type { Connection } from '../../../core/connection.ts';
import type { Effect } from '../../../core/effect.ts';
import { translated } from '../../../core/l10n.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { titleOf } from './titleOf.ts';

/** What a user said yes to; the name that was typed where the connection asks for it. */
export interface Confirmation {
  readonly typedName?: string;
}

/**
 * Asks as the effect deserves: nothing for reading, nor for starting on the local endpoint; a question before a loss;
 * the connection's name where it is protected. Undefined when the user says no.
 */
export async function confirm(
  action: Pick<Action<Ctx>, 'title' | 'confirm'>,
  effect: Effect,
  connection: Connection,
  label: string,
): Promise<Confirmation | undefined> {
  if (effect === 'read') return {};
  const typed = await confirmByName(connection, `${titleOf(action)}: ${label}`);
  if (typed !== 'not-asked') return typed;
  // On a read-only connection it will be refused; there is nothing to ask.
  if (effect !== 'destroy' || (connection.kind === 'aws' && connection.access === 'read-only')) return {};
  const question = action.confirm ? translated(action.confirm, label) : vscode.l10n.t('Delete {0}?', label);
  const go = titleOf(action);
  const detail = vscode.l10n.t('Connection: {0} ({1})', connection.label, connection.region);
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, go);
  return choice === go ? {} : undefined;
}

/** Asks for the name of a protected connection that may be changed; undefined when the user would not type it. */
export async function confirmByName(
  connection: Connection,
  title: string,
): Promise<Confirmation | undefined | 'not-asked'> {
  if (connection.kind !== 'aws' || !connection.protected || connection.access === 'read-only') return 'not-asked';
  const name = connection.label;
  const typedName = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The connection is protected. Type its name, {0}, to go on.', name),
    ignoreFocusOut: true,
    validateInput: (text) => (text === name ? undefined : vscode.l10n.t('Type {0}', name)),
  });
  return typedName === undefined ? undefined : { typedName };
}
