import { folderOfKey, parseS3Uri } from '../../../../core/s3Uri.ts';
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

/** With more places than this below one location, that is listed once instead of each of them. */
const fewPlaces = 16;

/**
 * The objects of several places, each with its place's number.
 * @param location below which most of the places are
 */
export async function* objectsOf(
  objects: Objects,
  places: readonly string[],
  location: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly object: StoredObject; readonly place: number }> {
  const folders = places.map((place) => folderOf(objects, place));
  const root = places.length > fewPlaces ? folderOf(objects, location) : undefined;
  const below = new Map<string, number>();
  for (const [place, { bucket, prefix }] of folders.entries()) {
    const inside = root?.bucket === bucket && prefix !== root.prefix && prefix.startsWith(root.prefix);
    // Two partitions may have the same place; each of them has its objects then.
    if (inside && !below.has(prefix)) below.set(prefix, place);
    else for await (const object of objectsBelow(objects, places[place] ?? '', signal)) yield { object, place };
  }
  if (below.size === 0) return;
  for await (const object of objectsBelow(objects, location, signal)) {
    for (let end = object.key.indexOf('/'); end >= 0; end = object.key.indexOf('/', end + 1)) {
      const place = below.get(object.key.slice(0, end + 1));
      if (place !== undefined) yield { object, place };
    }
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
  return { bucket: place.bucket, prefix: folderOfKey(place.key) };
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
