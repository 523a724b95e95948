import { type Fault, validationFault } from '../../server/fault.ts';
import { isIndex, isString, readPageToken, sliceOfList, writePageToken } from '../../server/pageToken.ts';
import type { Collection } from '../../state/store.ts';

/** One page of a collection. @throws Fault ValidationException for a token that is none */
export function pageOfCollection<T>(
  collection: Collection<T>,
  prefix: string,
  request: { readonly NextToken?: string | undefined; readonly Limit: number },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const after = readPageToken(request.NextToken, isString, invalidToken);
  const page = collection.page({
    limit: request.Limit,
    ...(prefix ? { prefix } : {}),
    ...(after === undefined ? {} : { token: after }),
  });
  return {
    items: page.items.map(({ value }) => value),
    ...(page.next ? { NextToken: writePageToken(page.next) } : {}),
  };
}

/** One page of what is at hand as a list, by the place in it. */
export function pageOfList<T>(
  all: readonly T[],
  request: { readonly NextToken?: string | undefined; readonly Limit: number },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const from = readPageToken(request.NextToken, isIndex, invalidToken) ?? 0;
  const { items, next } = sliceOfList(all, from, request.Limit);
  return { items, ...(next === undefined ? {} : { NextToken: next }) };
}

function invalidToken(): Fault {
  return validationFault('Invalid NextToken.');
}
