import type { Action } from '../../../core/action.ts';
import { translated } from '../../../core/l10n.ts';
import type { Ctx } from '../../../platform/ctx.ts';

/** What an action is called over its own questions and progress, where the menu's ellipsis has been answered. */
export function titleOf(action: Pick<Action<Ctx>, 'title'>): string {
  return translated(action.title).replace(/…$/, '');
}
