import * as vscode from 'vscode';
import type { NodeAddress } from '../../../core/node.ts';
import type { RunRef } from '../../../core/run.ts';
import type { StepMore } from '../../../protocol/runProtocol.ts';
import { titleOf } from '../commands/titleOf.ts';
import type { Workbench } from '../workbench.ts';

/** What a step's service tells of it when it is looked at, and what can be done with it. */
export async function stepMore(
  workbench: Workbench,
  run: RunRef,
  step: NodeAddress,
  signal: AbortSignal,
): Promise<StepMore> {
  const { serviceNamed, serviceOf } = await import('../../../services/index.ts');
  const { appliesTo } = await import('../../../platform/invokeAction.ts');
  const ctx = await workbench.connections.ctx(signal);
  const applying = serviceOf(step.kind)?.actions.filter((action) => appliesTo(action, step)) ?? [];
  // What only shows something is among the sections.
  const actions = applying.filter(({ effect }) => effect !== 'read');
  return {
    sections: (await serviceNamed(run.service)?.runs?.stepSections?.(ctx, run, step, signal)) ?? [],
    actions: actions.map((action) => ({ id: action.id, title: titleOf(action) })),
  };
}

/** Does what the page asks, as a menu would: only actions that are for such a step. */
export async function actOnStep(id: string, step: NodeAddress): Promise<null> {
  const { actionWithId } = await import('../../../services/index.ts');
  const { appliesTo } = await import('../../../platform/invokeAction.ts');
  const action = actionWithId(id);
  if (action && appliesTo(action, step)) await vscode.commands.executeCommand(`strata.${id}`, step);
  return null;
}
