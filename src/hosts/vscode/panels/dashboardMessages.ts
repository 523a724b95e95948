/** What the page of a board may ask, and what a restored panel is given back; see pageMessages.ts. */
import { z } from 'zod';
import { pivotRequestSchema } from '../../../platform/workspace/cubeViews.ts';
import { dashboardSchema } from '../../../platform/workspace/dashboards.ts';
import type { DashboardHost, DashboardPanelState } from '../../../protocol/dashboardProtocol.ts';
import { homeSchema, type InputSchemas } from './pageMessages.ts';

export const dashboardHostInputs: InputSchemas<DashboardHost> = {
  open: z.null(),
  tile: z.object({ request: pivotRequestSchema }),
  members: z.object({ level: z.string(), search: z.string().max(1000) }),
  age: z.null(),
  refresh: z.null(),
  save: z.object({ dashboard: dashboardSchema.omit({ version: true }) }),
  openFile: z.null(),
  openCube: z.null(),
  switchHome: z.null(),
};

const dashboardPanelState = z.object({
  kind: z.literal('dashboard'),
  file: z.string(),
  home: homeSchema.optional(),
  filters: pivotRequestSchema.shape.slices.optional(),
});

/** The board that a restored panel showed; undefined when the editor kept nothing, or what no version of ours wrote. */
export function readDashboardState(state: unknown): Omit<DashboardPanelState, 'kind'> | undefined {
  const read = dashboardPanelState.safeParse(state);
  return read.success ? (read.data as DashboardPanelState) : undefined;
}
