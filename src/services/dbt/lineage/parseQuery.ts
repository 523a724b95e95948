import { tokensOf } from '../../../core/sqlTokens.ts';
import { Cursor, type LineageDialect, namesInBrackets } from './cursor.ts';
import { parseExpression, parseWindow, type ReadExpression } from './parseExpression.ts';
import { parseFrom } from './parseSource.ts';
import type { CommonTable, Expression, Query, QueryBody, SelectItem } from './query.ts';
import { clauseWords, setWords } from './sqlWords.ts';

/** @throws Error in words that can follow “cannot be read:” */
export function parseQuery(sql: string, dialect: LineageDialect): Query {
  const cursor = new Cursor(sql, tokensOf(sql, dialect.backslash), dialect, readQuery);
  const query = readQuery(cursor);
  cursor.take(';');
  const left = cursor.peek();
  if (left) throw new Error(`“${sql.slice(left.start, left.start + 20)}” is not expected there`);
  return query;
}

function readQuery(cursor: Cursor): Query {
  const tables = cursor.take('with') ? readCommonTables(cursor) : [];
  const body = readUnion(cursor);
  // What orders and limits rows says nothing of their values.
  cursor.skipUntil(() => false);
  return { with: tables, body };
}

function readCommonTables(cursor: Cursor): CommonTable[] {
  const recursive = cursor.take('recursive');
  const tables: CommonTable[] = [];
  do {
    const name = cursor.name();
    const columns = namesInBrackets(cursor);
    cursor.expect('as');
    if (!cursor.take('materialized')) cursor.take('not', 'materialized');
    cursor.expect('(');
    const query = readQuery(cursor);
    cursor.expect(')');
    tables.push({ name, columns, query, recursive });
  } while (cursor.take(','));
  return tables;
}

function readUnion(cursor: Cursor): QueryBody {
  let left = readIntersect(cursor);
  while (cursor.is('union') || cursor.is('except') || cursor.is('minus')) {
    const right = cursor.next().text === 'union' ? 'values' : 'filter';
    left = readSide(cursor, left, right, readIntersect);
  }
  return left;
}

function readIntersect(cursor: Cursor): QueryBody {
  let left = readOne(cursor);
  while (cursor.take('intersect')) left = readSide(cursor, left, 'filter', readOne);
  return left;
}

function readSide(
  cursor: Cursor,
  left: QueryBody,
  right: 'values' | 'filter',
  read: (cursor: Cursor) => QueryBody,
): QueryBody {
  if (!cursor.take('all')) cursor.take('distinct');
  const byName = cursor.take('by', 'name');
  return { kind: 'set', right, byName, sides: [left, read(cursor)] };
}

function readOne(cursor: Cursor): QueryBody {
  if (cursor.take('(')) {
    const query = readQuery(cursor);
    cursor.expect(')');
    return { kind: 'nested', query };
  }
  if (cursor.take('values')) {
    const rows: Expression[][] = [];
    do {
      cursor.expect('(');
      const row: Expression[] = [];
      while (!cursor.take(')')) {
        row.push(parseExpression(cursor));
        if (!cursor.take(',') && !cursor.is(')')) cursor.expect(')');
      }
      rows.push(row);
    } while (cursor.take(','));
    return { kind: 'values', rows };
  }
  cursor.expect('select');
  return readSelect(cursor);
}

interface WindowedItem {
  readonly item: SelectItem;
  readonly windows: readonly string[];
}

function readSelect(cursor: Cursor): QueryBody {
  skipQuantifier(cursor);
  const items: WindowedItem[] = [];
  do {
    // Some dialects allow a comma behind the last one.
    if (items.length > 0 && (cursor.is('from') || cursor.peek() === undefined)) break;
    items.push(readItem(cursor));
  } while (cursor.take(','));
  if (cursor.take('into')) cursor.skipUntil(() => cursor.is('from'));
  const from = cursor.take('from') ? parseFrom(cursor) : undefined;
  const next = cursor.peek();
  const isEnd = !next || next.text === ')' || next.text === ';' || cursor.isAny(clauseWords) || cursor.is('window');
  if (!isEnd) cursor.expect(from ? 'where' : 'from');
  const windows = readRest(cursor);
  return { kind: 'select', items: items.map((each) => withWindows(each, windows)), from };
}

