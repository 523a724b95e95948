import { syntaxError } from '../athenaSyntaxError.ts';
import type { Position } from '../statement.ts';
import type { Token } from './tokenize.ts';

/**
 * Tokens read from left to right. What was looked for at the present token and not found is remembered, so that an
 * error can say what would have been understood, as Trino's does.
 */
export class TokenStream {
  /** The statement's text, that tokens' offsets point into. */
  readonly text: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #expected = new Set<string>();

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  /** The token `ahead` of the present one, which is 0. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  get at(): Position {
    return this.peek().at;
  }

  /** Where the token before the present one ended; for cutting pieces out of the text. */
  get lastEnd(): number {
    return this.#index > 0 ? this.#tokens[this.#index - 1]!.end : 0;
  }

  previous(): Token | undefined {
    return this.#tokens[this.#index - 1];
  }

  advance(): Token {
    const token = this.peek();
    if (token.kind !== 'end') {
      this.#index += 1;
      this.#expected.clear();
    }
    return token;
  }

  /** Whether the words or symbols come next; nothing is remembered. */
  is(...words: readonly string[]): boolean {
    return words.every((word, index) => matches(this.peek(index), word));
  }

  /** Whether one of them comes next. */
  isOneOf(...words: readonly string[]): boolean {
    return words.some((word) => this.is(word));
  }

  /** Takes the words if they come next; the first of them is remembered as possible here if not. */
  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) {
      this.mention(`'${words[0]}'`);
      return false;
    }
    for (const _ of words) this.advance();
    return true;
  }

  /** As `accept`, for what Trino's errors leave out of their lists. */
  acceptQuietly(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    for (const _ of words) this.advance();
    return true;
  }

  /** Takes the words one by one. @throws AthenaSyntaxError where one is missing */
  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.mismatch();
  }

  mention(...expected: readonly string[]): void {
    for (const each of expected) this.#expected.add(each);
  }

  /** The error of the present token, with everything that would have been understood in its place. */
  mismatch(...expected: readonly string[]): Error {
    this.mention(...expected);
    const token = this.peek();
    if (token.kind === 'backquoted') {
      return syntaxError(token.at, 'backquoted identifiers are not supported; use double quotes to quote identifiers');
    }
    return syntaxError(
      token.at,
      `mismatched input '${token.text}'. Expecting: ${[...this.#expected].sort().join(', ')}`,
    );
  }
}

function matches(token: Token, word: string): boolean {
  return (token.kind === 'word' || token.kind === 'symbol') && token.value === word;
}
