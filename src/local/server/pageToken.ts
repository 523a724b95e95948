/** The opaque tokens by which AWS pages its lists: the place that the next page begins after, nobody else's business. */
import { z } from 'zod';

/** The members by which Glue and Athena page their lists. */
export const paging = { NextToken: z.string().nullish(), MaxResults: z.number().int().nullish() };

export interface Paging {
  readonly NextToken?: string | null | undefined;
  readonly MaxResults?: number | null | undefined;
}

/** @param place anything that JSON has */
export function writePageToken(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @param refuse the service's own error for a token that is none of ours
 * @throws what `refuse` makes
 */
export function readPageToken<T>(
  token: string | null | undefined,
  check: (place: unknown) => place is T,
  refuse: () => Error,
): T | undefined {
  if (!token) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (check(place)) return place;
  } catch {
    // Not JSON: it gets the one error for every bad token.
  }
  throw refuse();
}

export const isString = (place: unknown): place is string => typeof place === 'string';

export const isIndex = (place: unknown): place is number => Number.isSafeInteger(place) && Number(place) >= 0;

/** Takes one page; one item more is read to know whether there is a next page. */
export function takePage<T>(
  items: Iterable<T>,
  placeOf: (item: T) => string,
  limit: number,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) return { items: taken, NextToken: writePageToken(placeOf(taken[limit - 1]!)) };
    taken.push(item);
  }
  return { items: taken };
}

/** A part of a list that is at hand, from an index on. */
export function sliceOfList<T>(
  all: readonly T[],
  from: number,
  size: number,
): { readonly items: readonly T[]; readonly next?: string } {
  const end = from + size;
  return { items: all.slice(from, end), ...(end < all.length ? { next: writePageToken(end) } : {}) };
}

/** The members by which RDS, Redshift and DMS page their lists. */
export interface MarkerPaging {
  readonly MaxRecords?: number | null | undefined;
  readonly Marker?: string | null | undefined;
}

/**
 * One page of a list that is at hand, of 100 items where the caller does not say.
 * @param refuse the service's own error for a marker that is none of ours
 */
export function pageByMarker<T>(
  all: readonly T[],
  { Marker, MaxRecords }: MarkerPaging,
  refuse: () => Error,
): { readonly items: readonly T[]; readonly Marker?: string } {
  const { items, next } = sliceOfList(all, readPageToken(Marker, isIndex, refuse) ?? 0, MaxRecords ?? 100);
  return { items, ...(next === undefined ? {} : { Marker: next }) };
}
