import { ExpressionError } from './expressionError.ts';
import { type Token, tokenize } from './tokenize.ts';

export type Expression =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: '-' | 'NOT'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** How tightly operators bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ['OR'],
  ['AND'],
  ['=', '<>', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
];
const comparison = 2;
const mostDepth = 200;

/** @throws ExpressionError that says at which character it goes wrong */
export function parseExpression(expression: string): Expression {
  const reader = new Reader(tokenize(expression));
  const found = reader.level(0);
  reader.end();
  return found;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(...signs: readonly string[]): string | undefined {
    const { kind, text } = this.#next;
    const word = kind === 'name' ? text.toUpperCase() : text;
    if ((kind !== 'sign' && kind !== 'name') || !signs.includes(word)) return undefined;
    this.#at += 1;
    return word;
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw this.#unexpected(`${sign} is expected`);
  }

  #unexpected(what: string): ExpressionError {
    const { kind, text, at } = this.#next;
    return new ExpressionError(
      kind === 'end' ? `${what} at the end` : `${what} instead of ${JSON.stringify(text)} at character ${at + 1}`,
    );
  }

  end(): void {
    if (this.#next.kind !== 'end') throw this.#unexpected('the end is expected');
  }

  level(index: number): Expression {
    const operators = levels[index];
    if (!operators) return this.#unary();
    this.#depth += 1;
    if (this.#depth > mostDepth * levels.length) throw new ExpressionError('it is nested too deeply');
    // NOT binds looser than a comparison.
    let left: Expression =
      index === comparison && this.#take('NOT')
        ? { kind: 'unary', operator: 'NOT', operand: this.level(index) }
        : this.level(index + 1);
    for (let operator = this.#take(...operators); operator; operator = this.#take(...operators)) {
      left = { kind: 'binary', operator: operator === '!=' ? '<>' : operator, left, right: this.level(index + 1) };
    }
    this.#depth -= 1;
    return left;
  }

  #unary(): Expression {
    if (this.#take('-')) return { kind: 'unary', operator: '-', operand: this.#unary() };
    if (this.#take('+')) return this.#unary();
    return this.#primary();
  }

  #primary(): Expression {
    const token = this.#next;
    if (token.kind === 'end') throw this.#unexpected('a value is expected');
    if (this.#take('(')) {
      const inner = this.level(0);
      this.#need(')');
      return inner;
    }
    if (this.#take('[')) return { kind: 'list', items: this.#items(']') };
    if (token.kind === 'sign') throw this.#unexpected('a value is expected');
    this.#at += 1;
    if (token.kind === 'field') return { kind: 'field', name: token.text };
    if (token.kind !== 'name') return { kind: token.kind, value: token.text };
    if (this.#take('(')) return { kind: 'call', name: token.text, args: this.#items(')') };
    return token.text.toUpperCase() === 'NULL' ? { kind: 'null' } : { kind: 'field', name: token.text };
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#take(end)) return items;
    do items.push(this.level(0));
    while (this.#take(','));
    this.#need(end);
    return items;
  }
}
