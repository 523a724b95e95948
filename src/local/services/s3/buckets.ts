/** The buckets: a document and a folder each. Their names are one space for all regions, as in S3. */
import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** ISO 8601. */
  readonly created: string;
}

export class Buckets {
  readonly #root: string;
  readonly #collection: Collection<Bucket>;

  constructor(store: Store, root: string) {
    this.#root = root;
    this.#collection = store.collection<Bucket>('s3.bucket', 'global');
  }

  folder(name: string): string {
    return path.join(this.#root, name);
  }

  find(name: string): Bucket | undefined {
    return this.#collection.get(name);
  }

  /** @throws Fault NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.find(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  all(prefix?: string): Generator<{ readonly id: string; readonly value: Bucket }> {
    return this.#collection.all(prefix);
  }

  /** @throws Fault InvalidBucketName, BucketAlreadyOwnedByYou */
  create(name: string, region: string): Bucket {
    checkName(name);
    const bucket = { name, region, created: new Date().toISOString() };
    mkdirSync(this.folder(name), { recursive: true, mode: 0o700 });
    if (!this.#collection.insert(name, bucket)) {
      throw new Fault(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: name },
      );
    }
    return bucket;
  }

  /**
   * Removes a bucket whose objects are gone, with the empty folders below it.
   * @throws Fault BucketNotEmpty when its folder holds anything else
   */
  delete(name: string): void {
    const folder = this.folder(name);
    try {
      if (existsSync(folder)) removeEmptyFolders(folder);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
        throw bucketNotEmpty(name, `${folder} holds files that are no objects, such as hidden ones or links.`);
      }
      throw error;
    }
    this.#collection.delete(name);
  }
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(path.join(folder, entry.name));
  }
  rmdirSync(folder);
}

export function noSuchBucket(name: string): Fault {
  return new Fault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
}

/** @param reason where what is left cannot be seen through S3 */
export function bucketNotEmpty(name: string, reason?: string): Fault {
  return new Fault('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
    BucketName: name,
    ...(reason !== undefined && { Reason: reason }),
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkName(name: string): void {
  const good =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (!good) throw new Fault('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}
