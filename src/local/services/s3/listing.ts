/** One page of a list with prefix and delimiter, out of an index that can seek. */
import { afterPrefix } from './keyRange.ts';

export interface ListRequest {
  readonly prefix: string;
  /** Empty: every key by itself. */
  readonly delimiter: string;
  /** Only what comes after this key or this common prefix. */
  readonly after: string;
  readonly limit: number;
}

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** There is more after this last item or common prefix of the page. */
  readonly next?: string;
}

/** Reads up to `limit` items from `start` on, or after it, in the order of keys and within the prefix. */
export type Seek<T> = (start: string, exclusive: boolean, limit: number) => readonly T[];

/** How many items are read at a time when each one may turn out to be a whole folder to step over. */
const stride = 16;

/**
 * A folder of any size costs one seek: its first key gives the common prefix, and the next read begins behind it.
 */
export function listPage<T extends { readonly key: string }>(request: ListRequest, seek: Seek<T>): ListPage<T> {
  const { prefix, delimiter, limit } = request;
  const items: T[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  if (limit <= 0) return { items, commonPrefixes };

  const from = startOf(request);
  if (!from) return { items, commonPrefixes };
  let { start, exclusive } = from;
  for (;;) {
    const missing = limit + 1 - items.length - commonPrefixes.length;
    const wanted = delimiter === '' ? missing : Math.min(missing, stride);
    const found = seek(start, exclusive, wanted);
    let skipTo: string | undefined;
    for (const item of found) {
      if (items.length + commonPrefixes.length === limit) return { items, commonPrefixes, next: last };
      const folder = folderOf(item.key, prefix, delimiter);
      if (folder === undefined) {
        items.push(item);
        last = item.key;
        continue;
      }
      commonPrefixes.push(folder);
      last = folder;
      skipTo = afterPrefix(folder);
      if (skipTo === undefined) return { items, commonPrefixes };
      break;
    }
    if (skipTo !== undefined) {
      start = skipTo;
      exclusive = false;
    } else if (found.length < wanted) {
      return { items, commonPrefixes };
    } else {
      start = found.at(-1)?.key ?? start;
      exclusive = true;
    }
  }
}

/** Undefined when nothing can come. */
function startOf({ prefix, delimiter, after }: ListRequest): { start: string; exclusive: boolean } | undefined {
  if (after === '') return { start: prefix, exclusive: false };
  // A page that ended with a common prefix goes on behind all of it.
  if (delimiter !== '' && folderOf(after, prefix, delimiter) === after) {
    const start = afterPrefix(after);
    return start === undefined ? undefined : { start, exclusive: false };
  }
  return Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0
    ? { start: prefix, exclusive: false }
    : { start: after, exclusive: true };
}

function folderOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
