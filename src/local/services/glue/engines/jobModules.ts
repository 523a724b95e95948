import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findUv } from '../../../../runtimes/uv.ts';
import type { Objects } from '../../../objects.ts';
import type { JobRun } from '../jobs/jobShapes.ts';
import { listOf } from '../jobs/runArguments.ts';
import { installModules } from './installModules.ts';
import { fetchFile } from './scriptFiles.ts';
import { withoutStudioTransforms } from './studioTransforms.ts';

export interface JobModulesRequest {
  readonly objects: Objects;
  readonly run: JobRun;
  readonly folder: string;
  /** The environment's Python, and the lock that it was made from. */
  readonly python: string;
  readonly lockFile: string;
  readonly onProgress: (message: string) => void;
}

/**
 * What goes on Python's path for one run over the managed environment: the files of `--extra-py-files` and the packages
 * of `--additional-python-modules`.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
 * @returns folders and archives
 * @throws AppError when uv cannot be had
 * @throws RunFailure when a file is not in S3 or a package cannot be had
 */
export async function jobModules(request: JobModulesRequest, signal: AbortSignal): Promise<readonly string[]> {
  const { run, folder, python, lockFile, onProgress } = request;
  const files = await fetchAll(request, withoutStudioTransforms(listOf(run.effective['--extra-py-files'])), 'files');
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
  return [...pathOf(files), ...(modules.length > 0 ? [target] : [])];
}

/** Copies objects into a folder of the run's. */
export async function fetchAll(
  { objects, folder }: Pick<JobModulesRequest, 'objects' | 'folder'>,
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
