/** What every dialect's tokens have. */
export interface ReadableToken {
  readonly kind: string;
  /** Without quotes and with escapes resolved; for a word its upper case. */
  readonly value: string;
  /** Where it ends in the text, from 0. */
  readonly end: number;
}

/** Tokens read from left to right, the last one of kind `end`. Dialects add what their errors need. */
export class TokenReader<T extends ReadableToken> {
  /** The statement's text, that tokens' offsets point into. */
  readonly text: string;
  readonly #tokens: readonly T[];
  #index = 0;

  constructor(text: string, tokens: readonly T[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  /** The token `ahead` of the present one, which is 0. */
  peek(ahead = 0): T {
    return this.#tokens[Math.min(this.#index + ahead, this.#tokens.length - 1)]!;
  }

  /** Where the token before the present one ended; for cutting pieces out of the text. */
  get lastEnd(): number {
    return this.#index > 0 ? this.#tokens[this.#index - 1]!.end : 0;
  }

  previous(): T | undefined {
    return this.#tokens[this.#index - 1];
  }

  advance(): T {
    const token = this.peek();
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  /** Whether the words or symbols come next. */
  is(...words: readonly string[]): boolean {
    return words.every((word, index) => matches(this.peek(index), word));
  }

  /** Whether one of them comes next. */
  isOneOf(...words: readonly string[]): boolean {
    return words.some((word) => this.is(word));
  }
}

function matches({ kind, value }: ReadableToken, word: string): boolean {
  return (kind === 'word' || kind === 'symbol') && value === word;
}
