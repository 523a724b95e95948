import { TokenReader } from '../../sql/tokenReader.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { Token } from './tokenize.ts';

/** Tokens read from left to right, with Redshift's one error for what it does not understand. */
export class TokenStream extends TokenReader<Token> {
  /** Whether the session keeps the case of quoted names. */
  readonly caseSensitive: boolean;

  constructor(text: string, tokens: readonly Token[], caseSensitive = false) {
    super(text, tokens);
    this.caseSensitive = caseSensitive;
  }

  get at(): number {
    return this.peek().at;
  }

  /** Takes the words if they come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    for (const _ of words) this.advance();
    return true;
  }

  /** Takes the first of the words that comes next. */
  acceptOneOf<W extends string>(...words: readonly W[]): W | undefined {
    const found = words.find((word) => this.is(word));
    if (found) this.advance();
    return found;
  }

  /** Takes the words one by one. @throws RedshiftError where one is missing */
  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.mismatch();
  }

  /** `syntax error at or near "…"`, for the token that comes next or another. */
  mismatch(token: Token = this.peek()): RedshiftError {
    const text = token.kind === 'end' ? 'syntax error at end of input' : `syntax error at or near "${token.text}"`;
    return new RedshiftError('42601', text, token.at);
  }

  /** Takes a literal in single or dollar quotes. */
  string(): string {
    if (this.peek().kind !== 'string') throw this.mismatch();
    return this.advance().value;
  }

  /** Takes a whole number, with or without a sign. */
  integer(): number {
    const sign = this.accept('-') ? -1 : 1;
    this.accept('+');
    const token = this.peek();
    if (token.kind !== 'number' || !/^\d+$/.test(token.value)) throw this.mismatch();
    return sign * Number(this.advance().value);
  }
}
