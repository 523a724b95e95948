import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/appError.ts';
import { cacheDir } from './cacheDir.ts';
import { type FoundPython, findPython } from './findPython.ts';
import { installOnce } from './installOnce.ts';
import { runProgram } from './runProgram.ts';
import { findUv, pythonIn } from './uv.ts';

export interface EnvironmentRequest {
  /** What it is for: `glue-python-shell`. */
  readonly name: string;
  /** A requirements file with every version pinned, as `uv pip compile` writes it. */
  readonly lockFile: string;
  /** Such as `3.12`, where the packages do not run on a newer one: uv then looks for another Python, or downloads one. */
  readonly newestPython?: string;
  readonly onProgress?: (message: string) => void;
}

/** Part of each environment's key: another way of making them makes them anew. */
const making = 'compiled';

/**
 * The Python of an environment that holds exactly what a lock file says, made on first use and kept in the cache.
 * Another lock or Python is another environment. Its modules are compiled when it is made: programs start in a third of
 * the time, and whoever runs them need not write into it.
 * @throws AppError `runtime-missing` when there is no Python, `failed` with uv's own words when packages cannot be had
 */
export async function pythonEnvironment(request: EnvironmentRequest, signal: AbortSignal): Promise<string> {
  const report = request.onProgress ?? (() => {});
  const python = await findPython(signal);
  const lock = await readFile(request.lockFile, 'utf8');
  const key = createHash('sha256')
    .update([lock, making, python.version, process.platform, process.arch].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(cacheDir(), 'python', `${request.name}-${key}`);
  await installOnce(
    folder,
    async () => {
      const uv = await findUv(report, signal);
      report(`Installing the Python environment ${request.name}`);
      const onLine = (line: string) => report(line.trim());
      const asked = pythonFor(python, request.newestPython);
      await runProgram(uv, ['venv', '--quiet', '--python', asked, folder], {}, signal);
      const install = ['pip', 'install', '--compile-bytecode', '--python', pythonIn(folder)];
      try {
        await runProgram(uv, [...install, '--no-deps', '-r', request.lockFile], { onLine }, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw notInstalled(request.name, error);
      }
    },
    { signal, onWait: () => report(`Waiting for another installation of ${request.name}`) },
  );
  return pythonIn(folder);
}

/** The machine's own, or what uv is to look for where that is too new. */
function pythonFor({ file, version }: FoundPython, newest: string | undefined): string {
  const minor = Number(newest?.split('.')[1] ?? Number.POSITIVE_INFINITY);
  return Number(version.split('.')[1]) <= minor ? file : `>=3.10,<3.${minor + 1}`;
}

function notInstalled(name: string, cause: unknown): AppError {
  return new AppError('failed', `The packages of the Python environment ${name} could not be installed.`, {
    hint:
      'They come from PyPI, or from the index that UV_DEFAULT_INDEX names: check the connection and try again.\n' +
      (cause as Error).message,
    cause,
  });
}
