import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { runtimeFile } from '../runtimeFile.ts';
import type { AirflowVersion } from './airflowVersions.ts';

/** Neither of the two runs on a newer one. */
const newestPython = '3.12';

/**
 * The Python of an Airflow, installed on first use.
 * @throws AppError `runtime-missing` on Windows, where Airflow does not run, and where there is no Python; `failed`
 */
export async function airflowPython(
  { folder, version }: AirflowVersion,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<string> {
  if (process.platform === 'win32') {
    throw new AppError('runtime-missing', `Apache Airflow ${version} does not run on Windows itself.`, {
      hint: 'Install WSL (wsl --install), open this folder in it (in VS Code: WSL: Reopen Folder in WSL), and start the endpoint there.',
    });
  }
  const lockFile = runtimeFile(path.join(folder, 'requirements.txt'));
  return await pythonEnvironment({ name: folder, lockFile, newestPython, onProgress }, signal);
}
