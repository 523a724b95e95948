/** What DAGs and tasks find in their environment beside Airflow's own settings. */
import path from 'node:path';
import { dbtEnvironment } from '../../../../runtimes/dbtEnvironment.ts';
import type { Kernel } from '../../../kernel.ts';
import { bundleFile } from '../../../warehouse/certificateFiles.ts';
import type { EnvironmentPlace } from '../environments/environment.ts';

/**
 * The endpoint with its keys and region, as SDKs look for them; what MWAA itself sets; and where dbt is, which on MWAA an
 * environment's own configuration says.
 */
export async function taskVariables(
  kernel: Kernel,
  { region, name }: EnvironmentPlace,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  return {
    ...kernel.childEnvironment(region),
    AIRFLOW_ENV_NAME: name,
    // Connections that no one has made are the endpoint: what every operator of the Amazon provider asks for.
    AIRFLOW_CONN_AWS_DEFAULT: 'aws://',
    // The warehouse's certificate is its own, and drivers of Redshift look up whom they trust where OpenSSL does.
    SSL_CERT_FILE: bundleFile(kernel.folder.root),
    ...(await dbtProgram(kernel, onProgress, signal)),
  };
}

/** Tasks that need no dbt run without it, so that one that cannot be had is a warning. */
async function dbtProgram(
  kernel: Kernel,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  try {
    const python = await dbtEnvironment(onProgress, signal);
    return { DBT_EXECUTABLE: path.join(path.dirname(python), 'dbt') };
  } catch (error) {
    signal.throwIfAborted();
    kernel.log.warn(`Airflow starts without dbt: ${(error as Error).message}`);
    return {};
  }
}