function skipQuantifier(cursor: Cursor): void {
  cursor.take('all');
  if (cursor.take('distinct') && cursor.take('on')) {
    cursor.expect('(');
    cursor.skipBrackets();
  }
  const count = cursor.peek(1);
  if (cursor.is('top') && (count?.kind === 'number' || count?.text === '(')) {
    cursor.next();
    if (cursor.next().text === '(') cursor.skipBrackets();
  }
}

function readItem(cursor: Cursor): WindowedItem {
  const star = readStar(cursor);
  if (star) return { item: star, windows: [] };
  const first = cursor.peek();
  const expression = parseExpression(cursor, { listed: true });
  const text = cursor.textFrom(first?.start ?? 0);
  const next = cursor.peek();
  const named = cursor.take('as') || (cursor.isName() && !(next?.kind === 'word' && clauseWords.has(next.text)));
  if (text === '') cursor.expect('an expression');
  const isWindow = next?.text === 'window' && cursor.peek(2)?.text === 'as';
  const name = named && !isWindow ? cursor.name() : unnamed(text, expression);
  return { item: { kind: 'expression', name, expression, text }, windows: expression.windows };
}

/** What Postgres and Redshift call a column that has no name. */
function unnamed(text: string, expression: Expression): string {
  const [first] = expression.references;
  if (expression.plain || /^[\w".]+::/.test(text) || /^cast\s*\(/i.test(text)) return first?.at(-1) ?? '?column?';
  if (/^case\b/i.test(text)) return 'case';
  return (/^(?:\w+\.)*(\w+)\s*\(/.exec(text)?.[1] ?? '?column?').toLowerCase();
}

/** `*` or `orders.*`, with what some dialects let follow it. */
function readStar(cursor: Cursor): SelectItem | undefined {
  let ahead = 0;
  while (cursor.isName(ahead) && cursor.peek(ahead + 1)?.text === '.') ahead += 2;
  const star = cursor.peek(ahead);
  if (star?.kind !== 'sign' || star.text !== '*') return undefined;
  const of: string[] = [];
  while (!cursor.take('*')) {
    of.push(cursor.name());
    cursor.expect('.');
  }
  const without: string[] = [];
  const renamed = new Map<string, string>();
  const replaced = new Map<string, Expression>();
  for (;;) {
    if (cursor.is('exclude') || cursor.is('except', '(')) without.push(...readExcluded(cursor));
    else if (cursor.take('replace')) readPairs(cursor, (expression, name) => replaced.set(name, expression));
    else if (cursor.take('rename'))
      readPairs(cursor, ({ references }, name) => renamed.set(references[0]?.[0] ?? '', name));
    else break;
  }
  return { kind: 'star', of, without, renamed, replaced };
}

function readExcluded(cursor: Cursor): string[] {
  cursor.next();
  return cursor.is('(') ? namesInBrackets(cursor) : [cursor.name()];
}

function readPairs(cursor: Cursor, add: (expression: ReadExpression, name: string) => void): void {
  cursor.expect('(');
  do {
    const expression = parseExpression(cursor, { listed: true });
    cursor.expect('as');
    add(expression, cursor.name());
  } while (cursor.take(','));
  cursor.expect(')');
}

/** Passes over WHERE, GROUP BY and the like; the windows that are defined there are returned by name. */
function readRest(cursor: Cursor): ReadonlyMap<string, ReadExpression> {
  const windows = new Map<string, ReadExpression>();
  for (;;) {
    cursor.skipUntil(() => cursor.isAny(setWords) || (cursor.is('window') && cursor.peek(2)?.text === 'as'));
    if (!cursor.take('window')) return windows;
    do {
      const name = cursor.name();
      cursor.expect('as');
      windows.set(name, parseWindow(cursor));
    } while (cursor.take(','));
  }
}

function withWindows({ item, windows }: WindowedItem, defined: ReadonlyMap<string, ReadExpression>): SelectItem {
  if (item.kind === 'star' || windows.length === 0) return item;
  const more = windows.flatMap((name) => defined.get(name) ?? []);
  const { expression } = item;
  const references = [...expression.references, ...more.flatMap((each) => each.references)];
  return { ...item, expression: { ...expression, references, rows: expression.rows || references.length === 0 } };
}
