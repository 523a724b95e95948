import { closingOf, commaList } from '../../sql/lists.ts';
import { isName } from '../lexing/names.ts';
import type { Token } from '../lexing/tokenize.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parseCall } from './parseCall.ts';
import { parseSpecialForm } from './parseSpecialForm.ts';
import type { Expression, IntervalUnit, Name } from './queryTree.ts';

/** A name, literal, call or what is in parentheses, with the `.field` and `[index]` after it. */
export function parsePrimary(stream: TokenStream, grammar: Grammar): Expression {
  let value = parseOperand(stream, grammar);
  for (;;) {
    const { at } = stream;
    if (stream.is('.') && isName(stream.peek(1))) {
      stream.advance();
      const name = readName(stream);
      value =
        value.kind === 'column'
          ? { kind: 'column', parts: [...value.parts, name], at: value.at }
          : { kind: 'field', of: value, name, at };
    } else if (stream.acceptQuietly('[')) {
      value = { kind: 'subscript', of: value, index: grammar.expression(stream), at };
      stream.expect(']');
    } else {
      return value;
    }
  }
}

function readName(stream: TokenStream): Name {
  return nameFrom(stream.advance());
}

function nameFrom({ kind, text, value, at }: Token): Name {
  return { text: kind === 'word' ? text : value, at };
}

function parseOperand(stream: TokenStream, grammar: Grammar): Expression {
  const token = stream.peek();
  const { at } = token;
  switch (token.kind) {
    case 'number':
      stream.advance();
      return { kind: 'number', text: token.value.replaceAll('_', ''), at };
    case 'string':
      stream.advance();
      return { kind: 'string', value: token.value, at };
    case 'binary':
      stream.advance();
      return { kind: 'binary', hex: token.value, at };
    case 'symbol':
      return parseSymbol(stream, grammar);
    case 'word':
    case 'quoted':
      return parseWord(stream, grammar);
    default:
      throw stream.mismatch('<expression>');
  }
}

function parseSymbol(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  if (stream.acceptQuietly('?')) return { kind: 'parameter', at };
  if (!stream.is('(')) throw stream.mismatch('<expression>');
  if (stream.peek(closingOf(stream, 0) + 1).value === '->') return parseLambda(stream, grammar);
  stream.advance();
  if (beginsQuery(stream)) {
    const query = grammar.query(stream);
    stream.expect(')');
    return { kind: 'subquery', query, at };
  }
  const items = commaList(stream, () => grammar.expression(stream));
  stream.expect(')');
  return items.length === 1 ? items[0]! : { kind: 'row', items, at };
}

function parseLambda(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('(');
  const parameters = stream.is(')') ? [] : commaList(stream, () => lambdaParameter(stream));
  stream.expect(')', '->');
  return { kind: 'lambda', parameters, body: grammar.expression(stream), at };
}

function lambdaParameter(stream: TokenStream): Name {
  if (!isName(stream.peek())) throw stream.mismatch('<identifier>');
  return readName(stream);
}

const typesOfLiterals = new Set(
  'DATE TIME TIMESTAMP DECIMAL CHAR VARCHAR JSON BIGINT INTEGER INT SMALLINT TINYINT REAL DOUBLE BOOLEAN UUID IPADDRESS VARBINARY'.split(
    ' ',
  ),
);

function parseWord(stream: TokenStream, grammar: Grammar): Expression {
  const token = stream.peek();
  const { at } = token;
  const next = stream.peek(1);
  if (token.kind === 'word') {
    if (next.kind === 'string' && typesOfLiterals.has(token.value)) {
      stream.advance();
      return { kind: 'typed', type: token.value.toLowerCase(), value: stream.advance().value, at };
    }
    if (token.value === 'INTERVAL' && (next.kind === 'string' || next.value === '-' || next.value === '+')) {
      return parseInterval(stream);
    }
    const special = parseConstant(stream) ?? parseSpecialForm(stream, grammar);
    if (special) return special;
  }
  if (!isName(token)) throw stream.mismatch('<expression>');
  if (next.kind === 'symbol' && next.value === '->') {
    const parameters = [readName(stream)];
    stream.advance();
    return { kind: 'lambda', parameters, body: grammar.expression(stream), at };
  }
  if (next.kind === 'symbol' && next.value === '(') return parseCall(stream, grammar);
  return { kind: 'column', parts: [readName(stream)], at };
}

function parseConstant(stream: TokenStream): Expression | undefined {
  const { at } = stream;
  if (stream.acceptQuietly('NULL')) return { kind: 'null', at };
  if (stream.acceptQuietly('TRUE')) return { kind: 'boolean', value: true, at };
  if (stream.acceptQuietly('FALSE')) return { kind: 'boolean', value: false, at };
  return undefined;
}

const units: readonly IntervalUnit[] = ['DAY', 'HOUR', 'MINUTE', 'MONTH', 'SECOND', 'YEAR'];

function parseInterval(stream: TokenStream): Expression {
  const { at } = stream;
  stream.expect('INTERVAL');
  const negative = stream.acceptQuietly('-');
  if (!negative) stream.acceptQuietly('+');
  if (stream.peek().kind !== 'string') throw stream.mismatch('<string>');
  const { value } = stream.advance();
  const from = parseUnit(stream);
  const to = stream.acceptQuietly('TO') ? parseUnit(stream) : undefined;
  return { kind: 'interval', negative, value, from, ...(to && { to }), at };
}

function parseUnit(stream: TokenStream): IntervalUnit {
  const unit = units.find((each) => stream.accept(each));
  if (!unit) throw stream.mismatch();
  return unit;
}
