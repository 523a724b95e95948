/** Reads expressions for the names in them; what operators do with them is of no concern here. */
import type { Cursor } from './cursor.ts';
import type { Parts } from './expressionParts.ts';
import { bracketed, done, readKeyword } from './expressionWords.ts';
import type { Expression } from './query.ts';
import { skipType } from './skipType.ts';
import { clauseWords, dateFunctions, datePartWords, rowFunctions, typeWords } from './sqlWords.ts';

export interface ReadExpression extends Expression {
  readonly windows: readonly string[];
}

/** What an expression at the top of a list ends before. */
interface Bounds {
  /** A name behind it is another thing's, such as its alias. */
  readonly listed: boolean;
}

/**
 * An expression up to a comma, a closing bracket, or, in a list of SELECT, its alias or the next clause.
 * @throws Error when brackets do not match
 */
export function parseExpression(cursor: Cursor, bounds: Bounds = { listed: false }): ReadExpression {
  const parts: Parts = { references: [], queries: [], windows: [], rows: false, other: false, parameters: [] };
  readOperands(cursor, parts, bounds);
  const { references, queries, windows, rows, other } = parts;
  const plain = !other && references.length === 1 && queries.length === 0 && !rows;
  return { references, queries, windows, rows, plain };
}

function readOperands(cursor: Cursor, parts: Parts, { listed }: Bounds): void {
  /** Whether what was just read is a value, so that an operator or the end is next. */
  let value = false;
  for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
    if (token.kind === 'sign') {
      if ([',', ')', ']', '}', ';'].includes(token.text)) return;
      value = readSign(cursor, parts, value);
    } else if (token.kind === 'text' || token.kind === 'number') {
      cursor.next();
      parts.other = true;
      value = true;
    } else {
      if (listed && token.kind === 'word' && endsListed(cursor, token.text, value)) return;
      const read: boolean | undefined =
        token.kind === 'word' ? readKeyword(cursor, parts, token.text, value) : undefined;
      if (read !== undefined) {
        value = read;
        continue;
      }
      // A second name in a row: an alias.
      if (value && listed) return;
      readName(cursor, parts);
      value = true;
    }
  }
}

function endsListed(cursor: Cursor, word: string, value: boolean): boolean {
  if (word === 'as') return true;
  if (word === 'window') return cursor.is('window') && cursor.isName(1) && cursor.peek(2)?.text === 'as';
  return clauseWords.has(word) && (value || word === 'from');
}

/** @returns whether a value was read */
function readSign(cursor: Cursor, parts: Parts, value: boolean): boolean {
  const { text } = cursor.peek() ?? { text: '' };
  if (text === '(') {
    if (cursor.isQueryInBrackets()) parts.queries.push({ query: bracketed(cursor), exists: false });
    else {
      cursor.next();
      readList(cursor, withParameters(cursor, parts), ')');
    }
    return true;
  }
  cursor.next();
  if (text === '[' || text === '{') {
    parts.other = true;
    readList(cursor, parts, text === '[' ? ']' : '}');
    return true;
  }
  if (text === '::') {
    skipType(cursor);
    return done(parts, true);
  }
  if (text === '.' && value && cursor.isName()) {
    cursor.next();
    return done(parts, true);
  }
  if (text === '*' && !value) parts.rows = true;
  return done(parts, false);
}

/** Items apart by commas, and the bracket that closes them. */
function readList(cursor: Cursor, parts: Parts, close: string): void {
  while (!cursor.take(close)) {
    const around = parts.parameters;
    readLambda(cursor, parts);
    readOperands(cursor, parts, { listed: false });
    parts.parameters = around;
    if (cursor.take(',') || cursor.is(close)) continue;
    cursor.expect(close);
  }
}

/** `(a, b) -> …`: what is in the brackets are names of values. */
function withParameters(cursor: Cursor, parts: Parts): Parts {
  if (!cursor.dialect.lambdas) return parts;
  const names: string[] = [];
  let ahead = 0;
  for (; cursor.isName(ahead); ahead++) {
    names.push(cursor.peek(ahead)?.text ?? '');
    if (cursor.peek(ahead + 1)?.text !== ',') break;
    ahead++;
  }
  if (cursor.peek(ahead + 1)?.text === ')' && cursor.peek(ahead + 2)?.text === '->') {
    parts.parameters = [...parts.parameters, ...names];
  }
  return parts;
}

