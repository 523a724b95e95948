import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { Objects, StoredObject } from '../../../objects.ts';
import type { JobRun } from '../jobs/jobShapes.ts';
import { RunFailure } from './engine.ts';

/** Copies a run's script into its folder under the script's own name. @throws RunFailure */
export async function fetchScript(objects: Objects, run: JobRun, folder: string): Promise<string> {
  // A run may name another script than its job does.
  const location = run.effective['--scriptLocation'] ?? run.command.ScriptLocation;
  if (!location) throw new RunFailure('The job has no script: its Command has no ScriptLocation.');
  return await fetchFile(objects, location, folder);
}

/** Copies an object into a folder, keeping its name. @throws RunFailure when there is none */
export async function fetchFile(objects: Objects, uri: string, folder: string): Promise<string> {
  const object = findObject(objects, uri);
  const target = path.join(folder, safeName(object.key));
  await copyFile(object.file, target);
  return target;
}

function findObject(objects: Objects, uri: string): StoredObject {
  const place = parseS3Uri(uri);
  if (!place?.key) throw new RunFailure(`${uri} is not the S3 URI of an object (s3://bucket/key).`);
  const object = objects.stat(place.bucket, place.key);
  if (object) return object;
  const reason = objects.bucketExists(place.bucket)
    ? 'there is no such object'
    : `the bucket ${place.bucket} does not exist`;
  throw new RunFailure(`Failed to download ${uri}: ${reason}.`);
}

/** The last part of a key, as a name that every file system takes. */
function safeName(key: string): string {
  const name = key.split('/').at(-1) ?? '';
  const plain = name.replace(/[^\w. +=@-]/gu, '_').slice(-200);
  return plain === '' || plain === '.' || plain === '..' ? 'script.py' : plain;
}
