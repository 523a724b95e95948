/**
 * Layers that are built from a requirements.txt, as the SAM CLI builds those with a BuildMethod in their metadata.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-layers.html
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';
import { cacheDir } from '../../../runtimes/cacheDir.ts';
import { findPython } from '../../../runtimes/findPython.ts';
import { installOnce } from '../../../runtimes/installOnce.ts';
import { runProgram } from '../../../runtimes/runProgram.ts';
import { findUv } from '../../../runtimes/uv.ts';

export interface LayerBuild {
  readonly resource: string;
  /** Of the layer, with its requirements.txt. */
  readonly folder: string;
  /** Such as `python3.12`. */
  readonly method: string;
  readonly architecture: 'x86_64' | 'arm64';
}

/** Where a layer is to run: on the local endpoint it is this machine, whatever its system and Python are. */
export type LayerTarget = 'lambda' | 'this-machine';

/**
 * The folder that goes into the layer's zip, its packages below `python/`. Made once for the same requirements, from
 * wheels only: nothing is compiled.
 * @throws AppError `invalid-input`, `failed` with uv's own words
 */
export async function buildLayer(
  build: LayerBuild,
  target: LayerTarget,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const version = /^python(3\.\d+)$/.exec(build.method)?.[1];
  if (version === undefined) {
    throw new AppError(
      'invalid-input',
      t('The layer {0} has the BuildMethod {1}; layers of python3.x are built.', build.resource, build.method),
    );
  }
  const requirements = path.join(build.folder, 'requirements.txt');
  const text = await readRequirements(requirements, build);
  const python = await findPython(signal);
  const machine = build.architecture === 'arm64' ? 'aarch64' : 'x86_64';
  // Runtimes from 3.12 on run on Amazon Linux 2023, those before on Amazon Linux 2, whose glibc is 2.26.
  const system = Number(version.split('.')[1]) >= 12 ? 'manylinux_2_28' : 'manylinux2014';
  const forLambda = ['--python-version', version, '--python-platform', `${machine}-${system}`];
  const place = target === 'lambda' ? forLambda : [];
  const key = createHash('sha256')
    .update(
      [text, ...place, ...(target === 'lambda' ? [] : [python.version, process.platform, process.arch])].join('\0'),
    )
    .digest('hex')
    .slice(0, 16);
  const folder = path.join(cacheDir(), 'layers', key);
  const content = path.join(folder, 'content');
  const said = t('Building the layer {0}', build.resource);
  await installOnce(
    folder,
    async () => {
      report(said);
      const uv = await findUv(report, signal);
      const where = ['--python', python.file, '--target', path.join(content, 'python'), ...place];
      try {
        await runProgram(uv, ['pip', 'install', '--only-binary', ':all:', ...where, '-r', requirements], {}, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw new AppError('failed', t('The packages of the layer {0} could not be installed.', build.resource), {
          hint: (error as Error).message,
          cause: error,
        });
      }
    },
    { signal, onWait: () => report(said) },
  );
  return content;
}

async function readRequirements(file: string, { resource }: LayerBuild): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError(
      'not-found',
      t('The layer {0} is to be built, and its folder has no requirements.txt.', resource),
      { cause: error },
    );
  }
}
