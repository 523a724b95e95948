import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { Action } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { covers } from '../../core/effect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { effectWith, invokeAction } from '../../platform/invokeAction.ts';
import { serviceNamed } from '../../services/index.ts';
import { idShape, targetOf } from '../verbs/targetOf.ts';
import { answer } from './answer.ts';
import type { McpOptions } from './mcpOptions.ts';
import { shownOutcome } from './shownRun.ts';

/** An action as a tool under its id, with `_` for `.`. */
export function registerAction(server: McpServer, ctx: Ctx, action: Action<Ctx>, options: McpOptions): void {
  const { kinds } = action.on;
  const shape = {
    ...(kinds.length > 0
      ? { target: z.string().describe(`id of a node from browse: ${kinds.map(idShape).join(' or ')}`) }
      : {}),
    ...(action.input ? { input: action.input } : {}),
  };
  // A verb alone says nothing beside those of the other services.
  const service = serviceNamed(action.id.slice(0, action.id.indexOf('.')));
  const title = `${service?.title ?? ''}: ${action.title.replace(/…$/, '')}`;
  const started =
    action.effect !== 'destroy' && (action.placement === 'run' || /\.run$/.test(action.id))
      ? ' Where it starts something, it answers with the run and does not wait.'
      : '';
  server.registerTool(
    action.id.replaceAll('.', '_'),
    {
      title,
      description: `${title}.${started}`,
      inputSchema: shape,
      annotations: { readOnlyHint: action.effect === 'read', destructiveHint: action.effect === 'destroy' },
    },
    async (given: Record<string, unknown>, { signal }: { signal: AbortSignal }) =>
      await answer(ctx, async () => {
        const target = targetOf(action, typeof given.target === 'string' ? given.target : undefined);
        if (!covers(options.most, effectWith(action, given.input))) {
          throw new AppError('read-only', 'This deletes something, and was not allowed to here.', {
            hint: 'Serve with --allow-destroy to allow it.',
          });
        }
        const typed = options.typedName === undefined ? {} : { typedName: options.typedName };
        return shownOutcome(await invokeAction(action, ctx, { target, input: given.input, ...typed }, signal));
      }),
  );
}
