/** Words of calculated fields and conditions: https://docs.aws.amazon.com/quicksight/latest/user/calculated-field-reference.html */
import { ExpressionError } from './expressionError.ts';

export type Token =
  | { readonly kind: 'field' | 'name' | 'text' | 'number' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

const patterns: readonly (readonly [Exclude<Token['kind'], 'end'>, RegExp])[] = [
  ['field', /\{([^{}]+)\}/y],
  ['text', /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y],
  ['number', /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y],
  ['name', /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['sign', /<>|!=|<=|>=|[-+*/%^=<>(),[\]]/y],
];

/** @throws ExpressionError for a sign that has no meaning */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  next: while (at < expression.length) {
    const blank = /\s+/y;
    blank.lastIndex = at;
    if (blank.test(expression)) {
      at = blank.lastIndex;
      continue;
    }
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      const found = pattern.exec(expression);
      if (!found) continue;
      const inner = found[1] ?? found[2];
      const text = kind === 'text' ? (inner ?? '').replace(/\\(.)/gs, '$1') : (inner ?? found[0]);
      tokens.push({ kind, text, at });
      at = pattern.lastIndex;
      continue next;
    }
    throw new ExpressionError(`unexpected ${JSON.stringify(expression[at])} at character ${at + 1}`);
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}
