import { commaList, parenthesized } from '../../sql/lists.ts';
import { isName, nameOf, readName, readQualifiedName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import type { Join, Name, Relation } from './queryTree.ts';

/** A table, subquery, UNNEST … with its joins. https://trino.io/docs/current/sql/select.html#from-clause */
export function parseRelation(stream: TokenStream, grammar: Grammar): Relation {
  let left = parseSampled(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (stream.accept('CROSS')) {
      stream.expect('JOIN');
      left = { kind: 'join', type: 'CROSS', natural: false, left, right: parseSampled(stream, grammar), at };
      continue;
    }
    const natural = stream.accept('NATURAL');
    const type = parseJoinType(stream);
    if (!type) {
      if (natural) throw stream.mismatch();
      return left;
    }
    if (natural) left = { kind: 'join', type, natural, left, right: parseSampled(stream, grammar), at };
    else left = parseJoin(stream, grammar, { kind: 'join', type, natural, left, at });
  }
}

function parseJoinType(stream: TokenStream): Join['type'] | undefined {
  if (stream.accept('JOIN')) return 'INNER';
  if (stream.accept('INNER')) {
    stream.expect('JOIN');
    return 'INNER';
  }
  const side = (['LEFT', 'RIGHT', 'FULL'] as const).find((each) => stream.accept(each));
  if (!side) return undefined;
  stream.accept('OUTER');
  stream.expect('JOIN');
  return side;
}

function parseJoin(stream: TokenStream, grammar: Grammar, part: Omit<Join, 'right'>): Join {
  // As in `a JOIN b JOIN c ON … ON …`, the right side may hold joins of its own.
  const right = parseRelation(stream, grammar);
  if (stream.accept('ON')) return { ...part, right, on: grammar.expression(stream) };
  if (!stream.accept('USING')) throw stream.mismatch();
  return { ...part, right, using: parenthesized(stream, () => name(stream)) };
}

function name(stream: TokenStream): Name {
  const token = readName(stream);
  return { text: nameOf(token), at: token.at };
}

function parseSampled(stream: TokenStream, grammar: Grammar): Relation {
  const relation = parseAliased(stream, grammar);
  const { at } = stream;
  if (!stream.accept('TABLESAMPLE')) return relation;
  const method = (['BERNOULLI', 'SYSTEM'] as const).find((each) => stream.accept(each));
  if (!method) throw stream.mismatch();
  stream.expect('(');
  const percentage = grammar.expression(stream);
  stream.expect(')');
  return { kind: 'sample', relation, method, percentage, at };
}

function parseAliased(stream: TokenStream, grammar: Grammar): Relation {
  const relation = parsePlain(stream, grammar);
  const { at } = stream;
  const as = stream.accept('AS');
  if (!as && !mayBeAlias(stream)) {
    stream.mention('<identifier>');
    return relation;
  }
  const alias = name(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => name(stream)) : undefined;
  return { kind: 'aliased', relation, alias, at, ...(columns && { columns }) };
}

/**
 * Whether the word that comes next names what went before it. Words such as LIMIT are no reserved ones, so what follows
 * decides.
 */
export function mayBeAlias(stream: TokenStream): boolean {
  if (!isName(stream.peek())) return false;
  const { kind, value } = stream.peek(1);
  const amount = kind === 'number' || value === '?' || (kind === 'word' && value === 'ALL');
  if (stream.isOneOf('LIMIT', 'OFFSET') && amount) return false;
  if (stream.is('FETCH') && (value === 'FIRST' || value === 'NEXT')) return false;
  if (stream.is('WINDOW') && (kind === 'word' || kind === 'quoted') && stream.peek(2).value === 'AS') return false;
  return !stream.isOneOf('TABLESAMPLE', 'MATCH_RECOGNIZE');
}

function parsePlain(stream: TokenStream, grammar: Grammar): Relation {
  const { at } = stream;
  if (stream.accept('UNNEST')) {
    const expressions = parenthesized(stream, () => grammar.expression(stream));
    const ordinality = stream.accept('WITH');
    if (ordinality) stream.expect('ORDINALITY');
    return { kind: 'unnest', expressions, ordinality, at };
  }
  if (stream.accept('LATERAL')) {
    stream.expect('(');
    const query = grammar.query(stream);
    stream.expect(')');
    return { kind: 'lateral', query, at };
  }
  if (stream.accept('TABLE')) {
    stream.expect('(');
    const call = grammar.expression(stream);
    stream.expect(')');
    return { kind: 'function', call, at };
  }
  if (stream.accept('(')) return parseParenthesized(stream, grammar);
  const parts = readQualifiedName(stream).map((token) => ({ text: nameOf(token), at: token.at }));
  stream.mention("'FOR'", "'MATCH_RECOGNIZE'");
  return { kind: 'named', name: parts, at };
}

function parseParenthesized(stream: TokenStream, grammar: Grammar): Relation {
  const { at } = stream;
  if (beginsQuery(stream)) {
    const query = grammar.query(stream);
    stream.expect(')');
    return { kind: 'subquery', query, at };
  }
  stream.mention('<query>');
  const relation = parseRelation(stream, grammar);
  stream.expect(')');
  return relation;
}

/** The relations of a FROM clause. */
export function parseFrom(stream: TokenStream, grammar: Grammar): Relation[] {
  return stream.accept('FROM') ? commaList(stream, () => parseRelation(stream, grammar)) : [];
}
