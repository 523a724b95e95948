import { closingOf } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Expression, Query } from './queryTree.ts';

/** The rules that all others come back to, handed to them so that no file needs the one that needs it. */
export interface Grammar {
  query(stream: TokenStream): Query;
  expression(stream: TokenStream): Expression;
  /** An expression without AND, OR, NOT and comparisons, as it stands around BETWEEN and IN. */
  value(stream: TokenStream): Expression;
}

const afterQuery = ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'ORDER', 'LIMIT', 'OFFSET', ')', ';'];

/**
 * Whether what comes next is a query, seen through opening parentheses: `((SELECT 1) UNION …` is one,
 * `((SELECT 1) + 2)` and `((SELECT 1) a JOIN b …` are not.
 */
export function beginsQuery(stream: TokenStream, ahead = 0): boolean {
  const { kind, value } = stream.peek(ahead);
  if (kind === 'word') return ['SELECT', 'WITH', 'VALUES'].includes(value);
  if (!opens(stream, ahead) || !beginsQuery(stream, ahead + 1)) return false;
  const after = stream.peek(closingOf(stream, ahead) + 1);
  return after.kind === 'end' || (after.kind !== 'quoted' && afterQuery.includes(after.value));
}

function opens(stream: TokenStream, ahead: number): boolean {
  const { kind, value } = stream.peek(ahead);
  return kind === 'symbol' && value === '(';
}
