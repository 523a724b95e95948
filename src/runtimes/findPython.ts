import { stat } from 'node:fs/promises';
import { AppError } from '../core/appError.ts';
import { runProgram } from './runProgram.ts';

const minimumMinor = 10;
const question = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)';

export interface FoundPython {
  readonly file: string;
  /** Such as `3.11.7`. */
  readonly version: string;
}

interface Answer {
  readonly version: string;
  readonly executable: string;
  /** Of the executable, as it was when it answered. */
  readonly stamp: string;
}

/**
 * What each Python answered, by how it was asked for: asking takes up to 0.2 s where `python3` is a version manager's
 * script, and each run of a job asks.
 */
const answers = new Map<string, Answer>();

/**
 * A Python of this machine that is new enough: STRATA_PYTHON, else `python3`, else `python`.
 * @throws AppError `runtime-missing` saying how to get one
 */
export async function findPython(signal: AbortSignal): Promise<FoundPython> {
  const asked = process.env.STRATA_PYTHON;
  const names = asked ? [asked] : process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
  const seen: string[] = [];
  for (const file of names) {
    try {
      const version = await versionOf(file, signal);
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major === 3 && minor >= minimumMinor) return { file, version };
      seen.push(`${file} is ${version}`);
    } catch (error) {
      signal.throwIfAborted();
      seen.push(`${file}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new AppError(
    'runtime-missing',
    `Python 3.${minimumMinor} or newer is needed, and was not found (${seen.join('; ')}).`,
    {
      hint:
        process.platform === 'win32'
          ? 'Install it from python.org or the Microsoft Store, or set STRATA_PYTHON to its python.exe.'
          : 'Install it (Debian: apt install python3 python3-venv; macOS: brew install python), or set STRATA_PYTHON to it.',
    },
  );
}

/** As it said itself, as long as its executable is the same file. */
async function versionOf(file: string, signal: AbortSignal): Promise<string> {
  const key = [file, process.env.PATH].join('\0');
  const known = answers.get(key);
  if (known && (await stampOf(known.executable)) === known.stamp) return known.version;
  answers.delete(key);
  const [version = '', executable = ''] = (await runProgram(file, ['-c', question], {}, signal)).split('\n');
  const stamp = await stampOf(executable.trim());
  if (stamp) answers.set(key, { version: version.trim(), executable: executable.trim(), stamp });
  return version.trim();
}

/** Another file after an upgrade; undefined when there is none. */
async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(file);
    return [dev, ino, size, mtimeMs].join(' ');
  } catch {
    return undefined;
  }
}
