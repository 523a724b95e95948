import { z } from 'zod';
import type { Action, ActionOutcome } from '../core/action.ts';
import { AppError } from '../core/appError.ts';
import type { Node, NodeAddress } from '../core/node.ts';
import { grant } from './createCtx.ts';
import type { Ctx } from './ctx.ts';
import { faultWords } from './faultWords.ts';

export interface Invocation {
  readonly target: NodeAddress;
  readonly input?: unknown;
  /** What the user typed to confirm, where the connection asks for it. */
  readonly typedName?: string;
}

/**
 * Carries out an action for any front door: checks its input, grants what it needs, runs it.
 * @throws AppError `invalid-input` naming the member, or what `grant` and the action throw
 */
export async function invokeAction(
  action: Action<Ctx>,
  ctx: Ctx,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const input = readInput(action, invocation.input);
  const granted = grant(ctx, action.effect, invocation.typedName);
  try {
    return await action.do(granted, invocation.target, input, signal);
  } finally {
    if (granted !== ctx) granted.aws[Symbol.dispose]();
  }
}

function readInput(action: Action<Ctx>, input: unknown): unknown {
  if (!action.input) return undefined;
  const parsed = action.input.safeParse(input ?? {}, faultWords());
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-input', `${action.id}: ${z.prettifyError(parsed.error)}`);
}

/** Whether menus offer the action on this node. */
export function appliesTo(action: Action<Ctx>, node: Pick<Node, 'kind' | 'traits'>): boolean {
  const traits = node.traits ?? [];
  return (
    action.on.kinds.includes(node.kind) &&
    (action.on.with ?? []).every((trait) => traits.includes(trait)) &&
    !(action.on.without ?? []).some((trait) => traits.includes(trait))
  );
}
