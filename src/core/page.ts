/** One page of a list. `next` is the service's own token, opaque to everyone else; absent on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface PageRequest {
  /** Most items wanted on the page; the service may give fewer and still have more. */
  readonly limit: number;
  readonly token?: string;
  /** Only items whose name begins so. Asked of the service, never by reading the whole list. */
  readonly prefix?: string;
}

/** Trees and menus draw lists of this many items at a time. */
export const treePageSize = 200;

/** A page; the SDK's empty or absent token makes it the last one. */
export function pageOf<T>(items: readonly T[], next?: string | null): Page<T> {
  return next ? { items, next } : { items };
}

/** A page with each item turned into something else, its token kept. */
export function mapPage<T, U>(page: Page<T>, map: (item: T) => U): Page<U> {
  return pageOf(page.items.map(map), page.next);
}

/** All items of a list, page after page, as they are consumed. */
export async function* allPages<T>(
  fetch: (request: PageRequest, signal: AbortSignal) => Promise<Page<T>>,
  request: PageRequest,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let token = request.token;
  do {
    signal.throwIfAborted();
    const page = await fetch(token === undefined ? request : { ...request, token }, signal);
    yield* page.items;
    token = page.next;
  } while (token !== undefined);
}

/** A list of pages, as a service gives it. */
export type PageList<T> = (request: PageRequest, signal: AbortSignal) => Promise<Page<T>>;

/**
 * Several lists as one that comes page by page: each page has the next one of every list that goes on, so that all that
 * are short are there at once.
 */
export function joinedPages<T>(lists: readonly PageList<T>[]): PageList<T> {
  return async ({ token, ...request }, signal) => {
    const tokens = token === undefined ? lists.map(() => '') : (JSON.parse(token) as readonly (string | null)[]);
    const pages = await Promise.all(
      lists.map(async (list, i): Promise<Page<T>> => {
        const at = tokens[i] ?? null;
        if (at === null) return { items: [] };
        return await list(at === '' ? request : { ...request, token: at }, signal);
      }),
    );
    const next = pages.map((page) => page.next ?? null);
    return pageOf(
      pages.flatMap(({ items }) => items),
      next.some((each) => each !== null) ? JSON.stringify(next) : undefined,
    );
  };
}
