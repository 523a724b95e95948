import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { plainCall } from './parseCall.ts';
import { parsePrimary } from './parsePrimary.ts';
import type { ArithmeticOperator, ComparisonOperator, Expression } from './queryTree.ts';

/** An expression, from OR down to primaries. https://trino.io/docs/current/functions/conditional.html */
export function parseExpression(stream: TokenStream, grammar: Grammar): Expression {
  let left = parseAnd(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (!stream.accept('OR')) return left;
    left = { kind: 'logical', operator: 'OR', left, right: parseAnd(stream, grammar), at };
  }
}

function parseAnd(stream: TokenStream, grammar: Grammar): Expression {
  let left = parseNot(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (!stream.accept('AND')) return left;
    left = { kind: 'logical', operator: 'AND', left, right: parseNot(stream, grammar), at };
  }
}

function parseNot(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  if (stream.acceptQuietly('NOT')) return { kind: 'not', operand: parseNot(stream, grammar), at };
  const left = parseValue(stream, grammar);
  return parsePredicate(stream, grammar, left) ?? left;
}

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function parsePredicate(stream: TokenStream, grammar: Grammar, left: Expression): Expression | undefined {
  const { at } = stream;
  const operator = stream.peek().kind === 'symbol' ? comparisons[stream.peek().value] : undefined;
  if (operator) {
    stream.advance();
    return parseComparison(stream, grammar, { operator, left, at });
  }
  if (stream.acceptQuietly('IS')) {
    const negated = stream.accept('NOT');
    if (stream.accept('DISTINCT')) {
      stream.expect('FROM');
      return { kind: 'distinct', negated, left, right: parseValue(stream, grammar), at };
    }
    stream.expect('NULL');
    return { kind: 'is-null', negated, operand: left, at };
  }
  const negated = stream.acceptQuietly('NOT');
  if (stream.acceptQuietly('BETWEEN')) {
    const low = parseValue(stream, grammar);
    stream.expect('AND');
    return { kind: 'between', negated, operand: left, low, high: parseValue(stream, grammar), at };
  }
  if (stream.acceptQuietly('IN')) return parseIn(stream, grammar, { negated, operand: left, at });
  if (stream.acceptQuietly('LIKE')) {
    const pattern = parseValue(stream, grammar);
    const escaped = stream.acceptQuietly('ESCAPE') ? parseValue(stream, grammar) : undefined;
    return { kind: 'like', negated, operand: left, pattern, ...(escaped && { escape: escaped }), at };
  }
  if (negated) throw stream.mismatch("'BETWEEN'", "'IN'", "'LIKE'");
  return undefined;
}

function parseComparison(
  stream: TokenStream,
  grammar: Grammar,
  part: Pick<Expression & { kind: 'comparison' }, 'operator' | 'left' | 'at'>,
): Expression {
  if (stream.isOneOf('ALL', 'ANY', 'SOME') && stream.peek(1).value === '(') {
    const quantifier = stream.advance().value === 'ALL' ? 'ALL' : 'ANY';
    stream.expect('(');
    const query = grammar.query(stream);
    stream.expect(')');
    return { kind: 'quantified', quantifier, query, ...part };
  }
  return { kind: 'comparison', right: parseValue(stream, grammar), ...part };
}

function parseIn(
  stream: TokenStream,
  grammar: Grammar,
  part: Pick<Expression & { kind: 'in-list' }, 'negated' | 'operand' | 'at'>,
): Expression {
  stream.expect('(');
  const node: Expression = beginsQuery(stream)
    ? { kind: 'in-query', query: grammar.query(stream), ...part }
    : { kind: 'in-list', items: commaList(stream, () => grammar.expression(stream)), ...part };
  stream.expect(')');
  return node;
}

/** `||` binds loosest, then `+` and `-`, then `*`, `/` and `%`. */
const levels: readonly (readonly ArithmeticOperator[])[] = [['||'], ['+', '-'], ['*', '/', '%']];

/** What stands between comparisons: terms of `||`, sums, products, signs. */
export function parseValue(stream: TokenStream, grammar: Grammar, level = 0): Expression {
  const operators = levels[level];
  if (!operators) return parseSigned(stream, grammar);
  let left = parseValue(stream, grammar, level + 1);
  for (;;) {
    const { at } = stream;
    const operator = operators.find((each) => stream.accept(each));
    if (!operator) return left;
    left = { kind: 'arithmetic', operator, left, right: parseValue(stream, grammar, level + 1), at };
  }
}

function parseSigned(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  const operator = stream.isOneOf('+', '-') ? (stream.advance().value as '+' | '-') : undefined;
  if (operator) return { kind: 'sign', operator, operand: parseSigned(stream, grammar), at };
  let value = parsePrimary(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (!stream.accept('AT')) return value;
    stream.expect('TIME', 'ZONE');
    const interval = stream.is('INTERVAL');
    const zone = parsePrimary(stream, grammar);
    if (!interval && zone.kind !== 'string') throw stream.mismatch("'INTERVAL'", '<string>');
    value = plainCall('at_timezone', [value, zone], at);
  }
}
