import type { Action, ActionOutcome } from '../../../core/action.ts';
import type { NodeAddress } from '../../../core/node.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { effectWith, invokeAction } from '../../../platform/invokeAction.ts';
import { confirm } from './confirm.ts';
import { titleOf } from './titleOf.ts';
import { withProgress } from './withProgress.ts';

/**
 * Does an action: confirmed as its effect deserves, with its progress shown and a way to cancel it. Undefined when the
 * user says no.
 * @param label what the question calls the target
 */
export async function performAction(
  ctx: Ctx,
  action: Action<Ctx>,
  target: NodeAddress,
  input: unknown,
  label: string,
): Promise<ActionOutcome | undefined> {
  const confirmation = await confirm(action, effectWith(action, input), ctx.connection, label);
  if (!confirmation) return undefined;
  return await withProgress(titleOf(action), async (signal, report) => {
    const { reportingTo } = await import('../../../platform/createCtx.ts');
    const invocation = { target, input, ...confirmation };
    return await reportingTo(ctx, report, (reporting) => invokeAction(action, reporting, invocation, signal));
  });
}
