import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parsePostfix } from './parsePostfix.ts';
import type { BinaryOperator, Expression } from './queryTree.ts';

/** An expression, from OR down to primaries. https://docs.aws.amazon.com/redshift/latest/dg/r_conditions.html */
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
  if (stream.accept('NOT')) return { kind: 'not', operand: parseNot(stream, grammar), at };
  return parseIs(stream, grammar);
}

function parseIs(stream: TokenStream, grammar: Grammar): Expression {
  let left = parseComparison(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (stream.accept('ISNULL')) {
      left = { kind: 'is', negated: false, what: 'NULL', operand: left, at };
    } else if (stream.accept('NOTNULL')) {
      left = { kind: 'is', negated: true, what: 'NULL', operand: left, at };
    } else if (stream.accept('IS')) {
      const negated = stream.accept('NOT');
      if (stream.accept('DISTINCT')) {
        stream.expect('FROM');
        left = { kind: 'distinct', negated, left, right: parseValue(stream, grammar), at };
        continue;
      }
      const what = stream.acceptOneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN');
      if (!what) throw stream.mismatch();
      left = { kind: 'is', negated, what, operand: left, at };
    } else return left;
  }
}

const comparisons: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function parseComparison(stream: TokenStream, grammar: Grammar): Expression {
  let left = parseMatch(stream, grammar);
  for (;;) {
    const { at } = stream;
    const operator = stream.peek().kind === 'symbol' ? comparisons[stream.peek().value] : undefined;
    if (!operator) return left;
    stream.advance();
    left = compared(stream, grammar, operator, left, at);
  }
}

function compared(
  stream: TokenStream,
  grammar: Grammar,
  operator: BinaryOperator,
  left: Expression,
  at: number,
): Expression {
  if (stream.isOneOf('ALL', 'ANY', 'SOME') && stream.peek(1).value === '(') {
    const quantifier = stream.advance().value === 'ALL' ? 'ALL' : 'ANY';
    stream.expect('(');
    const right = beginsQuery(stream) ? grammar.query(stream) : grammar.expression(stream);
    stream.expect(')');
    return { kind: 'quantified', operator, quantifier, left, right, at };
  }
  return { kind: 'binary', operator, left, right: parseMatch(stream, grammar), at };
}

/** BETWEEN, IN, LIKE and what is like it. */
function parseMatch(stream: TokenStream, grammar: Grammar): Expression {
  let left = parseValue(stream, grammar);
  for (;;) {
    const { at } = stream;
    const negated = stream.is('NOT') && ['BETWEEN', 'IN', 'LIKE', 'ILIKE', 'SIMILAR'].includes(stream.peek(1).value);
    if (negated) stream.advance();
    if (stream.accept('BETWEEN')) {
      stream.accept('SYMMETRIC');
      const low = parseValue(stream, grammar);
      stream.expect('AND');
      left = { kind: 'between', negated, operand: left, low, high: parseValue(stream, grammar), at };
    } else if (stream.accept('IN')) {
      left = parseIn(stream, grammar, { negated, operand: left, at });
    } else if (stream.accept('LIKE')) left = parseLike(stream, grammar, { way: 'LIKE', negated, operand: left, at });
    else if (stream.accept('ILIKE')) left = parseLike(stream, grammar, { way: 'ILIKE', negated, operand: left, at });
    else if (stream.accept('SIMILAR')) {
      stream.expect('TO');
      left = parseLike(stream, grammar, { way: 'SIMILAR TO', negated, operand: left, at });
    } else return left;
  }
}

function parseLike(
  stream: TokenStream,
  grammar: Grammar,
  part: Pick<Expression & { kind: 'like' }, 'way' | 'negated' | 'operand' | 'at'>,
): Expression {
  const pattern = parseValue(stream, grammar);
  const escaped = stream.accept('ESCAPE') ? parseValue(stream, grammar) : undefined;
  return { kind: 'like', pattern, ...(escaped && { escape: escaped }), ...part };
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

/** From the loosest to the tightest: all that PostgreSQL has no level for, sums, products, powers. */
const levels: readonly (readonly string[])[] = [
  ['||', '~', '~*', '!~', '!~*', '~~', '!~~', '~~*', '!~~*', '&', '|', '#', '<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
];

/** What stands between comparisons: matches, sums, products, signs. */
export function parseValue(stream: TokenStream, grammar: Grammar, level = 0): Expression {
  const operators = levels[level];
  if (!operators) return parseSigned(stream, grammar);
  let left = parseValue(stream, grammar, level + 1);
  for (;;) {
    const { at } = stream;
    const operator = acceptOperator(stream, operators, level);
    if (!operator) return left;
    const comparison = comparisons[operator];
    left = comparison
      ? compared(stream, grammar, comparison, left, at)
      : operation(operator, left, parseValue(stream, grammar, level + 1), at);
  }
}

/** `~`, or `OPERATOR(pg_catalog.~)`, which binds as loosely as any operator can. */
function acceptOperator(stream: TokenStream, operators: readonly string[], level: number): string | undefined {
  const { kind, value } = stream.peek();
  if (kind === 'symbol' && operators.includes(value)) return stream.advance().value;
  if (level > 0 || !stream.accept('OPERATOR', '(')) return undefined;
  while (stream.peek(1).value === '.') {
    stream.advance();
    stream.advance();
  }
  const operator = stream.advance().value;
  stream.expect(')');
  return operator;
}

/** `~~` is what PostgreSQL calls LIKE. */
function operation(operator: string, left: Expression, right: Expression, at: number): Expression {
  if (!operator.includes('~~')) return { kind: 'binary', operator: operator as BinaryOperator, left, right, at };
  const way = operator.endsWith('*') ? 'ILIKE' : 'LIKE';
  return { kind: 'like', way, negated: operator.startsWith('!'), operand: left, pattern: right, at };
}

const signs = ['-', '+', '~', '@', '|/', '||/'] as const;

function parseSigned(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  const operator = signs.find((sign) => stream.accept(sign));
  if (operator) return { kind: 'unary', operator, operand: parseSigned(stream, grammar), at };
  let value = parsePostfix(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (!stream.accept('AT', 'TIME', 'ZONE')) return value;
    value = { kind: 'at-zone', operand: value, zone: parsePostfix(stream, grammar), at };
  }
}
