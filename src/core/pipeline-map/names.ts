/**
 * What a thing is called in the map, whoever speaks of it: two readers that mean the same thing give the same name.
 * The shapes are near to those of OpenLineage, into which openLineageNames.ts turns them.
 */

/** A part of a text that is only known when it runs; readers put it where the part stands. */
export const unknownPart = '\ue000';

/**
 * A place in S3 as the folder that data sets are told apart by: without the file's name, without folders of partitions
 * (`dt=2025-06-01`), and up to the first part that is not known. Undefined where not even the bucket is known.
 */
export function folderId(uri: string): string | undefined {
  const [, bucket, key = ''] = /^s3[an]?:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (!bucket || bucket.includes(unknownPart)) return undefined;
  const parts = key.split('/');
  // What follows the last stroke is a file, unless it has no ending and so may be a folder.
  const last = parts.pop() ?? '';
  if (last !== '' && !/[.*?]/.test(last) && !last.includes(unknownPart)) parts.push(last);
  const end = parts.findIndex((part) => part.includes(unknownPart) || part.includes('=') || part.includes('*'));
  const kept = (end < 0 ? parts : parts.slice(0, end)).filter((part) => part !== '');
  return `s3://${bucket}/${kept.map((part) => `${part}/`).join('')}`;
}

/** Whether a place in S3 was cut where it was not known. */
export function isCut(uri: string): boolean {
  return uri.includes(unknownPart);
}

export function catalogId(database: string, table: string): string {
  return `glue://${database.toLowerCase()}.${table.toLowerCase()}`;
}

/** @param path database, schema and table, or less where the rest is not known */
export function warehouseId(path: readonly string[]): string {
  return `redshift://${path.join('.').toLowerCase()}`;
}

/** @param server the RDS instance, the name in strata.yaml or the host */
export function sourceId(server: string, path: readonly string[]): string {
  return `postgres://${server}/${path.join('.').toLowerCase()}`;
}

export function cubeId(name: string): string {
  return `cube://${name}`;
}

export function dataSetId(id: string): string {
  return `quicksight://${id}`;
}

export function jobId(kind: string, name: string): string {
  return `${kind}:${name}`;
}
