import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Position } from '../statement.ts';
import type { Grammar } from './grammar.ts';
import { parseSortItems, parseWindow } from './parseWindow.ts';
import type { Call, Expression } from './queryTree.ts';

/** A call of a function with nothing about it but its arguments. */
export function plainCall(name: string, args: readonly Expression[], at: Position): Call {
  return { kind: 'call', name, source: name, args, distinct: false, orderBy: [], ignoreNulls: false, at };
}

/**
 * `name([DISTINCT] args [ORDER BY …]) [WITHIN GROUP (…)] [FILTER (…)] [IGNORE NULLS] [OVER …]`.
 * @throws AthenaSyntaxError
 */
export function parseCall(stream: TokenStream, grammar: Grammar): Call {
  const { at, kind, text, value, offset } = stream.advance();
  const name = (kind === 'word' ? text : value).toLowerCase();
  stream.expect('(');
  const distinct = stream.acceptQuietly('DISTINCT');
  if (!distinct) stream.acceptQuietly('ALL');
  const args = parseArguments(stream, grammar);
  let orderBy = parseSortItems(stream, grammar);
  stream.expect(')');
  if (stream.acceptQuietly('WITHIN', 'GROUP')) {
    stream.expect('(');
    orderBy = parseSortItems(stream, grammar);
    stream.expect(')');
  }
  const filter = parseFilter(stream, grammar);
  const ignoreNulls = stream.acceptQuietly('IGNORE', 'NULLS');
  if (!ignoreNulls) stream.acceptQuietly('RESPECT', 'NULLS');
  const over = stream.acceptQuietly('OVER') ? parseWindow(stream, grammar) : undefined;
  return {
    kind: 'call',
    name,
    source: stream.text.slice(offset, stream.lastEnd),
    args,
    distinct,
    orderBy,
    ignoreNulls,
    at,
    ...(filter && { filter }),
    ...(over && { over }),
  };
}

function parseArguments(stream: TokenStream, grammar: Grammar): Expression[] {
  if (stream.is(')') || stream.is('ORDER')) return [];
  if (stream.is('*', ')')) return [{ kind: 'star', at: stream.advance().at }];
  const args = commaList(stream, () => grammar.expression(stream));
  if (stream.acceptQuietly('ON', 'OVERFLOW')) {
    if (!stream.accept('ERROR')) throw stream.mismatch("'ERROR'");
  }
  return args;
}

function parseFilter(stream: TokenStream, grammar: Grammar): Expression | undefined {
  if (!stream.is('FILTER', '(')) return undefined;
  stream.advance();
  stream.expect('(', 'WHERE');
  const filter = grammar.expression(stream);
  stream.expect(')');
  return filter;
}
