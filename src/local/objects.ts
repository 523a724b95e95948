/**
 * The objects of the local S3 as files, for the parts of the endpoint that read and write data in bulk (crawlers,
 * Athena, Spark): no byte passes through HTTP or memory. Everything else asks S3 through `kernel.call('s3', …)`.
 */

/** An object as it is now. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
  /** The absolute path of the file that holds exactly this object's bytes. Read it; never write to it. */
  readonly file: string;
}

export interface CommitOptions {
  readonly contentType?: string;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A file that is to become an object. */
export interface FinishedFile {
  readonly key: string;
  /** The absolute path; the file is moved. */
  readonly file: string;
  /** In hex, when whoever wrote it has counted it: the file is then not read again. */
  readonly md5?: string;
}

export interface Objects {
  bucketExists(bucket: string): boolean;

  /** The bucket's folder, absolute; there whether or not the bucket exists. */
  bucketFolder(bucket: string): string;

  /**
   * The absolute path of an object's file, or the one it would have. Ordinary keys keep their own name
   * (`buckets/lake/raw/orders.csv`), odd ones are escaped as src/local/services/s3/keyPath.ts says.
   */
  localFile(bucket: string, key: string): string;

  /** Undefined when there is no such object or no such bucket. */
  stat(bucket: string, key: string): StoredObject | undefined;

  /**
   * The objects whose keys begin with `prefix`, in the order of their keys (UTF-8 bytes), read from the index a page at
   * a time: constant memory at any number. Files that were written straight into the bucket's folder are found first.
   * @throws Fault NoSuchBucket
   */
  list(bucket: string, prefix: string, signal: AbortSignal): AsyncGenerator<StoredObject>;

  /**
   * A fresh path on the buckets' own file system for a file to be written and then given to `commitFile`; what is left
   * there is removed when the endpoint starts.
   */
  temporaryFile(): string;

  /**
   * Makes a finished file an object, whole or not at all; the file is moved, not copied, when it lies on the same file
   * system. An object that had this key is replaced. Events are sent as for PutObject.
   * @throws Fault NoSuchBucket, KeyTooLongError
   */
  commitFile(
    bucket: string,
    key: string,
    file: string,
    options: CommitOptions,
    signal: AbortSignal,
  ): Promise<StoredObject>;

  /**
   * Makes finished files objects as `commitFile` does and deletes other objects, all in one step: whoever lists sees
   * everything as it was or everything as it is now, and a kill does not leave a part.
   * @param deleted keys that are not among the new ones
   * @param alongside changes of the store that happen in the same step, or not at all; synchronous
   * @throws Fault NoSuchBucket, KeyTooLongError; the disk's own error, after which some of it may have happened
   */
  commitFiles(
    bucket: string,
    added: readonly FinishedFile[],
    deleted: readonly string[],
    alongside: () => void,
    signal: AbortSignal,
  ): Promise<void>;

  /** Deletes objects, those that are not there included; events are sent as for DeleteObject. */
  delete(bucket: string, keys: readonly string[]): void;

  /**
   * Takes files into the index that a program wrote straight into the bucket's folder below `prefix`, and drops objects
   * whose files it removed. `list` does this itself; a caller that only uses `stat` needs not.
   */
  refresh(bucket: string, prefix: string, signal: AbortSignal): Promise<void>;
}
