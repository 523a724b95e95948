import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { covers } from '../../core/effect.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { allActions } from '../../services/index.ts';
import { registerAction } from './actionTools.ts';
import { registerBrowse } from './browseTool.ts';
import { registerMap } from './mapTool.ts';
import type { McpOptions } from './mcpOptions.ts';
import { registerRows } from './rowsTool.ts';
import { registerRunTools, registerStopRun } from './runTools.ts';

const instructions = `AWS data pipelines, on an account or on a local endpoint.
browse finds nodes and their ids; the tools named SERVICE_VERB are actions on them.
An action that starts something answers at once with a run: show_run waits for its end and tells its steps and errors, read_log reads what it wrote, read_rows the rows of a query. list_runs finds earlier runs. pipeline_map says what makes what, and what a failure hits.`;

/**
 * Serves the actions as tools, under the same guards as everywhere: what changes or destroys is offered only when
 * opted in, and the connection's own rules are checked where the API is called. Beside them are tools that read what
 * came of an action.
 */
export async function serveMcp(ctx: Ctx, options: McpOptions, signal: AbortSignal): Promise<void> {
  const server = new McpServer({ name: 'strata', version: '0.1.0' }, { instructions });
  registerBrowse(server, ctx);
  registerRunTools(server, ctx);
  registerRows(server, ctx);
  registerMap(server, ctx);
  if (covers(options.most, 'write')) registerStopRun(server, ctx, options.typedName);
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
