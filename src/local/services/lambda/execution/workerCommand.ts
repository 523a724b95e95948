import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pythonEnvironment } from '../../../../runtimes/pythonEnvironment.ts';
import type { Kernel } from '../../../kernel.ts';
import { codeFolder } from '../code/codeStore.ts';
import type { LambdaFunction } from '../functionStore.ts';
import { layerFolder } from '../layerStore.ts';
import { runtimeFile } from '../runtimeFile.ts';
import { engineOf } from './runtimes.ts';
import type { WorkerCommand } from './workerProcess.ts';

/** What a program needs of this machine to run at all; nothing else of the endpoint's environment reaches a function. */
const inherited = ['PATH', 'HOME', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH'];

/**
 * How to run a function: program, folder, environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * @throws AppError `runtime-missing` when there is no Python
 */
export async function workerCommand(
  kernel: Kernel,
  region: string,
  fn: LambdaFunction,
  logStream: string,
  signal: AbortSignal,
): Promise<WorkerCommand> {
  const engine = engineOf(fn.runtime);
  const task = codeFolder(kernel, fn.codeSha256);
  const layers = fn.layers.map((arn) => layerFolder(kernel, region, arn));
  const scratch = path.join(kernel.folder.work, 'lambda', fn.name);
  mkdirSync(scratch, { recursive: true });
  const env: Record<string, string> = {
    ...Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PYTHONIOENCODING: 'utf-8',
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...kernel.childEnvironment(region),
    ...fn.environment,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(fn),
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    LAMBDA_TASK_ROOT: task,
    LAMBDA_RUNTIME_DIR: path.dirname(runtimeFile('bootstrap.py')),
    _HANDLER: fn.handler,
  };
  if (engine === 'node') {
    const modules = layers.map((layer) => path.join(layer, 'nodejs', 'node_modules'));
    env.NODE_PATH = [...modules, fn.environment.NODE_PATH].filter(Boolean).join(path.delimiter);
    return { file: process.execPath, args: [runtimeFile('bootstrap.mjs')], cwd: task, env };
  }
  const lockFile = runtimeFile('requirements.txt');
  const onProgress = (message: string) => kernel.log.info(message);
  const file = await pythonEnvironment({ name: 'lambda', lockFile, onProgress }, signal);
  env.PYTHONPATH = [...layers.flatMap(pythonFolders), fn.environment.PYTHONPATH].filter(Boolean).join(path.delimiter);
  return { file, args: [runtimeFile('bootstrap.py')], cwd: task, env };
}

/** Where Lambda looks for packages in a layer. */
function pythonFolders(layer: string): string[] {
  const versions = ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14'];
  const sites = versions.map((version) => path.join(layer, 'python', 'lib', `python${version}`, 'site-packages'));
  return [path.join(layer, 'python'), ...sites.filter((folder) => existsSync(folder))];
}

export function logGroupOf(fn: LambdaFunction): string {
  return fn.logGroup ?? `/aws/lambda/${fn.name}`;
}
