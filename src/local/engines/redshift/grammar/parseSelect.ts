import { commaList, parenthesized } from '../../sql/lists.ts';
import { isBareAlias, isName, readLabel, readName, readRelationName } from '../lexing/names.ts';
import type { TokenStream } from '../lexing/tokenStream.ts';
import { notSupported } from '../redshiftError.ts';
import type { Grammar } from './grammar.ts';
import { parseRelation } from './parseRelation.ts';
import type { Expression, GroupingItem, Name, Select, SelectItem } from './queryTree.ts';

/** A SELECT up to its ORDER BY. https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_synopsis.html */
export function parseSelect(stream: TokenStream, grammar: Grammar): Select {
  const { at } = stream;
  stream.expect('SELECT');
  const top = stream.is('TOP') ? parseTop(stream, grammar) : undefined;
  const distinct = stream.accept('DISTINCT');
  if (distinct && stream.is('ON', '(')) throw notSupported('SELECT DISTINCT ON', stream.at);
  if (!distinct) stream.accept('ALL');
  const late = !top && stream.is('TOP') ? parseTop(stream, grammar) : undefined;
  const limit = top ?? late;
  const items = commaList(stream, () => parseItem(stream, grammar));
  const exclude = stream.accept('EXCLUDE') ? parseExcluded(stream) : [];
  const into = stream.accept('INTO') ? parseInto(stream) : undefined;
  const from = stream.accept('FROM') ? commaList(stream, () => parseRelation(stream, grammar)) : [];
  const where = stream.accept('WHERE') ? grammar.expression(stream) : undefined;
  if (stream.is('START', 'WITH') || stream.is('CONNECT', 'BY')) {
    throw notSupported('CONNECT BY', stream.at, 'Write it as a recursive common table expression (WITH RECURSIVE).');
  }
  const groupBy = stream.is('GROUP') ? parseGroupBy(stream, grammar) : undefined;
  const having = stream.accept('HAVING') ? grammar.expression(stream) : undefined;
  const qualify = stream.accept('QUALIFY') ? grammar.expression(stream) : undefined;
  return {
    kind: 'select',
    at,
    distinct,
    items,
    exclude,
    from,
    ...(limit && { top: limit }),
    ...(into && { into }),
    ...(where && { where }),
    ...(groupBy && { groupBy }),
    ...(having && { having }),
    ...(qualify && { qualify }),
  };
}

function parseTop(stream: TokenStream, grammar: Grammar): Expression {
  stream.expect('TOP');
  const { at } = stream;
  if (stream.accept('(')) {
    const count = grammar.expression(stream);
    stream.expect(')');
    return count;
  }
  if (stream.peek().kind === 'parameter') return grammar.value(stream);
  return { kind: 'number', text: String(stream.integer()), at };
}

function parseItem(stream: TokenStream, grammar: Grammar): SelectItem {
  const { at } = stream;
  if (stream.accept('*')) return { kind: 'all', at };
  const of = parseQualifiedStar(stream);
  if (of) return { kind: 'all', of, at };
  const expression = grammar.expression(stream);
  const alias = parseItemAlias(stream);
  return { kind: 'expression', expression, ...(alias && { alias }) };
}

function parseItemAlias(stream: TokenStream): Name | undefined {
  if (stream.accept('AS')) return readLabel(stream);
  return isBareAlias(stream.peek()) ? readName(stream) : undefined;
}

/** `t.*` or `schema.t.*`. */
function parseQualifiedStar(stream: TokenStream): Name[] | undefined {
  let ahead = 0;
  while (isName(stream.peek(ahead)) && stream.peek(ahead + 1).value === '.') {
    ahead += 2;
    if (stream.peek(ahead).value !== '*' || stream.peek(ahead).kind !== 'symbol') continue;
    const names = Array.from({ length: ahead / 2 }, () => {
      const name = readLabel(stream);
      stream.expect('.');
      return name;
    });
    stream.expect('*');
    return names;
  }
  return undefined;
}

function parseExcluded(stream: TokenStream): Name[] {
  if (stream.is('(')) return parenthesized(stream, () => readName(stream));
  return commaList(stream, () => readName(stream));
}

function parseInto(stream: TokenStream): NonNullable<Select['into']> {
  const temporary = stream.accept('TEMPORARY') || stream.accept('TEMP');
  stream.accept('TABLE');
  return { table: readRelationName(stream), temporary };
}

function parseGroupBy(stream: TokenStream, grammar: Grammar): NonNullable<Select['groupBy']> {
  const { at } = stream;
  stream.expect('GROUP', 'BY');
  if (stream.accept('ALL')) return { items: [], all: true, at };
  return { items: commaList(stream, () => parseGroupingItem(stream, grammar)), all: false, at };
}

function parseGroupingItem(stream: TokenStream, grammar: Grammar): GroupingItem {
  const set = (): Expression[] => parseGroupingSet(stream, grammar);
  if (stream.is('ROLLUP', '(')) {
    stream.advance();
    return { kind: 'rollup', sets: parenthesized(stream, set) };
  }
  if (stream.is('CUBE', '(')) {
    stream.advance();
    return { kind: 'cube', sets: parenthesized(stream, set) };
  }
  if (stream.accept('GROUPING', 'SETS')) return { kind: 'sets', sets: parenthesized(stream, set) };
  if (stream.accept('(', ')')) return { kind: 'empty' };
  return { kind: 'simple', expression: grammar.expression(stream) };
}

function parseGroupingSet(stream: TokenStream, grammar: Grammar): Expression[] {
  if (stream.accept('(', ')')) return [];
  const expression = grammar.expression(stream);
  return expression.kind === 'row' ? [...expression.items] : [expression];
}
