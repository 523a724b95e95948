import { Fault } from '../../server/fault.ts';

export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/**
 * The x-amz-copy-source header: `bucket/key`, percent-encoded, with an optional `/` before and `?versionId=` behind.
 * @throws Fault InvalidArgument
 */
export function readCopySource(header: string): CopySource {
  const [path = '', version] = header.split(/\?versionId=/);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // An SDK that does not encode may send a bare `%`.
    decoded = path;
  }
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decoded);
  if (!match) {
    throw new Fault(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      400,
      {
        ArgumentName: 'x-amz-copy-source',
        ArgumentValue: header,
      },
    );
  }
  const [, Bucket = '', Key = ''] = match;
  return { Bucket, Key, ...(version === undefined ? {} : { VersionId: version }) };
}
