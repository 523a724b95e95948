/** What the index knows of an object. */
export interface ObjectRow {
  readonly bucket: string;
  readonly key: string;
  /** Below the bucket's folder, with `/`. */
  readonly path: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** LastModified, in epoch milliseconds. */
  readonly modified: number;
  /** The file's own modification time in milliseconds: when it differs from the disk's, somebody else wrote the file. */
  readonly fileTime: number;
  readonly detail: ObjectDetail;
}

export interface ObjectDetail {
  /** Content-Type and its like, under the names of the SDK's members (`ContentType`). */
  readonly headers?: Readonly<Record<string, string>>;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
  /** Of an object that was uploaded in parts: each part's size in bytes and its checksum. */
  readonly parts?: readonly { readonly number: number; readonly size: number; readonly checksum?: string }[];
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; of a composite checksum with `-N`. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** An object about to be: its bytes lie in a finished file. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly detail: ObjectDetail;
}
