import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { runProgram } from '../../src/runtimes/runProgram.ts';

/** The file of the first of these programs that is on the PATH. */
export function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

/**
 * Installs packages of Debian or Ubuntu, where this is one and its user root; false elsewhere.
 * @throws AppError with the end of what apt-get printed
 */
export async function aptInstall(
  packages: readonly string[],
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !onPath(['apt-get'])) return false;
  onProgress(`Installing ${packages.join(', ')} from the distribution’s packages`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update', '-qq'], { env }, signal);
  await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env }, signal);
  return true;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