/** `x -> …` at the beginning of an argument. */
function readLambda(cursor: Cursor, parts: Parts): void {
  const [first, arrow, body] = [cursor.peek(), cursor.peek(1), cursor.peek(2)];
  if (!cursor.dialect.lambdas || first?.kind !== 'word' || arrow?.text !== '->') return;
  if (body?.kind === 'text' || body?.kind === 'number') return;
  cursor.next();
  cursor.next();
  parts.parameters = [...parts.parameters, first.text];
}

/** A column, a call, or a value of a row. */
function readName(cursor: Cursor, parts: Parts): void {
  const path = [cursor.name()];
  while (cursor.is('.')) {
    cursor.next();
    if (cursor.take('*')) {
      parts.rows = true;
      parts.other = true;
      return;
    }
    path.push(cursor.name());
  }
  if (cursor.is('(')) readCall(cursor, parts, path.at(-1)?.toLowerCase() ?? '');
  else if (cursor.is('=>') || cursor.is(':=')) cursor.next();
  else if (!parts.parameters.includes(path[0] ?? '')) parts.references.push(path);
  else parts.other = true;
}

function readCall(cursor: Cursor, parts: Parts, name: string): void {
  parts.other = true;
  const before = parts.references.length + parts.queries.length + parts.windows.length;
  if (name !== 'array' && cursor.isQueryInBrackets()) {
    parts.queries.push({ query: bracketed(cursor), exists: false });
  } else {
    cursor.expect('(');
    readArguments(cursor, parts, name);
  }
  if (cursor.take('within', 'group') || cursor.is('filter', '(')) {
    cursor.take('filter');
    cursor.expect('(');
    cursor.take('where');
    readList(cursor, parts, ')');
  }
  if (!cursor.take('ignore', 'nulls')) cursor.take('respect', 'nulls');
  if (cursor.take('over')) readWindow(cursor, parts);
  const found = parts.references.length + parts.queries.length + parts.windows.length > before;
  if (!found && rowFunctions.has(name)) parts.rows = true;
}

function readArguments(cursor: Cursor, parts: Parts, name: string): void {
  if (/^(try_|safe_)?cast$/.test(name)) {
    const value: Parts = { ...parts };
    readUntilAs(cursor, value);
    parts.rows ||= value.rows;
    cursor.skipBrackets();
    return;
  }
  const first = cursor.peek();
  if (name === 'extract' && first?.kind === 'word' && cursor.peek(1)?.text === 'from') cursor.next();
  if (name === 'convert' && cursor.isAny(typeWords)) skipType(cursor);
  if (dateFunctions.has(name) && cursor.isAny(datePartWords) && cursor.peek(1)?.text === ',') cursor.next();
  cursor.take(',');
  if (cursor.take('*')) parts.rows = true;
  readList(cursor, parts, ')');
}

/** The value of a CAST; its type is left to be passed over. */
function readUntilAs(cursor: Cursor, parts: Parts): void {
  readOperands(cursor, parts, { listed: true });
  cursor.expect('as');
}

/** What follows OVER: a name, or what the window is made of. */
function readWindow(cursor: Cursor, parts: Parts): void {
  if (!cursor.is('(')) {
    parts.windows.push(cursor.name());
    return;
  }
  cursor.expect('(');
  if (cursor.isName() && !cursor.is('partition') && !cursor.is('order') && !isFrame(cursor)) {
    parts.windows.push(cursor.name());
  }
  while (!cursor.take(')')) {
    if (isFrame(cursor)) {
      cursor.skipBrackets();
      return;
    }
    readUntilFrame(cursor, parts);
    if (!cursor.take(',') && !cursor.is('order') && !isFrame(cursor) && !cursor.is(')')) cursor.expect(')');
  }
}

function isFrame(cursor: Cursor): boolean {
  if (!cursor.is('rows') && !cursor.is('range') && !cursor.is('groups')) return false;
  const { kind, text = '' } = cursor.peek(1) ?? { kind: 'sign' };
  return kind === 'number' || ['between', 'unbounded', 'current'].includes(text) || kind === 'text';
}

/** One expression of PARTITION BY or ORDER BY, which the frame may follow without a comma. */
function readUntilFrame(cursor: Cursor, parts: Parts): void {
  cursor.take('partition', 'by');
  cursor.take('order', 'by');
  readOperands(cursor, parts, { listed: true });
}

/** Windows in a WINDOW clause: what each is made of. */
export function parseWindow(cursor: Cursor): ReadExpression {
  const parts: Parts = { references: [], queries: [], windows: [], rows: false, other: true, parameters: [] };
  readWindow(cursor, parts);
  return { ...parts, plain: false };
}
