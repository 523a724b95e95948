/** All that an environment's Airflow is started with, out of the bucket and the environment's settings. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../core/appError.ts';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import type { Kernel } from '../../../kernel.ts';
import { openAirflowHome } from '../airflow/airflowHome.ts';
import { airflowPython } from '../airflow/airflowPython.ts';
import type { AirflowPlace } from '../airflow/airflowSettings.ts';
import { airflowVersion } from '../airflow/airflowVersions.ts';
import {
  bucketOf,
  type Environment,
  type EnvironmentPlace,
  environmentFolder,
  logsOf,
  versionOf,
  webServerHostname,
} from '../environments/environment.ts';
import { pythonWithRequirements } from './requirements.ts';
import { taskVariables } from './taskVariables.ts';

/**
 * Installs what is missing.
 * @throws AppError that says which of the settings cannot be had
 */
export async function prepareAirflow(
  kernel: Kernel,
  place: EnvironmentPlace,
  environment: Environment,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<AirflowPlace> {
  const { settings } = environment;
  const version = airflowVersion(versionOf(settings));
  if (!version) throw new AppError('failed', `Airflow ${versionOf(settings)} cannot be had here.`);
  const home = openAirflowHome(environmentFolder(kernel, place));
  const base = await airflowPython(version, onProgress, signal);
  const plugins = objectFile(kernel, environment, 'PluginsS3Path');
  await rm(home.plugins, { recursive: true, force: true });
  if (plugins !== undefined) await unpack(base, plugins, home.plugins, signal);
  const requirements = objectFile(kernel, environment, 'RequirementsS3Path');
  const where = { folder: home.root, plugins: home.plugins, onProgress };
  return {
    version,
    home,
    python: await pythonWithRequirements(version, requirements, where, signal),
    dags: path.join(kernel.objects.bucketFolder(bucketOf(settings)), settings.DagS3Path ?? ''),
    plugins: home.plugins,
    baseUrl: `http://${webServerHostname(environment)}`,
    options: {
      'logging.logging_level': logsOf(settings, 'TaskLogs').LogLevel,
      ...settings.AirflowConfigurationOptions,
    },
    variables: await taskVariables(kernel, place, onProgress, signal),
  };
}

/** @throws AppError when the object has gone since it was named */
function objectFile(
  kernel: Kernel,
  { settings }: Environment,
  member: 'PluginsS3Path' | 'RequirementsS3Path',
): string | undefined {
  const key = settings[member];
  if (!key) return undefined;
  const bucket = bucketOf(settings);
  const found = kernel.objects.stat(bucket, key);
  if (!found) throw new AppError('failed', `The object s3://${bucket}/${key} that ${member} names is gone.`);
  return found.file;
}

/** Python's own archives module keeps every member below the folder, whatever its name says. */
async function unpack(python: string, archive: string, folder: string, signal: AbortSignal): Promise<void> {
  try {
    await runProgram(python, ['-m', 'zipfile', '-e', archive, folder], {}, signal);
  } catch (error) {
    signal.throwIfAborted();
    const hint = (error as Error).message;
    throw new AppError('failed', `The archive of plugins cannot be unpacked.`, { hint, cause: error });
  }
}
