/** The packages that an environment's requirements.txt adds to Airflow's own. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import { findUv } from '../../../../runtimes/uv.ts';
import { airflowLock, airflowPython, newestPython } from '../airflow/airflowPython.ts';
import type { AirflowVersion } from '../airflow/airflowVersions.ts';

export interface RequirementsPlace {
  /** Where the lock is written. */
  readonly folder: string;
  /** Where the archive of plugins lies unpacked, wheels among them. */
  readonly plugins: string;
  readonly onProgress: (message: string) => void;
}

/** Where plugins lie on MWAA, as requirements files name it for wheels that they bring along. */
const pluginsOnAws = '/usr/local/airflow/plugins';

/**
 * The Python of an Airflow with what a requirements file adds, as an environment of its own: Airflow's packages keep their
 * versions, and where that cannot be, nothing is installed.
 * @param file the requirements; undefined for none
 * @throws AppError `failed` with uv's own words, `runtime-missing`
 */
export async function pythonWithRequirements(
  version: AirflowVersion,
  file: string | undefined,
  place: RequirementsPlace,
  signal: AbortSignal,
): Promise<string> {
  const base = await airflowPython(version, place.onProgress, signal);
  if (file === undefined) return base;
  const asked = path.join(place.folder, 'requirements.txt');
  await writeFile(asked, localRequirements(await readFile(file, 'utf8'), place.plugins));
  const lockFile = path.join(place.folder, 'requirements.lock');
  const own = airflowLock(version);
  const uv = await findUv(place.onProgress, signal);
  const args = ['pip', 'compile', '--quiet', '--no-header', '--no-annotate', '--python', base];
  try {
    place.onProgress(`Resolving ${path.basename(file)}`);
    await runProgram(uv, [...args, '-c', own, own, asked, '-o', lockFile], { cwd: place.folder }, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new AppError(
      'failed',
      `The packages of requirements.txt cannot be installed beside Airflow ${version.version}.`,
      {
        hint: (error as Error).message.split('\n').slice(1).join('\n'),
        cause: error,
      },
    );
  }
  const had = packagesIn(await readFile(own, 'utf8'));
  if ([...packagesIn(await readFile(lockFile, 'utf8'))].every((each) => had.has(each))) return base;
  return await pythonEnvironment(
    { name: `${version.folder}-with-requirements`, lockFile, newestPython, onProgress: place.onProgress },
    signal,
  );
}

/**
 * The file as it can be read on this machine: the constraints of Airflow's own site are those that hold anyway, and wheels
 * out of the archive of plugins lie where that was unpacked.
 */
export function localRequirements(text: string, plugins: string): string {
  return text
    .split(/\r?\n/)
    .filter(
      (line) => !/^\s*(--constraint|-c)[\s=]+"?https:\/\/raw\.githubusercontent\.com\/apache\/airflow\//.test(line),
    )
    .map((line) => line.replaceAll(pluginsOnAws, plugins))
    .join('\n');
}

/** `name==version` of each package that is installed on this machine's Python. */
function packagesIn(lock: string): ReadonlySet<string> {
  return new Set([...lock.matchAll(/^([\w.-]+==[^\s;]+)/gm)].map(([, found = '']) => found));
}
