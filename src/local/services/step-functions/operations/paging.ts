import { Fault } from '../../../server/fault.ts';

/** A page's token: what the next page begins after, in a form that is nobody else's business. */
export function writeToken(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws Fault InvalidToken */
export function readToken<T>(token: string | undefined): T | undefined {
  if (token === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as T;
  } catch {
    throw new Fault('InvalidToken', "Invalid Token: 'Invalid token'");
  }
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
  const from = readToken<number>(request.nextToken) ?? 0;
  const size = pageSize(request.maxResults);
  const next = from + size;
  return { items: all.slice(from, next), ...(next < all.length ? { nextToken: writeToken(next) } : {}) };
}
