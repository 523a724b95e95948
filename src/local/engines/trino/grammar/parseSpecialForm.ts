import { commaList, parenthesized } from '../../sql/lists.ts';
import { syntaxError } from '../athenaSyntaxError.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import { parseCall, plainCall } from './parseCall.ts';
import { parseType } from './parseType.ts';
import type { Expression } from './queryTree.ts';

type Form = (stream: TokenStream, grammar: Grammar) => Expression;

/** What has a grammar of its own; those of the first kind are it only before a parenthesis. */
const calls: Readonly<Record<string, Form>> = {
  CAST: parseCast,
  TRY_CAST: parseCast,
  EXTRACT: parseExtract,
  POSITION: parsePosition,
  SUBSTRING: parseSubstring,
  TRIM: parseTrim,
  EXISTS: parseExists,
  ROW: parseRow,
  GROUPING: parseGrouping,
  NORMALIZE: parseNormalize,
  LISTAGG: parseCall,
};

const currents = new Set([
  ...['CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_TIMESTAMP', 'LOCALTIME', 'LOCALTIMESTAMP'],
  ...['CURRENT_USER', 'CURRENT_CATALOG', 'CURRENT_SCHEMA'],
]);

/** A form that is no plain function call, if one comes next. */
export function parseSpecialForm(stream: TokenStream, grammar: Grammar): Expression | undefined {
  const { value, at } = stream.peek();
  const next = stream.peek(1);
  if (next.kind === 'symbol' && next.value === '(' && Object.hasOwn(calls, value))
    return calls[value]!(stream, grammar);
  if (value === 'ARRAY' && next.kind === 'symbol' && next.value === '[') return parseArray(stream, grammar);
  if (value === 'CASE') return parseCase(stream, grammar);
  if (!currents.has(value)) return undefined;
  stream.advance();
  const precision = stream.acceptQuietly('(');
  if (precision) {
    stream.advance();
    stream.expect(')');
  }
  return plainCall(value.toLowerCase(), [], at);
}

function parseCast(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  const safe = stream.advance().value === 'TRY_CAST';
  stream.expect('(');
  const operand = grammar.expression(stream);
  stream.expect('AS');
  const type = parseType(stream);
  stream.expect(')');
  return { kind: 'cast', safe, operand, type, at };
}

const extractFields = new Set(
  `YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW HOUR MINUTE SECOND
   TIMEZONE_HOUR TIMEZONE_MINUTE`.split(/\s+/),
);

function parseExtract(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('EXTRACT', '(');
  if (stream.peek().kind !== 'word') throw stream.mismatch('<identifier>');
  const { value, at: fieldAt } = stream.advance();
  if (!extractFields.has(value)) throw syntaxError(fieldAt, `Invalid EXTRACT field: ${value.toLowerCase()}`);
  stream.expect('FROM');
  const operand = grammar.expression(stream);
  stream.expect(')');
  return plainCall(value.toLowerCase(), [operand], at);
}

function parsePosition(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('POSITION', '(');
  const part = grammar.value(stream);
  stream.expect('IN');
  const text = grammar.value(stream);
  stream.expect(')');
  return plainCall('strpos', [text, part], at);
}

function parseSubstring(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('SUBSTRING', '(');
  const args = [grammar.expression(stream)];
  if (stream.accept('FROM')) {
    args.push(grammar.expression(stream));
    if (stream.accept('FOR')) args.push(grammar.expression(stream));
  } else {
    while (stream.accept(',')) args.push(grammar.expression(stream));
  }
  stream.expect(')');
  return plainCall('substring', args, at);
}

function parseTrim(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('TRIM', '(');
  const side = ['BOTH', 'LEADING', 'TRAILING'].find((each) => stream.acceptQuietly(each)) ?? 'BOTH';
  const name = side === 'BOTH' ? 'trim' : side === 'LEADING' ? 'ltrim' : 'rtrim';
  let args = stream.is('FROM') ? [] : [grammar.expression(stream)];
  if (stream.accept('FROM')) args = [grammar.expression(stream), ...args];
  else if (stream.accept(',')) args.push(grammar.expression(stream));
  stream.expect(')');
  return plainCall(name, args, at);
}

function parseExists(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('EXISTS', '(');
  const query = grammar.query(stream);
  stream.expect(')');
  return { kind: 'exists', query, at };
}

function parseRow(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('ROW');
  return { kind: 'row', items: parenthesized(stream, () => grammar.expression(stream)), at };
}

function parseArray(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('ARRAY', '[');
  const items = stream.is(']') ? [] : commaList(stream, () => grammar.expression(stream));
  stream.expect(']');
  return { kind: 'array', items, at };
}

function parseGrouping(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('GROUPING');
  return plainCall(
    'grouping',
    parenthesized(stream, () => grammar.expression(stream)),
    at,
  );
}

function parseNormalize(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('NORMALIZE', '(');
  const args = [grammar.expression(stream)];
  if (stream.accept(',')) args.push({ kind: 'string', at: stream.at, value: stream.advance().value });
  stream.expect(')');
  return plainCall('normalize', args, at);
}

function parseCase(stream: TokenStream, grammar: Grammar): Expression {
  const { at } = stream;
  stream.expect('CASE');
  const operand = stream.is('WHEN') ? undefined : grammar.expression(stream);
  const branches: { when: Expression; result: Expression }[] = [];
  while (stream.accept('WHEN')) {
    const when = grammar.expression(stream);
    stream.expect('THEN');
    branches.push({ when, result: grammar.expression(stream) });
  }
  if (branches.length === 0) throw stream.mismatch();
  const otherwise = stream.accept('ELSE') ? grammar.expression(stream) : undefined;
  stream.expect('END');
  return { kind: 'case', branches, at, ...(operand && { operand }), ...(otherwise && { otherwise }) };
}
