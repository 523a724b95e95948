import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '../core/appError.ts';

export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and gives what it printed on standard output.
 * @throws AppError `runtime-missing` when there is no such program, `failed` with the end of what it printed
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  const output: string[] = [];
  const tail: string[] = [];
  const keep = (line: string) => {
    tail.push(line);
    if (tail.length > 15) tail.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    output.push(line);
    keep(line);
  });
  createInterface({ input: child.stderr }).on('line', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT' ? new AppError('runtime-missing', `${file} was not found.`, { cause: error }) : error,
      ),
    );
    child.once('close', (exit) => resolve(exit));
  });
  if (code === 0) return output.join('\n');
  throw new AppError(
    'failed',
    `${file} ${args.slice(0, 3).join(' ')} failed (${code ?? 'killed'}):\n${tail.join('\n')}`,
  );
}
