/** How tools sign in to the local endpoint's instance of RDS: a file that the endpoint writes, readable by its owner only. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const schema = z.object({
  // A repository may bring such a file along: nothing is sent to another machine.
  host: z.literal('127.0.0.1'),
  port: z.number().int(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
});

export type InstanceLogin = z.infer<typeof schema>;

/** @param stateFolder `.strata` of a workspace */
export function instanceLoginFile(stateFolder: string): string {
  return path.join(stateFolder, 'postgres.json');
}

/** Undefined where there is no instance, or where the file is not this user's own. */
export function readInstanceLogin(stateFolder: string): InstanceLogin | undefined {
  const file = instanceLoginFile(stateFolder);
  try {
    const { mode, uid } = statSync(file);
    if (process.platform !== 'win32' && ((mode & 0o077) !== 0 || uid !== process.getuid?.())) return undefined;
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // None yet, or none of ours.
    return undefined;
  }
}
