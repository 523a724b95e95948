import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Expression, Query } from './queryTree.ts';

/** The rules that all others come back to, handed to them so that no file needs the one that needs it. */
export interface Grammar {
  query(stream: TokenStream): Query;
  expression(stream: TokenStream): Expression;
  /** An expression without AND, OR, NOT and comparisons, as it stands around BETWEEN and IN. */
  value(stream: TokenStream): Expression;
}

const afterQuery = ['UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', ')', ';'];

/**
 * Whether what comes next is a query, seen through opening parentheses: `((SELECT 1) UNION …` is one,
 * `((SELECT 1) + 2)` and `((SELECT 1) a JOIN b …` are not.
 */
export function beginsQuery(stream: TokenStream, ahead = 0): boolean {
  const { kind, value } = stream.peek(ahead);
  if (kind === 'word')
    return ['SELECT', 'WITH', 'VALUES'].includes(value) || (value === 'TABLE' && !opens(stream, ahead + 1));
  if (!opens(stream, ahead) || !beginsQuery(stream, ahead + 1)) return false;
  const after = stream.peek(closingOf(stream, ahead) + 1);
  return after.kind === 'end' || (after.kind !== 'quoted' && afterQuery.includes(after.value));
}

function opens(stream: TokenStream, ahead: number): boolean {
  const { kind, value } = stream.peek(ahead);
  return kind === 'symbol' && value === '(';
}

/** How far ahead the parenthesis closes that opens at `ahead`. */
export function closingOf(stream: TokenStream, ahead: number): number {
  let depth = 0;
  for (let index = ahead; ; index += 1) {
    const { kind, value } = stream.peek(index);
    if (kind === 'end') return index;
    if (kind === 'symbol' && value === '(') depth += 1;
    if (kind === 'symbol' && value === ')') depth -= 1;
    if (depth === 0) return index;
  }
}

/** Items with commas between them. */
export function commaList<T>(stream: TokenStream, item: () => T): T[] {
  const items = [item()];
  while (stream.accept(',')) items.push(item());
  return items;
}

/** A list within parentheses, of which the first is next. */
export function parenthesized<T>(stream: TokenStream, item: () => T): T[] {
  stream.expect('(');
  const items = commaList(stream, item);
  stream.expect(')');
  return items;
}
