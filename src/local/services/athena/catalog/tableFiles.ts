import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { SourceFile } from '../../../engines/athena/engineApi.ts';
import type { Objects, StoredObject } from '../../../objects.ts';
import { QueryFailure } from '../queryFailure.ts';

/** The objects below a location that hold rows: not those whose name, or folder's name, begins with `_` or `.`. */
export async function* objectsBelow(
  objects: Objects,
  location: string,
  signal: AbortSignal,
): AsyncGenerator<StoredObject> {
  const { bucket, prefix } = folderOf(objects, location);
  for await (const object of objects.list(bucket, prefix, signal)) {
    const below = object.key.slice(prefix.length).split('/');
    if (object.size > 0 && !below.some((name) => /^[_.]/.test(name))) yield object;
  }
}

/** @throws QueryFailure when it is no place in S3 or has no bucket */
export function folderOf(objects: Objects, location: string): { readonly bucket: string; readonly prefix: string } {
  const place = parseS3Uri(location);
  if (!place) throw new QueryFailure('argument', `INVALID_TABLE_PROPERTY: ${location} is not a valid S3 location`);
  if (!objects.bucketExists(place.bucket)) {
    throw new QueryFailure(
      'bucket',
      `The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; ` +
        `Bucket: ${place.bucket})`,
    );
  }
  const prefix = place.key === '' || place.key.endsWith('/') ? place.key : `${place.key}/`;
  return { bucket: place.bucket, prefix };
}

export function sourceFile(object: StoredObject, partition: number): SourceFile {
  return {
    file: object.file,
    uri: `s3://${object.bucket}/${object.key}`,
    size: object.size,
    modified: object.lastModified.getTime(),
    partition,
  };
}
