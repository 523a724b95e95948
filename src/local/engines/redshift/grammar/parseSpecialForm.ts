import { commaList, parenthesized } from '../../sql/lists.ts';
import { readNames } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { notSupported } from '../redshiftError.ts';
import { beginsQuery, type Grammar } from './grammar.ts';
import { parseCall, plainCall } from './parseCall.ts';
import { parseType } from './parseType.ts';
import type { Expression } from './queryTree.ts';

type Parse = (stream: TokenStream, grammar: Grammar, at: number) => Expression;

/** Words that begin an expression of a form of their own; the word itself has been taken. */
const forms: Readonly<Record<string, Parse>> = {
  NULL: (_stream, _grammar, at) => ({ kind: 'null', at }),
  TRUE: (_stream, _grammar, at) => ({ kind: 'boolean', value: true, at }),
  FALSE: (_stream, _grammar, at) => ({ kind: 'boolean', value: false, at }),
  CASE: parseCase,
  CURRENT_DATE: (_stream, _grammar, at) => plainCall('current_date', [], at),
  CURRENT_TIME: (_stream, _grammar, at) => plainCall('current_time', [], at),
  CURRENT_TIMESTAMP: (_stream, _grammar, at) => plainCall('current_timestamp', [], at),
  LOCALTIME: (_stream, _grammar, at) => plainCall('localtime', [], at),
  LOCALTIMESTAMP: (_stream, _grammar, at) => plainCall('localtimestamp', [], at),
  SYSDATE: (_stream, _grammar, at) => plainCall('sysdate', [], at),
  CURRENT_USER: (_stream, _grammar, at) => plainCall('current_user', [], at),
  CURRENT_USER_ID: (_stream, _grammar, at) => plainCall('current_user_id', [], at),
  SESSION_USER: (_stream, _grammar, at) => plainCall('session_user', [], at),
  CURRENT_SCHEMA: (_stream, _grammar, at) => plainCall('current_schema', [], at),
  CURRENT_CATALOG: (_stream, _grammar, at) => plainCall('current_database', [], at),
  CURRENT_NAMESPACE: (_stream, _grammar, at) => plainCall('current_namespace', [], at),
  CURRENT_AWS_ACCOUNT: (_stream, _grammar, at) => plainCall('current_aws_account', [], at),
  USER: (_stream, _grammar, at) => plainCall('current_user', [], at),
};

/** Words that do so only with what is expected after them. */
const openForms: Readonly<Record<string, Parse>> = {
  CAST: parseCast,
  TRY_CAST: (stream, grammar, at) => ({ ...parseCast(stream, grammar, at), safe: true }) as Expression,
  CONVERT: parseConvert,
  EXTRACT: parseExtract,
  POSITION: parsePosition,
  SUBSTRING: parseSubstring,
  TRIM: parseTrim,
  EXISTS: parseExists,
  OBJECT_TRANSFORM: (_stream, _grammar, at) => {
    throw notSupported('function object_transform', at, 'Read the attributes, and write OBJECT(…) of them.');
  },
  ROW: (stream, grammar, at) => ({
    kind: 'row',
    items: parenthesized(stream, () => grammar.expression(stream)),
    at,
  }),
  ARRAY: (stream, grammar, at) => {
    if (!beginsQuery(stream, 1)) return plainCallOf('array', stream, grammar, at);
    stream.expect('(');
    const query = grammar.query(stream);
    stream.expect(')');
    return { kind: 'array-query', query, at };
  },
};

/** Datepart words that DATEADD and its like take bare; all others are names that the writer reads as dateparts. */
export function parseSpecialForm(stream: TokenStream, grammar: Grammar): Expression | undefined {
  const { value, at } = stream.peek();
  const after = stream.peek(1);
  const opens = after.kind === 'symbol' && after.value === '(';
  const form = opens ? openForms[value] : undefined;
  if (form) {
    stream.advance();
    return form(stream, grammar, at);
  }
  if (value === 'ARRAY' && after.value === '[') return parseArray(stream, grammar, at);
  if (value === 'INTERVAL' && (after.kind === 'string' || after.kind === 'number')) return parseInterval(stream, at);
  if (value === 'APPROXIMATE') {
    if (after.kind !== 'word' || stream.peek(2).value !== '(') return undefined;
    stream.advance();
    return parseCall(stream, grammar, readNames(stream), true);
  }
  const plain = Object.hasOwn(forms, value) ? forms[value] : undefined;
  if (!plain) return undefined;
  stream.advance();
  if (opens && value.includes('_') && stream.is('(', ')')) {
    stream.advance();
    stream.advance();
  }
  return plain(stream, grammar, at);
}

