import type { FoundTable } from '../discovery/findTables.ts';

/** A place in S3 that a crawl looks at. */
export interface CrawlPlace {
  readonly bucket: string;
  /** Empty, or ends in a slash. */
  readonly prefix: string;
}

/** What was found at one of the places. */
export interface CrawlFinding extends CrawlPlace {
  /** The URI of the include path. */
  readonly include: string;
  readonly tables: readonly FoundTable[];
  /** URIs of objects that could not be read. */
  readonly broken: readonly string[];
}

export function uriOf(place: CrawlPlace, path: string): string {
  return `s3://${place.bucket}/${place.prefix}${path}`;
}

/** Whether an object or a folder is that folder or lies in it; a slash at the end makes no difference. */
export function liesIn(uri: string, folder: string): boolean {
  const root = folder.replace(/\/*$/, '/');
  return `${uri.replace(/\/*$/, '')}/`.startsWith(root);
}

export function sameLocation(a: string | undefined, b: string): boolean {
  return a !== undefined && a.replace(/\/*$/, '') === b.replace(/\/*$/, '');
}
