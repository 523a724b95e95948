import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import { findUv } from '../../../../runtimes/uv.ts';
import type { Objects } from '../../../objects.ts';
import type { JobRun } from '../jobs/jobShapes.ts';
import { listOf } from '../jobs/runArguments.ts';
import { runtimeFile } from '../runtimeFile.ts';
import { fetchFile } from './scriptFiles.ts';

export interface JobPythonRequest {
  readonly objects: Objects;
  readonly run: JobRun;
  readonly folder: string;
  readonly onProgress: (message: string) => void;
}

/**
 * The Python of a run, and the folders and archives that go on its path: the managed environment, the packages of
 * `--additional-python-modules` and the files of `--extra-py-files`.
 * @throws AppError when there is no Python or a package cannot be had
 * @throws RunFailure when a file is not in S3
 */
export async function jobPython(
  request: JobPythonRequest,
  signal: AbortSignal,
): Promise<{ readonly file: string; readonly path: readonly string[] }> {
  const { effective } = request.run;
  const modules = listOf(effective['--additional-python-modules']);
  const files = [...listOf(effective['--extra-py-files']), ...modules.filter(isS3)];
  const file = await pythonEnvironment(
    {
      name: 'glue-python-shell',
      lockFile: runtimeFile('requirements.txt'),
      // The order in which they are named makes no difference, so one environment serves them all.
      additional: modules.filter((each) => !isS3(each)).sort(),
      onProgress: request.onProgress,
    },
    signal,
  );
  return { file, path: files.length > 0 ? await extraFiles(request, files, file, signal) : [] };
}

async function extraFiles(
  { objects, folder, onProgress }: JobPythonRequest,
  uris: readonly string[],
  python: string,
  signal: AbortSignal,
): Promise<string[]> {
  const site = path.join(folder, 'extra');
  await mkdir(site, { recursive: true });
  const onPath = [site];
  for (const uri of uris) {
    const file = await fetchFile(objects, uri, site);
    if (file.endsWith('.whl')) {
      const uv = await findUv(onProgress, signal);
      const install = ['pip', 'install', '--quiet', '--python', python, '--target', site, '--no-deps', file];
      await runProgram(uv, install, { onLine: onProgress }, signal);
    } else if (!file.endsWith('.py')) {
      // Python imports from a zip or egg as from a folder.
      onPath.push(file);
    }
  }
  return onPath;
}

function isS3(module: string): boolean {
  return /^s3[an]?:\/\//.test(module);
}
