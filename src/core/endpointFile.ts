import { z } from 'zod';

/**
 * `.strata/endpoint.json`: how tools find a workspace's local endpoint, and its keys. Written by the endpoint, readable
 * by its owner only.
 */
export const endpointFileSchema = z.object({
  // A repository may bring such a file along: what counts as local is on this machine, and nothing is sent elsewhere.
  url: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  port: z.number().int(),
  /** Where the warehouse listens for PostgreSQL's protocol; absent until it has done so once. */
  warehousePort: z.number().int().optional(),
  /** The endpoint's process; 0 while it is down. */
  pid: z.number().int(),
  accountId: z.string(),
  /** The region used where the caller names none. */
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** That an endpoint of this very user made these keys; see runtimes/endpointSeal.ts. */
  seal: z.string(),
});

export type EndpointFile = z.infer<typeof endpointFileSchema>;

/** The folder of a workspace in which the endpoint keeps its state. */
export const stateFolderName = '.strata';

/** How the endpoint's process ends when another one serves its folder, or is about to: that one can be waited for. */
export const folderServedExitCode = 3;
