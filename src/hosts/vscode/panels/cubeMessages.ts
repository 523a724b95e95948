/** What the page of a cube may ask, and what a restored panel is given back; see pageMessages.ts. */
import { z } from 'zod';
import { cubeViewSchema, pivotRequestSchema } from '../../../platform/workspace/cubeViews.ts';
import type { CubeHost, CubePanelState } from '../../../protocol/cubeProtocol.ts';
import { homeSchema, type InputSchemas } from './pageMessages.ts';

const memberPath = z.array(z.string().nullable());
const axis = z.enum(['rows', 'columns']);
const index = z.int().min(0);
const part = z.object({ rowOffset: index, rows: index.max(5000), columnOffset: index, columns: index.max(1000) });

export const cubeHostInputs: InputSchemas<CubeHost> = {
  open: z.null(),
  pivot: z.object({
    request: pivotRequestSchema,
    how: z.union([
      z.object({ kind: z.enum(['all', 'arrange']) }),
      z.object({ kind: z.literal('expand'), axis, path: memberPath }),
    ]),
    part,
  }),
  cells: part.extend({ number: index }),
  changes: z.object({ number: index }),
  members: z.object({ level: z.string(), search: z.string().max(1000) }),
  age: z.null(),
  drill: z.object({ row: memberPath, column: memberPath }),
  refresh: z.null(),
  define: z.null(),
  saveView: z.object({ view: cubeViewSchema }),
  deleteView: z.object({ name: z.string() }),
  export: z.object({ format: z.enum(['csv', 'xlsx']) }),
  exportImage: z.object({ png: z.base64() }),
  copy: z.object({ text: z.string() }),
  showSql: z.null(),
  switchHome: z.null(),
};

const cubePanelState = z.object({
  kind: z.literal('cube'),
  cube: z.string(),
  home: homeSchema.optional(),
  view: cubeViewSchema.optional(),
  scroll: z.object({ top: z.number().min(0), left: z.number().min(0) }).optional(),
});

/** The cube that a restored panel showed; undefined when the editor kept nothing, or what no version of ours wrote. */
export function readCubeState(state: unknown): Omit<CubePanelState, 'kind'> | undefined {
  const read = cubePanelState.safeParse(state);
  return read.success ? (read.data as CubePanelState) : undefined;
}
