import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../core/appError.ts';
import { cacheDir } from './cacheDir.ts';
import { type FoundPython, findPython } from './findPython.ts';
import { installOnce } from './installOnce.ts';
import { runProgram } from './runProgram.ts';

const uvVersion = '0.13.8';

/**
 * The `uv` that makes all environments, installed once from PyPI into the cache: with venv, or, where a distribution
 * left that out, with pip alone.
 */
export async function findUv(onProgress: (message: string) => void, signal: AbortSignal): Promise<string> {
  const folder = path.join(cacheDir(), `uv-${uvVersion}`);
  await installOnce(
    folder,
    async () => {
      onProgress(`Installing uv ${uvVersion}`);
      const python = await findPython(signal);
      try {
        await runProgram(python.file, ['-m', 'venv', folder], {}, signal);
        await runProgram(pythonIn(folder), ['-m', 'pip', 'install', '--quiet', `uv==${uvVersion}`], {}, signal);
      } catch (error) {
        signal.throwIfAborted();
        await installWithPip(python, folder, error, signal);
      }
    },
    { signal, onWait: () => onProgress('Waiting for another installation of uv') },
  );
  const inVenv = path.join(folder, process.platform === 'win32' ? 'Scripts/uv.exe' : 'bin/uv');
  return existsSync(inVenv)
    ? inVenv
    : path.join(folder, 'target', process.platform === 'win32' ? 'bin/uv.exe' : 'bin/uv');
}

async function installWithPip(python: FoundPython, folder: string, first: unknown, signal: AbortSignal): Promise<void> {
  try {
    const target = path.join(folder, 'target');
    const args = ['-m', 'pip', 'install', '--quiet', '--target', target, `uv==${uvVersion}`];
    await runProgram(python.file, args, {}, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new AppError('runtime-missing', `Neither venv nor pip of ${python.file} could install uv.`, {
      hint:
        'Both come with Python (Debian: apt install python3-venv python3-pip), and uv comes from PyPI: check the ' +
        `connection too.\n${(first as Error).message}`,
      cause: error,
    });
  }
}

/** The Python program of an environment's folder. */
export function pythonIn(environment: string): string {
  return path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
