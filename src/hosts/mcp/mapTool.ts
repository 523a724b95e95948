import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { idOf } from '../../core/node.ts';
import { evidenceText } from '../../core/pipeline-map/mapWords.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { pipelineMap } from '../verbs/pipelineMap.ts';
import { answer } from './answer.ts';

/** More than this no model reads to its end. */
const mostNodes = 400;

/** What makes what in this workspace, as `strata map` prints it. */
export function registerMap(server: McpServer, ctx: Ctx): void {
  server.registerTool(
    'pipeline_map',
    {
      title: 'Pipeline map',
      description:
        'What makes what in this workspace: source tables, lake, warehouse, dbt models, cubes and data sets, with the jobs between them, the last state, age and rows of each, what is hit by a failure, and the file and line that says so. Ask for one part of a large map: downstream or upstream of a node by its name or id, or only what failed.',
      inputSchema: {
        downstream: z.string().optional().describe('only this and what is made of it'),
        upstream: z.string().optional().describe('only this and what it is made of'),
        failed: z.boolean().default(false).describe('only what failed last, and what is hit by it'),
      },
      annotations: { readOnlyHint: true },
    },
    async (request, { signal }) =>
      await answer(ctx, async () => {
        const { root } = ctx.workspace;
        if (root === undefined) throw new AppError('not-found', 'There is no folder whose map could be drawn.');
        const { map, states, hits, notAsked } = await pipelineMap(root, ctx, request, signal);
        const first = ([evidence]: readonly Evidence[]) => (evidence ? evidenceText(evidence) : undefined);
        return {
          nodes: map.nodes
            .slice(0, mostNodes)
            .map(({ id, kind, label, layer, address, owner, evidence, unresolved }) => {
              const { state, at, rows, error } = states.get(id) ?? {};
              return {
                ...{ id, kind, label, layer, owner, state, rows, error, unresolved },
                node: address && idOf(address),
                at: at === undefined ? undefined : new Date(at).toISOString(),
                hitBy: hits.get(id)?.by,
                saidIn: first(evidence),
              };
            }),
          edges: map.edges
            .slice(0, 3 * mostNodes)
            .map(({ from, to, kind, evidence }) => ({ from, to, kind, saidIn: first(evidence) })),
          more: map.nodes.length > mostNodes,
          notRead: map.faults,
          notAsked,
        };
      }),
  );
}
