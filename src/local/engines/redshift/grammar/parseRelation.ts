import { commaList, parenthesized } from '../../sql/lists.ts';
import { isBareAlias, isName, readLabel, readName, readNames } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parseCall } from './parseCall.ts';
import { parsePostfix } from './parsePostfix.ts';
import { parseType } from './parseType.ts';
import type { Alias, Expression, Join, Name, Relation } from './queryTree.ts';

/** A relation of a FROM clause, with its joins. https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause30.html */
export function parseRelation(stream: TokenStream, grammar: Grammar): Relation {
  let left = parseSingle(stream, grammar);
  for (;;) {
    const { at } = stream;
    const natural = stream.accept('NATURAL');
    if (!natural && stream.accept('CROSS', 'JOIN')) {
      left = { kind: 'join', type: 'CROSS', natural, left, right: parseSingle(stream, grammar), at };
      continue;
    }
    const type = joinType(stream);
    if (!type) {
      if (natural) throw stream.mismatch();
      return left;
    }
    const right = parseSingle(stream, grammar);
    left = { kind: 'join', type, natural, left, right, at, ...(natural ? {} : parseCondition(stream, grammar, at)) };
  }
}

function joinType(stream: TokenStream): Exclude<Join['type'], 'CROSS'> | undefined {
  if (stream.accept('JOIN') || stream.accept('INNER', 'JOIN')) return 'INNER';
  if (!stream.isOneOf('LEFT', 'RIGHT', 'FULL')) return undefined;
  const type = stream.advance().value as 'LEFT' | 'RIGHT' | 'FULL';
  stream.accept('OUTER');
  stream.expect('JOIN');
  return type;
}

function parseCondition(stream: TokenStream, grammar: Grammar, _at: number): Pick<Join, 'on' | 'using'> {
  if (stream.accept('USING')) return { using: parenthesized(stream, () => readName(stream)) };
  stream.expect('ON');
  return { on: grammar.expression(stream) };
}

function parseSingle(stream: TokenStream, grammar: Grammar): Relation {
  let relation = parseBare(stream, grammar);
  for (;;) {
    if (stream.accept('PIVOT')) relation = parsePivot(stream, grammar, relation);
    else if (stream.accept('UNPIVOT')) relation = parseUnpivot(stream, grammar, relation);
    else return relation;
  }
}

function parseBare(stream: TokenStream, grammar: Grammar): Relation {
  const { at } = stream;
  if (stream.is('(')) {
    if (beginsQuery(stream, 1)) {
      stream.expect('(');
      const query = grammar.query(stream);
      stream.expect(')');
      return { kind: 'subquery', query, at, ...aliased(stream) };
    }
    stream.expect('(');
    const inner = parseRelation(stream, grammar);
    stream.expect(')');
    const alias = parseAlias(stream);
    return alias && inner.kind === 'join' ? { ...inner, alias } : inner;
  }
  if (stream.accept('UNPIVOT')) {
    return { kind: 'object', object: parsePostfix(stream, grammar), at, ...aliased(stream) };
  }
  stream.accept('ONLY');
  if (!isName(stream.peek())) throw stream.mismatch();
  const names = readNames(stream);
  if (stream.is('(') && !stream.is('(', '+', ')')) {
    return { kind: 'function', call: parseCall(stream, grammar, names), at, ...aliased(stream) };
  }
  if (stream.is('[')) return { kind: 'path', path: parsePath(stream, grammar, names), at, ...aliased(stream) };
  stream.accept('*');
  return { kind: 'named', name: names, at, ...aliased(stream) };
}

/** `c.orders[0].lines`, of which the names have been read. */
function parsePath(stream: TokenStream, grammar: Grammar, names: readonly Name[]): Expression {
  let path: Expression = { kind: 'column', parts: names, at: names[0]!.at };
  for (;;) {
    const { at } = stream;
    if (stream.accept('[')) {
      path = { kind: 'subscript', of: path, index: grammar.expression(stream), at };
      stream.expect(']');
    } else if (stream.accept('.')) path = { kind: 'field', of: path, name: readLabel(stream), at };
    else return path;
  }
}

function aliased(stream: TokenStream): { readonly alias?: Alias } {
  const alias = parseAlias(stream);
  return alias ? { alias } : {};
}

function parseAlias(stream: TokenStream): Alias | undefined {
  const named = stream.accept('AS') || isBareAlias(stream.peek());
  if (!named) return undefined;
  const name = readLabel(stream);
  const columns = stream.is('(') ? parenthesized(stream, () => readColumnAlias(stream)) : undefined;
  const index = stream.is('AT') && isName(stream.peek(1)) && stream.advance() ? readName(stream) : undefined;
  return { name, ...(columns && { columns }), ...(index && { index }) };
}

/** A function's columns are given their types as well. */
function readColumnAlias(stream: TokenStream): Name {
  const name = readName(stream);
  if (!stream.isOneOf(',', ')')) parseType(stream);
  return name;
}

/** `PIVOT (sum(x) AS total FOR column IN ('a' AS b, …)) AS alias`. */
function parsePivot(stream: TokenStream, grammar: Grammar, source: Relation): Relation {
  const { at } = stream;
  stream.expect('(');
  const aggregates = commaList(stream, () => {
    const call = grammar.value(stream);
    const alias = stream.is('FOR') ? undefined : labelOf(stream);
    return { call, ...(alias && { alias }) };
  });
  stream.expect('FOR');
  const column = readName(stream);
  stream.expect('IN');
  const values = parenthesized(stream, () => {
    const value = grammar.value(stream);
    const alias = labelOf(stream);
    return { value, ...(alias && { alias }) };
  });
  stream.expect(')');
  return { kind: 'pivot', source, aggregates, column, values, at, ...aliased(stream) };
}

function labelOf(stream: TokenStream): Name | undefined {
  if (stream.accept('AS')) return readLabel(stream);
  return isBareAlias(stream.peek()) ? readName(stream) : undefined;
}

/** `UNPIVOT INCLUDE NULLS (value FOR name IN (a AS 'x', b))`. */
function parseUnpivot(stream: TokenStream, grammar: Grammar, source: Relation): Relation {
  const { at } = stream;
  const includeNulls = stream.accept('INCLUDE', 'NULLS');
  if (!includeNulls) stream.accept('EXCLUDE', 'NULLS');
  stream.expect('(');
  const value = readName(stream);
  stream.expect('FOR');
  const name = readName(stream);
  stream.expect('IN');
  const columns = parenthesized(stream, () => {
    const column = readName(stream);
    if (stream.accept('AS') || stream.peek().kind === 'string') return { column, alias: grammar.value(stream) };
    return { column };
  });
  stream.expect(')');
  return { kind: 'unpivot', source, includeNulls, value, name, columns, at, ...aliased(stream) };
}
