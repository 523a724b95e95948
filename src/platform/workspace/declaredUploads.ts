import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { folderOfKey, parseS3Uri } from '../../core/s3Uri.ts';
import type { PipelineFolder } from './pipelineFolders.ts';
import { fillOutputs } from './strataYaml.ts';

type Declaring = Pick<PipelineFolder, 'folder' | 'declared'>;

export interface DeclaredUpload {
  /** Absolute. */
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  /** The folder that all files of the same entry go below, or the key itself. */
  readonly below: string;
}

/**
 * That everything is there which strata.yaml says to upload: asked before a deployment, as it comes after it.
 * @throws AppError `not-found`
 */
export async function requireUploads({ folder, declared }: Declaring): Promise<void> {
  for (const { from } of declared.uploads ?? []) {
    try {
      await stat(path.join(folder, from));
    } catch (error) {
      throw new AppError('not-found', t('There is no {0} in {1}.', from, folder), {
        cause: error,
        hint: t('The uploads of strata.yaml name it. Make it, or take it out there.'),
      });
    }
  }
}

/**
 * The files that strata.yaml says to upload, with their places.
 * @param outputs of the stack, for the `${…}` in places
 * @throws AppError `invalid-input` when a place is no S3 location
 */
export async function* uploadsOf(
  { folder, declared }: Declaring,
  outputs: Readonly<Record<string, string>>,
): AsyncGenerator<DeclaredUpload> {
  for (const { from, to } of declared.uploads ?? []) {
    const place = parseS3Uri(fillOutputs(to, outputs));
    if (!place) throw new AppError('invalid-input', t('{0} is not an S3 location.', to));
    const source = path.join(folder, from);
    if ((await stat(source)).isFile()) {
      const key = keyOfFile(place.key, path.basename(source));
      yield { file: source, bucket: place.bucket, key, below: key };
      continue;
    }
    const below = folderOfKey(place.key);
    for (const entry of await readdir(source, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      const file = path.join(entry.parentPath, entry.name);
      const relative = path.relative(source, file).split(path.sep).join('/');
      yield { file, bucket: place.bucket, key: `${below}${relative}`, below };
    }
  }
}

/** As `aws s3 cp FILE` has it: a place that ends with a slash, or a bucket alone, is a folder; another is the key itself. */
function keyOfFile(key: string, name: string): string {
  return key === '' || key.endsWith('/') ? key + name : key;
}
