import { formatAge, formatBytes, formatDateTime } from '../../core/format.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { formatS3Uri, type S3Place } from '../../core/s3Uri.ts';

/** The bucket and key that a node of kind bucket, prefix or object stands for. */
export function placeOf(address: NodeAddress): S3Place {
  const [bucket = '', key = ''] = address.path;
  return { bucket, key };
}

/** How the rows of an object can be read, judged by its name as Glue and Athena do. */
export function formatOfKey(key: string): 'csv' | 'json' | 'parquet' | undefined {
  const name = key.toLowerCase().replace(/\.(gz|gzip|snappy|zst|bz2)$/, '');
  if (/\.(csv|tsv)$/.test(name)) return 'csv';
  if (/\.(json|jsonl|ndjson)$/.test(name)) return 'json';
  if (/\.(parquet|parq|snappy\.parquet)$/.test(name)) return 'parquet';
  return undefined;
}

/** A bucket as trees show it. */
export function bucketNode(name: string, created: Date | undefined): Node {
  return {
    kind: 's3.bucket',
    path: [name],
    label: name,
    icon: 'archive',
    expandable: true,
    uri: `s3://${name}/`,
    arn: `arn:aws:s3:::${name}`,
    ...(created ? { tooltip: formatDateTime(created.getTime()) } : {}),
  };
}

/** A folder, which is a Hive partition when its name says so. */
export function prefixNode(place: S3Place, parentKey: string): Node {
  const label = place.key.slice(parentKey.length).replace(/\/$/, '') || '/';
  return {
    kind: 's3.prefix',
    path: [place.bucket, place.key],
    label,
    icon: /^[^=/]+=[^=]*$/.test(label) ? 'layers' : 'folder',
    expandable: true,
    uri: formatS3Uri(place),
  };
}

/** An object under its parent's key; `rows` marks one whose rows can be previewed. */
export function objectNode(
  place: S3Place,
  parentKey: string,
  facts: { readonly size?: number | undefined; readonly modified?: Date | undefined },
): Node {
  const label = place.key.slice(parentKey.length) || place.key;
  const size = facts.size === undefined ? '' : formatBytes(facts.size);
  const age = facts.modified ? formatAge(facts.modified.getTime(), Date.now()) : '';
  return {
    kind: 's3.object',
    path: [place.bucket, place.key],
    label,
    description: [size, age].filter(Boolean).join(' · '),
    tooltip: [formatS3Uri(place), size, facts.modified && formatDateTime(facts.modified.getTime())]
      .filter(Boolean)
      .join('\n'),
    icon: formatOfKey(place.key) ? 'table' : 'file',
    expandable: false,
    traits: formatOfKey(place.key) ? ['rows'] : [],
    uri: formatS3Uri(place),
  };
}
