import { commaList } from '../../sql/lists.ts';
import { isName, readNames } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parseCall } from './parseCall.ts';
import { parseSpecialForm } from './parseSpecialForm.ts';
import { parseType } from './parseType.ts';
import type { Expression, Query } from './queryTree.ts';

/** A literal, a name, a call, a subquery or what stands in parentheses. */
export function parsePrimary(stream: TokenStream, grammar: Grammar): Expression {
  const token = stream.peek();
  const { at } = token;
  switch (token.kind) {
    case 'number':
      stream.advance();
      return { kind: 'number', text: token.value, at };
    case 'string':
      stream.advance();
      return { kind: 'string', value: token.value, at };
    case 'parameter':
      stream.advance();
      return { kind: 'parameter', name: token.value, at };
    case 'symbol':
      if (token.value === '(') return parseParenthesized(stream, grammar);
      // `?` as JDBC writes a parameter never reaches a server.
      throw stream.mismatch();
    case 'end':
      throw stream.mismatch();
    default:
      break;
  }
  const special = token.kind === 'word' ? parseSpecialForm(stream, grammar) : undefined;
  if (special) return special;
  const typed = token.kind === 'word' && typedLiterals.has(token.value) ? parseTyped(stream) : undefined;
  if (typed) return typed;
  if (!isName(token) && !(token.kind === 'word' && callable.has(token.value) && stream.peek(1).value === '(')) {
    throw stream.mismatch();
  }
  if (isName(token)) {
    const names = readNames(stream);
    if (stream.is('(') && !stream.is('(', '+', ')')) return parseCall(stream, grammar, names);
    return { kind: 'column', parts: names, at };
  }
  stream.advance();
  return parseCall(stream, grammar, [{ text: token.value.toLowerCase(), at }]);
}

/** Reserved words that are functions all the same. */
const callable = new Set(['LEFT', 'RIGHT', 'ARRAY', 'USER', 'LANGUAGE', 'PERCENT', 'TIMESTAMP', 'IDENTITY']);

const typedLiterals = new Set(['DATE', 'TIME', 'TIMETZ', 'TIMESTAMP', 'TIMESTAMPTZ']);

/** `DATE '2008-01-01'`. */
function parseTyped(stream: TokenStream): Expression | undefined {
  let ahead = 1;
  while (['WITH', 'WITHOUT', 'TIME', 'ZONE'].includes(stream.peek(ahead).value)) ahead += 1;
  if (stream.peek(ahead).kind !== 'string') return undefined;
  const { at } = stream;
  const type = parseType(stream);
  const operand: Expression = { kind: 'string', at: stream.at, value: stream.string() };
  return { kind: 'cast', safe: false, operand, type, at };
}

function parseParenthesized(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  if (beginsQuery(stream, 1)) return { kind: 'subquery', query: parseSubquery(stream, grammar), at };
  stream.expect('(');
  const items = commaList(stream, () => grammar.expression(stream));
  stream.expect(')');
  return items.length === 1 ? items[0]! : { kind: 'row', items, at };
}

function parseSubquery(stream: TokenStream, grammar: Grammar): Query {
  stream.expect('(');
  const query = grammar.query(stream);
  stream.expect(')');
  return query;
}
