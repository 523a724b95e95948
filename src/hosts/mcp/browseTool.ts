import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { AppError, toAppError } from '../../core/appError.ts';
import { idOf, type Node } from '../../core/node.ts';
import { treePageSize } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { ListRoots } from '../../platform/service.ts';
import { serviceOf, services } from '../../services/index.ts';
import { readNodeId } from '../verbs/targetOf.ts';
import { answer } from './answer.ts';

interface Request {
  readonly prefix?: string;
  readonly token?: string;
}

/** The trees' roots by a name that stays the same from page to page. */
const roots: readonly (readonly [string, ListRoots])[] = services.flatMap((service) =>
  Object.entries(service.roots ?? {}).map(([tree, list]) => [`${service.name}.${tree}`, list] as const),
);
const rootTokens = z.record(z.string(), z.string());

/** How a model finds the ids that the actions take. */
export function registerBrowse(server: McpServer, ctx: Ctx): void {
  server.registerTool(
    'browse',
    {
      title: 'Browse',
      description:
        'Lists what there is, with the ids that other tools take: without an id the roots of all trees, with the id of an expandable node what it holds. Where the answer has `next`, there is more: call again with it as `token`.',
      inputSchema: {
        id: z.string().optional().describe('id of a node, from an earlier answer'),
        prefix: z.string().optional().describe('only nodes whose name begins so'),
        token: z.string().optional().describe('`next` of the answer before, for the following page'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ id, prefix, token }, { signal }) => {
      const request = { ...(prefix ? { prefix } : {}), ...(token ? { token } : {}) };
      return await answer(ctx, () =>
        id === undefined ? browseRoots(ctx, request, signal) : browseNode(ctx, id, request, signal),
      );
    },
  );
}

async function browseNode(ctx: Ctx, id: string, request: Request, signal: AbortSignal): Promise<object> {
  const address = readNodeId(id);
  const list = serviceOf(address.kind)?.children?.[address.kind];
  if (!list) return { nodes: [] };
  const { items, next } = await list(ctx, address, { ...request, limit: treePageSize }, signal);
  return { nodes: items.map(brief), next };
}

/** A page of every root, and then of those that have more; what one service refuses hides nothing of the others. */
async function browseRoots(ctx: Ctx, { prefix, token }: Request, signal: AbortSignal): Promise<object> {
  const tokens = token === undefined ? undefined : readTokens(token);
  const asked = roots.filter(([name]) => tokens === undefined || tokens[name] !== undefined);
  const answers = await Promise.allSettled(
    asked.map(([name, list]) => {
      const own = tokens?.[name];
      const request = { limit: treePageSize, ...(prefix ? { prefix } : {}), ...(own ? { token: own } : {}) };
      return list(ctx, request, signal);
    }),
  );
  signal.throwIfAborted();
  const failed = answers.filter((each) => each.status === 'rejected');
  if (failed[0] && failed.length === answers.length) throw failed[0].reason;
  const following = answers.flatMap((each, i) => {
    const next = each.status === 'fulfilled' ? each.value.next : undefined;
    return next === undefined ? [] : [[asked[i]?.[0] ?? '', next] as const];
  });
  return {
    nodes: answers.flatMap((each) => (each.status === 'fulfilled' ? each.value.items.map(brief) : [])),
    next: following.length > 0 ? JSON.stringify(Object.fromEntries(following)) : undefined,
    notListed: failed.length > 0 ? failed.map(({ reason }) => toAppError(reason).message) : undefined,
  };
}

function readTokens(token: string): Readonly<Record<string, string>> {
  try {
    return rootTokens.parse(JSON.parse(token));
  } catch (error) {
    throw new AppError('invalid-input', 'This token is of no earlier answer.', {
      hint: 'It is the `next` of the answer before, with the same id.',
      cause: error,
    });
  }
}

function brief(node: Node): object {
  const { label, description, uri, expandable } = node;
  return { id: idOf(node), label, description, uri, expandable };
}
