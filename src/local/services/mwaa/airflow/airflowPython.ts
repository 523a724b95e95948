import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { runtimeFile } from '../runtimeFile.ts';
import type { AirflowVersion } from './airflowVersions.ts';

/** Neither of the two runs on a newer one. */
export const newestPython = '3.12';

/** The requirements of an Airflow, every version pinned. */
export function airflowLock({ folder }: AirflowVersion): string {
  return runtimeFile(path.join(folder, 'requirements.txt'));
}

/**
 * The Python of an Airflow, installed on first use.
 * @throws AppError `runtime-missing` on Windows, where Airflow does not run, and where there is no Python; `failed`
 */
export async function airflowPython(
  version: AirflowVersion,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<string> {
  if (process.platform === 'win32') {
    throw new AppError('runtime-missing', `Apache Airflow ${version.version} does not run on Windows itself.`, {
      hint: 'Install WSL (wsl --install), open this folder in it (in VS Code: WSL: Reopen Folder in WSL), and start the endpoint there.',
    });
  }
  const lockFile = airflowLock(version);
  return await pythonEnvironment({ name: version.folder, lockFile, newestPython, onProgress }, signal);
}