function plainCallOf(name: string, stream: TokenStream, grammar: Grammar, at: number): Expression {
  return parseCall(stream, grammar, [{ text: name, at }]);
}

function parseArray(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('ARRAY', '[');
  const items = stream.is(']') ? [] : commaList(stream, () => grammar.expression(stream));
  stream.expect(']');
  return { kind: 'array', items, at };
}

function parseCase(stream: TokenStream, grammar: Grammar, at: number): Expression {
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

function parseCast(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const operand = grammar.expression(stream);
  stream.expect('AS');
  const type = parseType(stream);
  stream.expect(')');
  return { kind: 'cast', safe: false, operand, type, at };
}

/** `CONVERT(type, expression)`. */
function parseConvert(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const type = parseType(stream);
  stream.expect(',');
  const operand = grammar.expression(stream);
  stream.expect(')');
  return { kind: 'cast', safe: false, operand, type, at };
}

function parseExtract(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const part = stream.peek();
  if (part.kind === 'end' || part.kind === 'symbol') throw stream.mismatch();
  stream.advance();
  stream.expect('FROM');
  const from = grammar.expression(stream);
  stream.expect(')');
  return plainCall('extract', [{ kind: 'string', value: part.value.toLowerCase(), at: part.at }, from], at);
}

function parsePosition(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const part = grammar.value(stream);
  stream.expect('IN');
  const whole = grammar.value(stream);
  stream.expect(')');
  return plainCall('strpos', [whole, part], at);
}

function parseSubstring(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const args = [grammar.expression(stream)];
  if (stream.accept('FROM')) {
    args.push(grammar.expression(stream));
    if (stream.accept('FOR')) args.push(grammar.expression(stream));
  } else if (stream.accept('FOR')) {
    args.push({ kind: 'number', text: '1', at: stream.at }, grammar.expression(stream));
  } else while (stream.accept(',')) args.push(grammar.expression(stream));
  stream.expect(')');
  return plainCall('substring', args, at);
}

function parseTrim(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const side = stream.acceptOneOf('BOTH', 'LEADING', 'TRAILING') ?? 'BOTH';
  const name = { BOTH: 'btrim', LEADING: 'ltrim', TRAILING: 'rtrim' }[side];
  if (stream.accept('FROM')) {
    const text = grammar.expression(stream);
    stream.expect(')');
    return plainCall(name, [text], at);
  }
  const first = grammar.expression(stream);
  const args = stream.accept('FROM') ? [grammar.expression(stream), first] : [first];
  if (args.length === 1 && stream.accept(',')) args.push(grammar.expression(stream));
  stream.expect(')');
  return plainCall(name, args, at);
}

function parseExists(stream: TokenStream, grammar: Grammar, at: number): Expression {
  stream.expect('(');
  const query = grammar.query(stream);
  stream.expect(')');
  return { kind: 'exists', query, at };
}

const units = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

/** `INTERVAL '1 day'`, `INTERVAL '1' DAY`, `INTERVAL 1 DAY` and `INTERVAL '1-2' YEAR TO MONTH`. */
function parseInterval(stream: TokenStream, at: number): Expression {
  stream.expect('INTERVAL');
  const value = stream.advance().value;
  const from = stream.acceptOneOf(...units) ?? stream.acceptOneOf('WEEK', 'YEARS', 'MONTHS', 'WEEKS', 'DAYS', 'HOURS');
  const to = from && stream.accept('TO') ? stream.acceptOneOf(...units) : undefined;
  if (stream.is('(') && stream.peek(1).kind === 'number') {
    stream.expect('(');
    stream.integer();
    stream.expect(')');
  }
  return { kind: 'interval', value, at, ...(from && { from }), ...(to && { to }) };
}
