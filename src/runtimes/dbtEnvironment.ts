import { existsSync } from 'node:fs';
import path from 'node:path';
import { pythonEnvironment } from './pythonEnvironment.ts';

/**
 * The Python that has Strata's own dbt, the one that the dbt service runs projects with where users bring none.
 * @throws AppError `runtime-missing` when there is no Python, `failed` when packages cannot be had
 */
export async function dbtEnvironment(onProgress: (message: string) => void, signal: AbortSignal): Promise<string> {
  const ofSource = path.join(import.meta.dirname, '../services/dbt/runtime/requirements.txt');
  const ofBundle = path.join(import.meta.dirname, 'runtime/dbt/requirements.txt');
  const lockFile = existsSync(ofSource) ? ofSource : ofBundle;
  return await pythonEnvironment({ name: 'dbt', lockFile, onProgress }, signal);
}
