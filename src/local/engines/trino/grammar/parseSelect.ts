import { commaList, parenthesized } from '../../sql/lists.ts';
import { nameOf, readName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import type { Grammar } from './grammar.ts';
import { mayBeAlias, parseFrom } from './parseRelation.ts';
import { parseWindow } from './parseWindow.ts';
import type { Expression, GroupingItem, Name, Select, SelectItem } from './queryTree.ts';

/** `SELECT …` up to its WINDOW clause. https://trino.io/docs/current/sql/select.html */
export function parseSelect(stream: TokenStream, grammar: Grammar): Select {
  const { at } = stream;
  stream.expect('SELECT');
  const distinct = stream.accept('DISTINCT');
  if (!distinct) stream.accept('ALL');
  const items = commaList(stream, () => parseItem(stream, grammar));
  const from = parseFrom(stream, grammar);
  const where = stream.accept('WHERE') ? grammar.expression(stream) : undefined;
  const groupBy = parseGroupBy(stream, grammar);
  const having = stream.accept('HAVING') ? grammar.expression(stream) : undefined;
  const windows = stream.accept('WINDOW')
    ? commaList(stream, () => {
        const name = parseName(stream);
        stream.expect('AS');
        return { name, window: parseWindow(stream, grammar) };
      })
    : [];
  return {
    kind: 'select',
    at,
    distinct,
    items,
    from,
    ...(where && { where }),
    ...(groupBy && { groupBy }),
    ...(having && { having }),
    windows,
  };
}

function parseName(stream: TokenStream): Name {
  const token = readName(stream);
  return { text: nameOf(token), at: token.at };
}

function parseItem(stream: TokenStream, grammar: Grammar): SelectItem {
  const { at } = stream;
  if (stream.accept('*')) return { kind: 'all', at };
  const expression = grammar.expression(stream);
  if (stream.is('.', '*')) {
    stream.advance();
    stream.advance();
    const aliases =
      stream.is('AS', '(') && stream.accept('AS') ? parenthesized(stream, () => parseName(stream)) : undefined;
    return { kind: 'all', of: expression, at, ...(aliases && { aliases }) };
  }
  if (stream.accept('AS')) return { kind: 'expression', expression, alias: parseName(stream) };
  if (mayBeAlias(stream)) return { kind: 'expression', expression, alias: parseName(stream) };
  stream.mention('<identifier>');
  return { kind: 'expression', expression };
}

function parseGroupBy(stream: TokenStream, grammar: Grammar): Select['groupBy'] {
  const { at } = stream;
  if (!stream.accept('GROUP')) return undefined;
  stream.expect('BY');
  const distinct = stream.acceptQuietly('DISTINCT');
  if (!distinct) stream.acceptQuietly('ALL');
  return { distinct, items: commaList(stream, () => parseGroupingItem(stream, grammar)), at };
}

function parseGroupingItem(stream: TokenStream, grammar: Grammar): GroupingItem {
  const list = (): Expression[] => {
    stream.expect('(');
    const items = stream.is(')') ? [] : commaList(stream, () => grammar.expression(stream));
    stream.expect(')');
    return items;
  };
  if (stream.accept('ROLLUP')) return { kind: 'rollup', expressions: list() };
  if (stream.accept('CUBE')) return { kind: 'cube', expressions: list() };
  if (stream.accept('GROUPING')) {
    stream.expect('SETS');
    const set = (): Expression[] => (stream.is('(') ? list() : [grammar.expression(stream)]);
    return { kind: 'sets', sets: parenthesized(stream, set) };
  }
  stream.mention("'('");
  if (stream.is('(', ')')) return { kind: 'simple', expressions: list() };
  const expression = grammar.expression(stream);
  return { kind: 'simple', expressions: expression.kind === 'row' ? expression.items : [expression] };
}
