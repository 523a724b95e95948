/** Reads what stands behind FROM: relations, queries, functions, and how they are joined. */
import { type Cursor, namesInBrackets } from './cursor.ts';
import { parseExpression } from './parseExpression.ts';
import type { Source } from './query.ts';
import { clauseWords, joinWords } from './sqlWords.ts';

const noAlias: ReadonlySet<string> = new Set([
  ...clauseWords,
  ...joinWords,
  'on',
  'using',
  'pivot',
  'unpivot',
  'match_recognize',
  'tablesample',
  'window',
  'for',
  'with',
  'at',
]);
const reshaping: ReadonlySet<string> = new Set(['pivot', 'unpivot', 'match_recognize']);

/** Everything up to the next clause. @throws Error when it cannot be read */
export function parseFrom(cursor: Cursor): Source {
  let left = parseJoined(cursor);
  while (cursor.take(',')) {
    left = { kind: 'join', left, right: parseJoined(cursor), side: 'inner', using: [] };
  }
  return left;
}

function parseJoined(cursor: Cursor): Source {
  let left = parseOne(cursor);
  for (let how = joinAhead(cursor); how !== undefined; how = joinAhead(cursor)) {
    const right = parseOne(cursor);
    // What rows are joined by says nothing of their values, unless it is by name.
    if (cursor.take('on')) cursor.skipUntil(() => isAfterCondition(cursor));
    const using = how.natural ? 'natural' : cursor.take('using') ? namesInBrackets(cursor) : [];
    // Semi and anti joins only leave rows out.
    left = how.filter ? left : { kind: 'join', left, right, side: how.side, using };
  }
  return left;
}

interface Join {
  readonly side: 'left' | 'right' | 'full' | 'inner';
  readonly natural: boolean;
  readonly filter: boolean;
}

/** Passes over the words of a join; undefined where none begins. */
function joinAhead(cursor: Cursor): Join | undefined {
  if (!cursor.isAny(joinWords)) return undefined;
  let side: Join['side'] = 'inner';
  let natural = false;
  let filter = false;
  while (!cursor.take('join')) {
    const { text } = cursor.next();
    if (text === 'left' || text === 'right' || text === 'full') side = text;
    else if (text === 'natural') natural = true;
    else if (text === 'semi' || text === 'anti') filter = true;
    else if (!joinWords.has(text) && text !== 'outer') throw new Error('a join is expected');
  }
  return { side, natural, filter };
}

function isAfterCondition(cursor: Cursor): boolean {
  if (cursor.is(',')) return true;
  const isFunction = (cursor.is('left') || cursor.is('right')) && cursor.peek(1)?.text === '(';
  if (cursor.isAny(joinWords) && !isFunction) return true;
  return (cursor.isAny(clauseWords) && !cursor.is('from')) || (cursor.is('window') && cursor.isName(1));
}

function parseOne(cursor: Cursor): Source {
  let source = parsePlain(cursor);
  while (cursor.isAny(reshaping) && cursor.peek(1)?.text === '(') {
    const word = cursor.next().text.toUpperCase();
    cursor.next();
    cursor.skipBrackets();
    source = { kind: 'reshaped', word, source, ...aliasAhead(cursor) };
  }
  if (cursor.take('tablesample')) {
    if (cursor.isName()) cursor.next();
    cursor.expect('(');
    cursor.skipBrackets();
  }
  return source;
}

function parsePlain(cursor: Cursor): Source {
  cursor.take('lateral');
  cursor.take('only');
  if (cursor.isQueryInBrackets() || cursor.is('(', 'values')) {
    if (!isJoinInBrackets(cursor)) {
      cursor.expect('(');
      const query = cursor.readQuery(cursor);
      cursor.expect(')');
      return { kind: 'query', query, ...aliasAhead(cursor) };
    }
  }
  if (cursor.take('(')) {
    const inside = parseFrom(cursor);
    cursor.expect(')');
    return inside;
  }
  const path = [cursor.name()];
  while (cursor.take('.')) path.push(cursor.name());
  if (cursor.is('(')) return parseFunction(cursor, path.at(-1)?.toLowerCase() ?? '');
  return positioned(cursor, { kind: 'relation', path, ...aliasAhead(cursor) });
}

/** `((select …) a join b …)` begins as a query in brackets does. */
function isJoinInBrackets(cursor: Cursor): boolean {
  if (!cursor.is('(', '(')) return false;
  let ahead = 1;
  for (let depth = 0; ; ahead++) {
    const token = cursor.peek(ahead);
    if (!token) return false;
    if (token.kind !== 'sign') continue;
    if (token.text === '(') depth++;
    if (token.text === ')' && --depth === 0) break;
  }
  const after = cursor.peek(ahead + 1);
  if (after?.kind === 'quoted') return true;
  return after?.kind === 'word' && (after.text === 'as' || joinWords.has(after.text) || !clauseWords.has(after.text));
}

/** Redshift's `AT index` names the place of an element that is walked over. */
function positioned(cursor: Cursor, source: Source): Source {
  if (!cursor.take('at')) return source;
  const columns = [cursor.name()];
  const expression = { references: [], queries: [], rows: false, plain: false };
  const right: Source = { kind: 'function', name: 'at', expression, values: true, alias: undefined, columns };
  return { kind: 'join', left: source, right, side: 'inner', using: [] };
}

function parseFunction(cursor: Cursor, name: string): Source {
  cursor.expect('(');
  if (name === 'table') {
    const inner = parseFrom(cursor);
    cursor.expect(')');
    return { ...inner, ...aliasAhead(cursor) } as Source;
  }
  const references: (readonly string[])[] = [];
  let rows = false;
  while (!cursor.take(')')) {
    const argument = parseExpression(cursor);
    references.push(...argument.references);
    rows ||= argument.rows || argument.queries.length > 0;
    if (!cursor.take(',') && !cursor.is(')')) cursor.expect(')');
  }
  cursor.take('with', 'ordinality');
  const expression = { references, queries: [], rows, plain: false };
  return { kind: 'function', name, expression, values: name === 'unnest' && !rows, ...aliasAhead(cursor) };
}

function aliasAhead(cursor: Cursor): { readonly alias: string | undefined; readonly columns: readonly string[] } {
  if (cursor.take('as')) {
    // A function may have a list of columns and no name.
    if (cursor.is('(')) return { alias: undefined, columns: namesInBrackets(cursor) };
  } else if (!cursor.isName() || (cursor.peek()?.kind === 'word' && cursor.isAny(noAlias))) {
    return { alias: undefined, columns: [] };
  }
  const alias = cursor.name();
  return { alias, columns: namesInBrackets(cursor) };
}
