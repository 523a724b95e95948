/** Reads all that lies at one S3 target of a crawler, and says which tables it is. */
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { Objects, StoredObject } from '../../../objects.ts';
import { exclusions } from '../crawling/discovery/exclusions.ts';
import { type FoundTable, findTables, type GroupingOptions } from '../crawling/discovery/findTables.ts';
import { addFile, emptyFolder, type FileGroup, type Folder, folderAt } from '../crawling/discovery/folders.ts';
import { classifyFile } from '../crawling/formats/classifyFile.ts';
import type { CsvClassifier } from '../crawling/formats/csvSchema.ts';
import { CorruptFile } from '../crawling/formats/fileSchema.ts';
import { type CrawlFinding, type CrawlPlace, uriOf } from '../crawling/writing/crawlTarget.ts';
import type { CrawlLog } from '../crawling/writing/writeCtx.ts';
import type { S3Target } from './crawlerShapes.ts';

export interface CrawlPlaceRequest {
  readonly objects: Objects;
  readonly target: S3Target;
  readonly classifiers: readonly CsvClassifier[];
  readonly combine: boolean;
  /** Counted from the bucket, which is 1. */
  readonly tableLevel: number | undefined;
  /** What an earlier crawl found in a folder, where only new ones are to be read. */
  readonly knownFolder: (uri: string) => readonly FileGroup[] | undefined;
  readonly log: CrawlLog;
}

/** What was found, and by folder what was read for it. */
export interface PlaceFound extends CrawlFinding {
  readonly folders: ReadonlyMap<string, readonly FileGroup[]>;
  readonly reasons: readonly string[];
}

/** Why a crawl cannot go on, as LastCrawl.ErrorMessage says it. */
export class CrawlFailure extends Error {
  override readonly name = 'CrawlFailure';
}

/** @throws CrawlFailure when there is no such bucket, or more tables than a crawl can make */
export async function crawlPlace(request: CrawlPlaceRequest, signal: AbortSignal): Promise<PlaceFound> {
  const { objects, target } = request;
  const asked = parseS3Uri(target.Path);
  if (!asked || !objects.bucketExists(asked.bucket)) {
    throw new CrawlFailure(`The S3 location: ${target.Path} cannot be crawled: the bucket does not exist.`);
  }
  const { bucket, key } = asked;
  await objects.refresh(bucket, key, signal);
  const single = key === '' || key.endsWith('/') ? undefined : objects.stat(bucket, key);
  const prefix = single ? key.slice(0, key.lastIndexOf('/') + 1) : key === '' ? '' : key.replace(/\/*$/, '/');
  const reader = new PlaceReader(request, { bucket, prefix });
  if (single) await reader.read(single, signal);
  else for await (const object of objects.list(bucket, prefix, signal)) await reader.read(object, signal);
  reader.tellOfUnknown();

  const { combine, tableLevel } = request;
  const below = tableLevel === undefined ? undefined : Math.max(tableLevel - prefix.split('/').length, 0);
  const tables = tablesIn(reader.root, { combine, tableLevel: below });
  return {
    bucket,
    prefix,
    include: `s3://${bucket}/${single ? key : prefix}`,
    // The only file of an include path is the table, not the folder that it happens to lie in.
    tables: single ? tables.map((table) => ({ ...table, path: key.slice(prefix.length) })) : tables,
    broken: reader.broken.map(({ uri }) => uri),
    reasons: reader.broken.map(({ uri, reason }) => `${uri} cannot be read: ${reason}`),
    folders: reader.folders,
  };
}

function tablesIn(root: Folder, options: GroupingOptions): FoundTable[] {
  try {
    return findTables(root, options);
  } catch (error) {
    throw new CrawlFailure((error as Error).message, { cause: error });
  }
}

const mostUnknownTold = 200;

class PlaceReader {
  readonly root = emptyFolder('', '');
  readonly broken: { readonly uri: string; readonly reason: string }[] = [];
  readonly folders = new Map<string, readonly FileGroup[]>();
  readonly #request: CrawlPlaceRequest;
  readonly #place: CrawlPlace;
  readonly #isExcluded: (relative: string) => boolean;
  readonly #sampled = new Map<string, number>();
  readonly #known = new Set<string>();
  #unknown = 0;

  constructor(request: CrawlPlaceRequest, place: CrawlPlace) {
    this.#request = request;
    this.#place = place;
    this.#isExcluded = exclusions(request.target.Exclusions);
  }

  async read(object: StoredObject, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const relative = object.key.slice(this.#place.prefix.length);
    if (object.size === 0 || isHidden(relative) || this.#isExcluded(relative)) return;
    const at = relative.lastIndexOf('/') + 1;
    const path = relative.slice(0, at);
    if (this.#isKnown(path) || this.#isEnough(path)) return;
    const uri = uriOf(this.#place, relative);
    try {
      const found = await classifyFile(object.file, object.key, this.#request.classifiers, signal);
      if ('unknown' in found) {
        if (this.#unknown++ < mostUnknownTold) {
          this.#request.log.warn(`${uri} is left out: ${found.unknown}.`);
        }
        return;
      }
      const folder = folderAt(this.root, path);
      addFile(folder, relative.slice(at), object.size, found);
      this.folders.set(uriOf(this.#place, path), folder.groups);
    } catch (error) {
      signal.throwIfAborted();
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      // Deleted since it was listed: the next crawl does not see it any more.
      if (isGone) return;
      if (!(error instanceof CorruptFile)) throw error;
      this.broken.push({ uri, reason: error.message });
      this.#request.log.error(`${uri} cannot be read: ${error.message}.`);
    }
  }

  tellOfUnknown(): void {
    const more = this.#unknown - mostUnknownTold;
    if (more > 0) this.#request.log.warn(`${more} more files are left out: their format is not known.`);
  }

  /** Whether the folder is one of an earlier crawl; then what was found in it then is taken. */
  #isKnown(path: string): boolean {
    if (this.#known.has(path)) return true;
    const known = this.folders.has(uriOf(this.#place, path))
      ? undefined
      : this.#request.knownFolder(uriOf(this.#place, path));
    if (!known) return false;
    folderAt(this.root, path).groups = [...known];
    this.#known.add(path);
    return true;
  }

  #isEnough(path: string): boolean {
    const most = this.#request.target.SampleSize;
    if (most === undefined) return false;
    const count = (this.#sampled.get(path) ?? 0) + 1;
    this.#sampled.set(path, count);
    return count > most;
  }
}

/** What Hive does not see either, and the folder marks of old tools. */
function isHidden(relative: string): boolean {
  return relative.endsWith('_$folder$') || relative.split('/').some((part) => /^[_.]/.test(part));
}
