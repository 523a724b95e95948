import { pythonEnvironment } from '../runtimes/pythonEnvironment.ts';
import type { Ctx } from './ctx.ts';

/**
 * The Python of a service's environment, installed on first use; what happens meanwhile is reported.
 * @param lockFile a requirements file with every version pinned
 * @throws AppError `runtime-missing` when there is no Python, `failed` when packages cannot be had
 */
export async function servicePython(
  { report }: Pick<Ctx, 'report'>,
  name: string,
  lockFile: string,
  signal: AbortSignal,
): Promise<string> {
  return await pythonEnvironment({ name, lockFile, onProgress: report }, signal);
}
