import { commaList, parenthesized } from '../../sql/lists.ts';
import { readName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import { parseExpression, parseValue } from './parseExpression.ts';
import { parseSelect } from './parseSelect.ts';
import { parseSortItems } from './parseWindow.ts';
import type { CommonTable, Query, QueryBody } from './queryTree.ts';

export const grammar: Grammar = {
  query: (stream) => parseQuery(stream),
  expression: (stream) => parseExpression(stream, grammar),
  value: (stream) => parseValue(stream, grammar),
};

/** A query with its WITH, ORDER BY and LIMIT. @throws RedshiftError */
export function parseQuery(stream: TokenStream): Query {
  const { at } = stream;
  const clause = parseWith(stream);
  const body = parseSet(stream);
  const orderBy = parseSortItems(stream, grammar);
  const tail: Pick<Query, 'limit' | 'offset'> = parseLimits(stream);
  return { at, body, orderBy, ...(clause && { with: clause }), ...tail };
}

/** `WITH …`, or nothing. */
export function parseWith(stream: TokenStream): Query['with'] {
  if (!stream.accept('WITH')) return undefined;
  const recursive = stream.accept('RECURSIVE');
  return { recursive, tables: commaList(stream, () => parseCommonTable(stream)) };
}

function parseCommonTable(stream: TokenStream): CommonTable {
  const name = readName(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => readName(stream)) : undefined;
  stream.expect('AS', '(');
  const query = parseQuery(stream);
  stream.expect(')');
  return { name, query, ...(columns && { columns }) };
}

/** LIMIT and OFFSET, in either order. */
function parseLimits(stream: TokenStream): Pick<Query, 'limit' | 'offset'> {
  let limits: Pick<Query, 'limit' | 'offset'> = {};
  for (;;) {
    if (stream.accept('LIMIT')) {
      if (!stream.accept('ALL')) limits = { ...limits, limit: grammar.expression(stream) };
    } else if (stream.accept('OFFSET')) {
      limits = { ...limits, offset: grammar.expression(stream) };
      if (!stream.accept('ROWS')) stream.accept('ROW');
    } else return limits;
  }
}

/** UNION and EXCEPT from left to right, INTERSECT before them. */
function parseSet(stream: TokenStream): QueryBody {
  let left = parseIntersect(stream);
  for (;;) {
    const { at } = stream;
    const operator = stream.acceptOneOf('UNION', 'EXCEPT', 'MINUS');
    if (!operator) return left;
    const all = parseAll(stream);
    left = {
      kind: 'set',
      operator: operator === 'MINUS' ? 'EXCEPT' : operator,
      all,
      left,
      right: parseIntersect(stream),
      at,
    };
  }
}

function parseIntersect(stream: TokenStream): QueryBody {
  let left = parseBody(stream);
  for (;;) {
    const { at } = stream;
    if (!stream.accept('INTERSECT')) return left;
    left = { kind: 'set', operator: 'INTERSECT', all: parseAll(stream), left, right: parseBody(stream), at };
  }
}

function parseAll(stream: TokenStream): boolean {
  const all = stream.accept('ALL');
  if (!all) stream.accept('DISTINCT');
  return all;
}

function parseBody(stream: TokenStream): QueryBody {
  const { at } = stream;
  if (stream.accept('(')) {
    const query = parseQuery(stream);
    stream.expect(')');
    return { kind: 'nested', query, at };
  }
  if (stream.accept('VALUES')) {
    const rows = commaList(stream, () => parenthesized(stream, () => grammar.expression(stream)));
    return { kind: 'values', rows, at };
  }
  return parseSelect(stream, grammar);
}
