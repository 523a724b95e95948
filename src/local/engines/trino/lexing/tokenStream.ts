import { TokenReader } from '../../sql/tokenReader.ts';
import { syntaxError } from '../athenaSyntaxError.ts';
import type { Position } from '../statement.ts';
import type { Token } from './tokenize.ts';

/**
 * Tokens read from left to right. What was looked for at the present token and not found is remembered, so that an
 * error can say what would have been understood, as Trino's does.
 */
export class TokenStream extends TokenReader<Token> {
  readonly #expected = new Set<string>();

  get at(): Position {
    return this.peek().at;
  }

  override advance(): Token {
    if (this.peek().kind !== 'end') this.#expected.clear();
    return super.advance();
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
