import { existsSync } from 'node:fs';
import { runtimeFile } from '../runtimeFile.ts';
import { RunFailure } from './engine.ts';

const place = /^s3[an]?:\/\/aws-glue-studio-transforms-[^/]+\/(\w+)\.py$/;

/**
 * The files of `--extra-py-files` without Glue Studio's own transforms, which scripts that it exports name in a bucket of
 * AWS's: the runtime has them itself. https://docs.aws.amazon.com/glue/latest/dg/transforms-configure-aws-glue-managed.html
 * @throws RunFailure for one that it has not
 */
export function withoutStudioTransforms(uris: readonly string[]): string[] {
  return uris.filter((uri) => {
    const name = place.exec(uri)?.[1];
    if (name === undefined) return true;
    if (existsSync(runtimeFile(`python/${name}.py`))) return false;
    throw new RunFailure(
      `The local endpoint does not have ${name}, a transform of Glue Studio: do the same with a DataFrame, or copy ${name}.py from AWS into a bucket here and name that in --extra-py-files.`,
    );
  });
}
