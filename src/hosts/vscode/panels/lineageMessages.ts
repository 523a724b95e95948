/** What the page of a column may ask, and what a restored panel is given back; see pageMessages.ts. */
import { z } from 'zod';
import type { NodeKind } from '../../../core/node.ts';
import type { LineageHost, LineagePanelState } from '../../../protocol/lineageProtocol.ts';
import type { InputSchemas } from './pageMessages.ts';

export const lineageHostInputs: InputSchemas<LineageHost> = {
  trace: z.object({ node: z.string(), column: z.string() }),
  open: z.object({ node: z.string() }),
  refresh: z.null(),
};

const panelState = z.object({
  kind: z.literal('lineage'),
  of: z.object({ kind: z.string().transform((kind) => kind as NodeKind), path: z.array(z.string()) }),
  column: z.string(),
});

/** The column that a restored panel showed; undefined when the editor kept nothing that a version of ours wrote. */
export function readLineageState(state: unknown): LineagePanelState | undefined {
  const read = panelState.safeParse(state);
  return read.success ? read.data : undefined;
}
