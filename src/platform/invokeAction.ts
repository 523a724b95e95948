import { z } from 'zod';
import type { Action, ActionOutcome } from '../core/action.ts';
import { AppError } from '../core/appError.ts';
import type { Effect } from '../core/effect.ts';
import type { Node, NodeAddress } from '../core/node.ts';
import { withGrant } from './createCtx.ts';
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
  const effect = action.effectOf?.(input) ?? action.effect;
  return await withGrant(ctx, effect, invocation.typedName, (granted) =>
    action.do(granted, invocation.target, input, signal),
  );
}

/**
 * What an action would do with an input, for front doors that ask or refuse by it.
 * @throws AppError `invalid-input` naming the member
 */
export function effectWith(action: Action<Ctx>, input: unknown): Effect {
  return action.effectOf?.(readInput(action, input)) ?? action.effect;
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
