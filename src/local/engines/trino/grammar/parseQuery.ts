import { commaList, parenthesized } from '../../sql/lists.ts';
import { nameOf, readName, readQualifiedName } from '../lexing/names.ts';
import { tokenize } from '../lexing/tokenize.ts';
import { TokenStream } from '../lexing/tokenStream.ts';
import type { TrinoQuery } from '../statement.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parseExpression, parseValue } from './parseExpression.ts';
import { parseSelect } from './parseSelect.ts';
import { parseSortItems } from './parseWindow.ts';
import type { CommonTable, Expression, Name, Query, QueryBody } from './queryTree.ts';

export const grammar: Grammar = {
  query: parseQuery,
  expression: (stream) => parseExpression(stream, grammar),
  value: (stream) => parseValue(stream, grammar),
};

/** The tree of a whole query. @throws AthenaSyntaxError */
export function parseTrinoQuery(query: TrinoQuery): Query {
  const stream = new TokenStream(query.sql, tokenize(query.sql, 'trino', query.at));
  const tree = parseQuery(stream);
  endOfStatement(stream);
  return tree;
}

/** Nothing may follow but a semicolon. @throws AthenaSyntaxError */
export function endOfStatement(stream: TokenStream): void {
  stream.acceptQuietly(';');
  if (stream.peek().kind !== 'end') throw stream.mismatch('<EOF>');
}

function parseQuery(stream: TokenStream): Query {
  const { at } = stream;
  const recursive = stream.is('WITH', 'RECURSIVE');
  const tables = stream.acceptQuietly('WITH') ? parseCommonTables(stream) : undefined;
  const body = parseSet(stream, 0);
  const orderBy = parseSortItems(stream, grammar);
  const offset = parseOffset(stream);
  const limit = parseLimit(stream);
  return {
    at,
    ...(tables && { with: { recursive, tables } }),
    body,
    orderBy,
    ...(offset && { offset }),
    ...limit,
  };
}

function parseCommonTables(stream: TokenStream): CommonTable[] {
  stream.accept('RECURSIVE');
  return commaList(stream, () => {
    const name = parseName(stream);
    const columns = stream.is('(') ? parenthesized(stream, () => parseName(stream)) : undefined;
    stream.expect('AS', '(');
    const query = parseQuery(stream);
    stream.expect(')');
    return { name, query, ...(columns && { columns }) };
  });
}

function parseName(stream: TokenStream): Name {
  const token = readName(stream);
  return { text: nameOf(token), at: token.at };
}

/** INTERSECT binds tighter than UNION and EXCEPT. */
const setOperators = [['UNION', 'EXCEPT'], ['INTERSECT']] as const;

function parseSet(stream: TokenStream, level: number): QueryBody {
  const operators = setOperators[level];
  if (!operators) return parseTerm(stream);
  let left = parseSet(stream, level + 1);
  for (;;) {
    const { at } = stream;
    const operator = operators.find((each) => stream.accept(each));
    if (!operator) return left;
    const all = stream.accept('ALL');
    if (!all) stream.accept('DISTINCT');
    left = { kind: 'set', operator, all, left, right: parseSet(stream, level + 1), at };
  }
}

function parseTerm(stream: TokenStream): QueryBody {
  const { at } = stream;
  if (stream.is('SELECT')) return parseSelect(stream, grammar);
  if (stream.accept('VALUES')) {
    return { kind: 'values', rows: commaList(stream, () => grammar.expression(stream)), at };
  }
  if (stream.accept('TABLE')) {
    const name = readQualifiedName(stream).map((token) => ({ text: nameOf(token), at: token.at }));
    return { kind: 'table', name, at };
  }
  if (!stream.is('(') || !beginsQuery(stream, 1)) throw stream.mismatch('<query>');
  stream.advance();
  const query = parseQuery(stream);
  stream.expect(')');
  return { kind: 'nested', query, at };
}

function parseOffset(stream: TokenStream): Expression | undefined {
  if (!stream.accept('OFFSET')) return undefined;
  const count = parseCount(stream);
  if (!stream.accept('ROW')) stream.accept('ROWS');
  return count;
}

function parseCount(stream: TokenStream): Expression {
  const token = stream.peek();
  if (token.value === '?' && token.kind === 'symbol') return { kind: 'parameter', at: stream.advance().at };
  if (token.kind !== 'number' || !/^\d+$/.test(token.value)) throw stream.mismatch('<integer>');
  stream.advance();
  return { kind: 'number', text: token.value, at: token.at };
}

function parseLimit(stream: TokenStream): Pick<Query, 'limit' | 'withTies'> {
  if (stream.accept('LIMIT')) {
    if (stream.accept('ALL')) return { withTies: false };
    return { limit: parseCount(stream), withTies: false };
  }
  const { at } = stream;
  if (!stream.accept('FETCH')) return { withTies: false };
  if (!stream.accept('FIRST')) stream.expect('NEXT');
  const counted = stream.peek().kind === 'number' || stream.peek().value === '?';
  const limit: Expression = counted ? parseCount(stream) : { kind: 'number', text: '1', at };
  if (!stream.accept('ROW')) stream.expect('ROWS');
  const withTies = stream.accept('WITH');
  if (withTies) stream.expect('TIES');
  else stream.expect('ONLY');
  return { limit, withTies };
}
