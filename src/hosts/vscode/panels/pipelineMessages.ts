/** What the page of the map may ask, and what a restored panel is given back; see pageMessages.ts. */
import { z } from 'zod';
import { mapFormats, type PipelineHost, type PipelinePanelState } from '../../../protocol/pipelineProtocol.ts';
import { homeSchema, type InputSchemas } from './pageMessages.ts';

const node = z.object({ node: z.string() });

export const pipelineHostInputs: InputSchemas<PipelineHost> = {
  refresh: z.null(),
  visible: z.object({ ids: z.array(z.string()).max(5000) }),
  open: node,
  openEvidence: z.object({ file: z.string(), line: z.int().min(1) }),
  openRun: node,
  actions: node,
  act: z.object({ node: z.string(), action: z.string() }),
  exportAs: z.object({ format: z.enum(mapFormats), only: z.array(z.string()).nullable() }),
};

const panelState = z.object({
  kind: z.literal('pipeline'),
  home: homeSchema.optional(),
  selected: z.string().optional(),
  query: z.string().optional(),
  view: z.object({ x: z.number(), y: z.number(), scale: z.number() }).optional(),
});

/** What a restored panel showed; undefined when the editor kept nothing that a version of ours wrote. */
export function readPipelineState(state: unknown): PipelinePanelState | undefined {
  const read = panelState.safeParse(state);
  return read.success ? (read.data as PipelinePanelState) : undefined;
}
