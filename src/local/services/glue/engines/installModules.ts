import path from 'node:path';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import { RunFailure } from './engine.ts';

export interface ModulesRequest {
  readonly uv: string;
  readonly python: string;
  /** The folder to install into; it goes on the path before the environment's own packages. */
  readonly target: string;
  /** The versions that the environment holds. */
  readonly lockFile: string;
  /** As pip takes them: `name==1.2`, or the files of wheels. */
  readonly modules: readonly string[];
  readonly onProgress: (message: string) => void;
}

/**
 * Installs packages for one run. What they need and the environment has keeps the environment's version, unless that
 * does not go together with what is asked for.
 * @throws RunFailure with uv's words when they cannot be had
 */
export async function installModules(request: ModulesRequest, signal: AbortSignal): Promise<void> {
  const names = request.modules.map((each) => path.basename(each)).join(', ');
  request.onProgress(`Installing additional Python modules: ${names}`);
  try {
    await install(request, ['--constraint', request.lockFile], signal);
  } catch {
    signal.throwIfAborted();
    request.onProgress('Not with the versions that the environment has: trying with others');
    try {
      await install(request, [], signal);
    } catch (error) {
      signal.throwIfAborted();
      const [, ...said] = (error as Error).message.split('\n');
      throw new RunFailure(
        `The Python modules of this run (${names}) could not be installed. They come from the package index (PyPI, or ` +
          `the one that uv is configured for), so the machine must reach it.\n${said.join('\n')}`.trimEnd(),
        { cause: error },
      );
    }
  }
}

async function install(request: ModulesRequest, more: readonly string[], signal: AbortSignal): Promise<void> {
  const { uv, python, target, modules, onProgress } = request;
  const args = ['pip', 'install', '--no-progress', '--python', python, '--target', target, ...more, ...modules];
  await runProgram(uv, args, { onLine: (line) => onProgress(line.trim()) }, signal);
}
