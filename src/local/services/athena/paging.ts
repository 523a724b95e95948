import { z } from 'zod';
import { invalidRequest } from './athenaOperation.ts';

/** The members by which Athena's lists are paged. */
export const paging = { NextToken: z.string().nullish(), MaxResults: z.number().int().nullish() };

export interface Paging {
  readonly NextToken?: string | null | undefined;
  readonly MaxResults?: number | null | undefined;
}

/** How many items a page holds. @throws Fault InvalidRequestException when more are asked than Athena gives */
export function pageSize(request: Paging, most: number): number {
  const asked = request.MaxResults ?? most;
  if (asked < 1 || asked > most) {
    throw invalidRequest(`MaxResults is ${asked}. It must be between 1 and ${most}.`);
  }
  return asked;
}

/** The place where a page ended, as the caller carries it. */
export function writeToken(place: string): string {
  return Buffer.from(JSON.stringify({ after: place })).toString('base64');
}

/** @throws Fault InvalidRequestException for a token that is none of ours */
export function readToken(token: string | null | undefined): string | undefined {
  if (!token) return undefined;
  try {
    const { after } = JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as { after?: unknown };
    if (typeof after === 'string') return after;
  } catch {
    // Not JSON: falls through to the one error for every bad token.
  }
  throw invalidRequest('The NextToken is not valid.');
}

/** Takes one page; one item more is read to know whether there is a next page. */
export function takePage<T>(
  items: Iterable<T>,
  placeOf: (item: T) => string,
  limit: number,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) return { items: taken, NextToken: writeToken(placeOf(taken[limit - 1]!)) };
    taken.push(item);
  }
  return { items: taken };
}
