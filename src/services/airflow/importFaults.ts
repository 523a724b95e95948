import type { Ctx } from '../../platform/ctx.ts';
import { localDagFile } from '../../platform/workspace/airflow/dagFolders.ts';
import { clientOf } from './clientOf.ts';
import { awakeKeys } from './environments.ts';
import { lineOfError } from './openFile.ts';

/** What Airflow could not import, in a file of this workspace. */
export interface ImportFault {
  /** Absolute. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** Of all environments that are awake and answer; nobody is asked to sign in for it. */
export async function importFaults(ctx: Ctx, signal: AbortSignal): Promise<readonly ImportFault[]> {
  // Where somebody has signed in, that is still good.
  const quiet: Ctx = { ...ctx, webLogins: { find: async () => undefined, forget: async () => {}, hint: '' } };
  const found: ImportFault[] = [];
  for (const key of await awakeKeys(ctx, signal)) {
    try {
      const client = await clientOf(quiet, key, signal);
      for (const error of (await client.importErrors({ limit: 100 }, signal)).items) {
        const file = await localDagFile(ctx, error);
        const message = error.trace.trim().split('\n').at(-1) ?? '';
        if (file) found.push({ file, line: lineOfError(error), message });
      }
    } catch (error) {
      signal.throwIfAborted();
      ctx.log.debug(`import errors of ${key} could not be read: ${String(error)}`);
    }
  }
  return found;
}
