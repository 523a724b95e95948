export interface S3Place {
  readonly bucket: string;
  /** May be empty, and may end in a slash. */
  readonly key: string;
}

/** Reads `s3://bucket/key`, also with the schemes that Hadoop uses. Undefined for anything else. */
export function parseS3Uri(uri: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  return bucket ? { bucket, key } : undefined;
}

/** A key as the folder that it names: with its slash, or empty for the whole bucket. */
export function folderOfKey(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

/** The inverse of `parseS3Uri`. */
export function formatS3Uri(place: S3Place): string {
  return `s3://${place.bucket}/${place.key}`;
}
