import { commaList } from '../../sql/lists.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import type { Frame, FrameBound, SortItem, Window } from './queryTree.ts';

/** `ORDER BY …`, or nothing. */
export function parseSortItems(stream: TokenStream, grammar: Grammar): SortItem[] {
  if (!stream.accept('ORDER')) return [];
  stream.expect('BY');
  return commaList(stream, () => {
    const expression = grammar.expression(stream);
    const descending = !stream.accept('ASC') && stream.accept('DESC');
    if (!stream.accept('NULLS')) return { expression, descending };
    const nulls = stream.acceptOneOf('FIRST', 'LAST');
    if (!nulls) throw stream.mismatch();
    return { expression, descending, nulls };
  });
}

/** What stands after OVER, in parentheses. */
export function parseWindow(stream: TokenStream, grammar: Grammar): Window {
  const { at } = stream;
  stream.expect('(');
  let partitionBy: Window['partitionBy'] = [];
  if (stream.accept('PARTITION')) {
    stream.expect('BY');
    partitionBy = commaList(stream, () => grammar.expression(stream));
  }
  const orderBy = parseSortItems(stream, grammar);
  const frame = parseFrame(stream, grammar);
  stream.expect(')');
  return { partitionBy, orderBy, at, ...(frame && { frame }) };
}

function parseFrame(stream: TokenStream, grammar: Grammar): Frame | undefined {
  const unit = stream.acceptOneOf('ROWS', 'RANGE');
  if (!unit) return undefined;
  if (!stream.accept('BETWEEN')) return { unit, start: parseBound(stream, grammar) };
  const start = parseBound(stream, grammar);
  stream.expect('AND');
  return { unit, start, end: parseBound(stream, grammar) };
}

function parseBound(stream: TokenStream, grammar: Grammar): FrameBound {
  if (stream.accept('UNBOUNDED')) {
    if (stream.accept('PRECEDING')) return { kind: 'UNBOUNDED PRECEDING' };
    stream.expect('FOLLOWING');
    return { kind: 'UNBOUNDED FOLLOWING' };
  }
  if (stream.accept('CURRENT')) {
    stream.expect('ROW');
    return { kind: 'CURRENT ROW' };
  }
  const distance = grammar.value(stream);
  if (stream.accept('PRECEDING')) return { kind: 'PRECEDING', distance };
  stream.expect('FOLLOWING');
  return { kind: 'FOLLOWING', distance };
}
