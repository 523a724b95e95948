import { Fault } from '../../../server/fault.ts';
import { isIndex, readPageToken, sliceOfList } from '../../../server/pageToken.ts';

/** @throws Fault InvalidToken for a token that is none of ours */
export function readToken<T>(token: string | undefined, check: (place: unknown) => place is T): T | undefined {
  return readPageToken(token, check, () => new Fault('InvalidToken', "Invalid Token: 'Invalid token'"));
}

/** `maxResults` of the API: 0 and absent mean 100, and 1,000 is the most. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults ? Math.min(maxResults, 1000) : 100;
}

/** One page of what is at hand as a list. */
export function pageOfList<T>(
  all: readonly T[],
  request: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const from = readToken(request.nextToken, isIndex) ?? 0;
  const { items, next } = sliceOfList(all, from, pageSize(request.maxResults));
  return { items, ...(next === undefined ? {} : { nextToken: next }) };
}
