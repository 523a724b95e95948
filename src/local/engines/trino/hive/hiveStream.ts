import { hiveError } from '../athenaSyntaxError.ts';
import { tableNameOf } from '../lexing/names.ts';
import { type Token, tokenize } from '../lexing/tokenize.ts';
import type { TableName } from '../statement.ts';

/**
 * The tokens of a Hive statement, read from left to right, with errors in the words of Hive's parser.
 * `context` names what is being read, for those errors: `table name`, `column specification` …
 */
export class HiveStream {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(sql: string) {
    this.#tokens = tokenize(sql, 'hive');
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  advance(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  is(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return (token.kind === 'word' || token.kind === 'symbol') && token.value === word;
    });
  }

  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.#index += words.length;
    return true;
  }

  expect(context: string, ...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.mismatch(word, context);
  }

  /** A name, bare or in backticks. @throws AthenaSyntaxError */
  name(context: string): string {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'backquoted') throw this.unrecognized(context);
    this.advance();
    return (token.kind === 'word' ? token.text : token.value).toLowerCase();
  }

  tableName(): TableName {
    const parts = [this.name('table name')];
    while (parts.length < 3 && this.accept('.')) parts.push(this.name('table name'));
    return tableNameOf(parts);
  }

  /** A string in single or double quotes. @throws AthenaSyntaxError */
  string(context: string): string {
    const token = this.peek();
    if (token.kind !== 'string' && token.kind !== 'quoted') throw this.mismatch('StringLiteral', context);
    return this.advance().value;
  }

  integer(context: string): number {
    if (this.peek().kind !== 'number') throw this.mismatch('Number', context);
    return Number(this.advance().value);
  }

  /** Items between parentheses, with commas between them. */
  list<T>(context: string, item: () => T): T[] {
    this.expect(context, '(');
    const items = [item()];
    while (this.accept(',')) items.push(item());
    this.expect(context, ')');
    return items;
  }

  /** Nothing may follow. @throws AthenaSyntaxError */
  end(): void {
    this.accept(';');
    const token = this.peek();
    if (token.kind === 'end') return;
    throw hiveError(token.at, `missing EOF at '${token.text}' near '${this.#near()}'`);
  }

  mismatch(expected: string, context: string): Error {
    const token = this.peek();
    const near = this.#near();
    return hiveError(token.at, `mismatched input '${token.text}' expecting ${expected} near '${near}' in ${context}`);
  }

  unrecognized(context: string, from = this.#index): Error {
    const [first, ...rest] = [0, 1, 2].map((ahead) => this.#tokens[Math.min(from + ahead, this.#tokens.length - 1)]!);
    const near = [first!, ...rest].map(({ text }) => `'${text}'`).join(' ');
    return hiveError(first!.at, `cannot recognize input near ${near} in ${context}`);
  }

  #near(): string {
    return this.#tokens[this.#index - 1]?.text ?? '<EOF>';
  }
}
