import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import type { Action } from '../../core/action.ts';
import { AppError, toAppError } from '../../core/appError.ts';
import { covers, type Effect } from '../../core/effect.ts';
import { addressOf, idOf, type Node, type NodeId, type NodeKind } from '../../core/node.ts';
import { treePageSize } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { effectWith, invokeAction } from '../../platform/invokeAction.ts';
import { allActions, serviceOf, services } from '../../services/index.ts';

export interface McpOptions {
  /** What is offered at most. */
  readonly most: Effect;
  /** Confirms a protected connection for as long as the server runs. */
  readonly typedName?: string;
}

/**
 * Serves the actions as tools, under the same guards as everywhere: what changes or destroys is offered only when
 * opted in, and the connection's own rules are checked where the API is called.
 */
export async function serveMcp(ctx: Ctx, options: McpOptions, signal: AbortSignal): Promise<void> {
  const server = new McpServer({ name: 'strata', version: '0.1.0' });
  registerBrowse(server, ctx);
  for (const action of allActions) {
    if (covers(options.most, action.effect) && action.placement !== 'copy')
      registerAction(server, ctx, action, options);
  }
  const transport = new StdioServerTransport();
  await server.connect(transport);
  await new Promise<void>((resolve) => {
    server.server.onclose = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.stdin.once('end', () => resolve());
  });
  await server.close();
}

/** How a model finds the ids that the actions take. */
function registerBrowse(server: McpServer, ctx: Ctx): void {
  server.registerTool(
    'browse',
    {
      description:
        'Lists what is there: without an id the roots of all trees, with the id of an expandable node what it holds. Pages with `token`.',
      inputSchema: { id: z.string().optional(), prefix: z.string().optional(), token: z.string().optional() },
      annotations: { readOnlyHint: true },
    },
    async ({ id, prefix, token }, { signal }) => {
      const request = { limit: treePageSize, ...(prefix ? { prefix } : {}), ...(token ? { token } : {}) };
      return await answer(async () => {
        if (id === undefined) {
          const roots = services.flatMap((service) => Object.values(service.roots ?? {}));
          const pages = await Promise.all(roots.map((list) => list(ctx, request, signal)));
          return { nodes: pages.flatMap((page) => page.items).map(brief) };
        }
        const address = addressOf(id as NodeId);
        const list = serviceOf(address.kind)?.children?.[address.kind];
        const page = list ? await list(ctx, address, request, signal) : { items: [] };
        return { nodes: page.items.map(brief), next: 'next' in page ? page.next : undefined };
      });
    },
  );
}

function brief(node: Node): object {
  const { label, description, uri, expandable } = node;
  return { id: idOf(node), label, description, uri, expandable };
}

function registerAction(server: McpServer, ctx: Ctx, action: Action<Ctx>, options: McpOptions): void {
  const kinds: readonly NodeKind[] = action.on.kinds;
  const shape = {
    ...(kinds.length > 0
      ? { target: z.string().describe(`id of a node of kind ${kinds.join(' or ')}, from browse`) }
      : {}),
    ...(action.input ? { input: action.input } : {}),
  };
  server.registerTool(
    action.id.replaceAll('.', '_'),
    {
      description: `${action.title.replace(/…$/, '')} (${action.id})`,
      inputSchema: shape,
      annotations: { readOnlyHint: action.effect === 'read', destructiveHint: action.effect === 'destroy' },
    },
    async (given: Record<string, unknown>, { signal }: { signal: AbortSignal }) =>
      await answer(async () => {
        const target =
          typeof given.target === 'string'
            ? addressOf(given.target as NodeId)
            : ({ kind: 'none.none', path: [] } as const);
        if (!covers(options.most, effectWith(action, given.input))) {
          throw new AppError('read-only', 'This deletes something, and was not allowed to here.', {
            hint: 'Serve with --allow-destroy to allow it.',
          });
        }
        const typed = options.typedName === undefined ? {} : { typedName: options.typedName };
        return await invokeAction(action, ctx, { target, input: given.input, ...typed }, signal);
      }),
  );
}

async function answer(work: () => Promise<unknown>) {
  try {
    return { content: [{ type: 'text' as const, text: JSON.stringify(await work()) }] };
  } catch (error) {
    const { code, message, hint } = toAppError(error);
    return { isError: true, content: [{ type: 'text' as const, text: JSON.stringify({ code, message, hint }) }] };
  }
}
