import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { findUv } from '../../../../runtimes/uv.ts';
import type { Objects } from '../../../objects.ts';
import type { JobRun } from '../jobs/jobShapes.ts';
import { listOf } from '../jobs/runArguments.ts';
import { runtimeFile } from '../runtimeFile.ts';
import { installModules } from './installModules.ts';
import { fetchFile } from './scriptFiles.ts';

export interface JobPythonRequest {
  readonly objects: Objects;
  readonly run: JobRun;
  readonly folder: string;
  readonly onProgress: (message: string) => void;
}

/**
 * The Python of a run, and the folders and archives that go on its path: the managed environment, and over it for this
 * run alone the files of `--extra-py-files` and the packages of `--additional-python-modules`.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
 * @throws AppError when there is no Python
 * @throws RunFailure when a file is not in S3 or a package cannot be had
 */
export async function jobPython(
  request: JobPythonRequest,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly path: readonly string[] }> {
  const { run, folder, onProgress } = request;
  const lockFile = runtimeFile('requirements.txt');
  const python = await pythonEnvironment({ name: 'glue-python-shell', lockFile, onProgress }, signal);
  const files = await fetchAll(request, listOf(run.effective['--extra-py-files']), 'files');
  const named = listOf(run.effective['--additional-python-modules']);
  const wheels = [
    ...files.filter((file) => file.endsWith('.whl')),
    ...(await fetchAll(request, named.filter(isS3), 'wheels')),
  ];
  const modules = [...wheels, ...named.filter((each) => !isS3(each))];
  const target = path.join(folder, 'modules');
  if (modules.length > 0) {
    const uv = await findUv(onProgress, signal);
    await installModules({ uv, python, target, lockFile, modules, onProgress }, signal);
  }
  return { file: python, path: [...pathOf(files), ...(modules.length > 0 ? [target] : [])] };
}

async function fetchAll(
  { objects, folder }: JobPythonRequest,
  uris: readonly string[],
  name: string,
): Promise<string[]> {
  const target = path.join(folder, name);
  if (uris.length > 0) await mkdir(target, { recursive: true });
  return await Promise.all(uris.map((uri) => fetchFile(objects, uri, target)));
}

/** Python imports from a zip or egg as from a folder; modules lie in the folder they were fetched to. */
function pathOf(files: readonly string[]): string[] {
  const folders = files.filter((file) => file.endsWith('.py')).map((file) => path.dirname(file));
  return [...new Set(folders), ...files.filter((file) => !/\.(py|whl)$/.test(file))];
}

function isS3(module: string): boolean {
  return /^s3[an]?:\/\//.test(module);
}
