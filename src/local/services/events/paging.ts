import { validationFault } from '../../server/fault.ts';
import type { Collection } from '../../state/store.ts';

/** One page of a collection. @throws Fault ValidationException for a token that is none */
export function pageOfCollection<T>(
  collection: Collection<T>,
  prefix: string,
  request: { readonly NextToken?: string | undefined; readonly Limit: number },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const after = readToken(request.NextToken);
  const page = collection.page({
    limit: request.Limit,
    ...(prefix ? { prefix } : {}),
    ...(after === undefined ? {} : { token: after }),
  });
  return { items: page.items.map(({ value }) => value), ...(page.next ? { NextToken: writeToken(page.next) } : {}) };
}

/** One page of what is at hand as a list, by the place in it. */
export function pageOfList<T>(
  all: readonly T[],
  request: { readonly NextToken?: string | undefined; readonly Limit: number },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const from = Number(readToken(request.NextToken) ?? 0);
  const next = from + request.Limit;
  return { items: all.slice(from, next), ...(next < all.length ? { NextToken: writeToken(String(next)) } : {}) };
}

function writeToken(place: string): string {
  return Buffer.from(`after ${place}`).toString('base64url');
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after ')) throw validationFault('Invalid NextToken.');
  return text.slice('after '.length);
}
