import type { Token } from '../../../core/sqlTokens.ts';
import type { Query } from './query.ts';

/** What dialects differ in, as far as the origin of columns goes. */
export interface LineageDialect {
  /** `'\''` is one text. */
  readonly backslash: boolean;
  /** `x -> x + 1` is a function rather than a field of JSON. */
  readonly lambdas: boolean;
}

/** A place in the tokens of a query. Words are asked for in lower case; a quoted name is no word. */
export class Cursor {
  readonly sql: string;
  readonly dialect: LineageDialect;
  /** Handed in, as expressions have queries inside and queries expressions. */
  readonly readQuery: (cursor: Cursor) => Query;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(sql: string, tokens: readonly Token[], dialect: LineageDialect, readQuery: (cursor: Cursor) => Query) {
    this.sql = sql;
    this.#tokens = tokens;
    this.dialect = dialect;
    this.readQuery = readQuery;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw new Error('it ends where more is expected');
    return token;
  }

  /** Whether the words and signs follow each other from here. */
  is(...texts: readonly string[]): boolean {
    return texts.every((text, i) => {
      const token = this.peek(i);
      return token?.text === text && (token.kind === 'word' || token.kind === 'sign');
    });
  }

  isAny(words: ReadonlySet<string>): boolean {
    const token = this.peek();
    return token !== undefined && (token.kind === 'word' || token.kind === 'sign') && words.has(token.text);
  }

  /** Passes over words and signs where they stand here. */
  take(...texts: readonly string[]): boolean {
    if (!this.is(...texts)) return false;
    this.#at += texts.length;
    return true;
  }

  expect(text: string): void {
    if (this.take(text)) return;
    const found = this.peek();
    const near = found ? this.sql.slice(found.start, found.start + 20).split('\n')[0] : '';
    throw new Error(found ? `${text} is expected before “${near}”` : `${text} is missing at its end`);
  }

  /** A name, quoted or not. */
  name(): string {
    const token = this.next();
    if (token.kind === 'word' || token.kind === 'quoted') return token.text;
    throw new Error(`a name is expected before “${this.sql.slice(token.start, token.start + 20)}”`);
  }

  isName(ahead = 0): boolean {
    const kind = this.peek(ahead)?.kind;
    return kind === 'word' || kind === 'quoted';
  }

  /** Whether a query in brackets begins here, with as many brackets as there are. */
  isQueryInBrackets(): boolean {
    let ahead = 0;
    while (this.peek(ahead)?.text === '(' && this.peek(ahead)?.kind === 'sign') ahead++;
    const token = this.peek(ahead);
    return ahead > 0 && token?.kind === 'word' && (token.text === 'select' || token.text === 'with');
  }

  /** Passes over everything up to the closing bracket of the one that was opened just before, and that too. */
  skipBrackets(): void {
    for (let depth = 1; depth > 0; ) {
      const { kind, text } = this.next();
      if (kind !== 'sign') continue;
      if (text === '(' || text === '[' || text === '{') depth++;
      else if (text === ')' || text === ']' || text === '}') depth--;
    }
  }

  /** Passes over everything up to a place outside of brackets, or the bracket that closes what is around. */
  skipUntil(here: () => boolean): void {
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (token.kind === 'sign' && [')', ']', '}', ';'].includes(token.text)) return;
      if (here()) return;
      this.next();
      if (token.kind === 'sign' && ['(', '[', '{'].includes(token.text)) this.skipBrackets();
    }
  }

  /** What is written between two places. */
  textFrom(start: number): string {
    const last = this.#tokens[this.#at - 1];
    return this.sql.slice(start, last?.end ?? start).trim();
  }
}

/** `(a, b)`; empty where no bracket stands here. */
export function namesInBrackets(cursor: Cursor): string[] {
  const names: string[] = [];
  if (!cursor.take('(')) return names;
  while (!cursor.take(')')) {
    names.push(cursor.name());
    // A type may follow, as in a table function's list of columns.
    cursor.skipUntil(() => cursor.is(','));
    cursor.take(',');
  }
  return names;
}
