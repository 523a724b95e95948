/** A data set's extract as the local endpoint tells of it, in a file beside the rows themselves. */
import path from 'node:path';
import { z } from 'zod';

export const extractRecord = z.object({
  /** The Parquet file, in the same folder. */
  file: z.string().regex(/^[\w-]+\.parquet$/),
  ingestionId: z.string(),
  rows: z.number().int(),
  /** Of the file. */
  bytes: z.number().int(),
  /** Milliseconds since 1970. */
  completed: z.number(),
});

export type ExtractRecord = z.infer<typeof extractRecord>;

export const latestName = 'latest.json';

/** @param stateFolder `.strata` of a workspace */
export function extractFolder(stateFolder: string, region: string, dataSetId: string): string {
  return path.join(stateFolder, 'quicksight', region, dataSetId);
}
