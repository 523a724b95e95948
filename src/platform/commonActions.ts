/** Actions that nearly every service has, made for its kinds of node. */
import { type Action, action } from '../core/action.ts';
import type { Node, NodeAddress, NodeKind } from '../core/node.ts';
import { consoleUrl } from './connections/consoleUrl.ts';
import type { Ctx } from './ctx.ts';

/** @param page the console's path for a node, after its host */
export function openInConsole(
  service: string,
  kinds: readonly NodeKind[],
  page: (target: NodeAddress, ctx: Ctx) => string,
): Action<Ctx> {
  return action<Ctx, unknown>({
    id: `${service}.openInConsole`,
    title: 'Open in AWS Console',
    on: { kinds },
    effect: 'read',
    connection: 'aws',
    placement: 'open',
    do: async (ctx, target) => ({ kind: 'open-external', url: consoleUrl(ctx.connection, page(target, ctx)) }),
  });
}

/** @param find the node with its ARN */
export function copyArn(
  service: string,
  kinds: readonly NodeKind[],
  find: (ctx: Ctx, target: NodeAddress, signal: AbortSignal) => Promise<Pick<Node, 'arn'>>,
): Action<Ctx> {
  return action<Ctx, unknown>({
    id: `${service}.copyArn`,
    title: 'Copy ARN',
    on: { kinds },
    effect: 'read',
    placement: 'copy',
    do: async (ctx, target, _, signal) => ({ kind: 'copy', text: (await find(ctx, target, signal)).arn ?? '' }),
  });
}

/** @param nameOf what is copied, as statements name it */
export function copyName(
  service: string,
  kinds: readonly NodeKind[],
  nameOf: (target: NodeAddress) => string | Promise<string>,
): Action<Ctx> {
  return action<Ctx, unknown>({
    id: `${service}.copyName`,
    title: 'Copy Name',
    on: { kinds },
    effect: 'read',
    placement: 'copy',
    do: async (_, target) => ({ kind: 'copy', text: await nameOf(target) }),
  });
}

/** Shows what the API says of a thing, as JSON. */
export function showDefinition(
  service: string,
  kinds: readonly NodeKind[],
  definitionOf: (ctx: Ctx, target: NodeAddress, signal: AbortSignal) => Promise<unknown>,
): Action<Ctx> {
  return action<Ctx, unknown>({
    id: `${service}.showDefinition`,
    title: 'Show Definition',
    on: { kinds },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => ({
      kind: 'document',
      title: `${(target.path.at(-1) ?? service).split(/[:/]/).at(-1)}.json`,
      language: 'json',
      text: JSON.stringify(await definitionOf(ctx, target, signal), undefined, 2),
    }),
  });
}
