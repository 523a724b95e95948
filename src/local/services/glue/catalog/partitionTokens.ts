import { invalidInput } from '../glueOperation.ts';

export interface Token {
  readonly kind: 'word' | 'literal' | 'symbol';
  readonly text: string;
  /** A word in double quotes or backticks, which is a name and never a keyword. */
  readonly quoted: boolean;
  /** Where it begins, from 0. */
  readonly at: number;
}

const pattern =
  /\s*(?:(?<literal>'(?:[^']|'')*'|[+-]?\d+(?:\.\d+)?(?![\w.]))|(?<quoted>"[^"]+"|`[^`]+`)|(?<word>[A-Za-z_][\w.]*)|(?<symbol><=|>=|<>|!=|[=<>(),]))/y;

/** The words, literals (their text, without quotes) and symbols of a partition expression. @throws Fault InvalidInputException */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(expression);
    if (!match?.groups) {
      throw invalidInput(`Unsupported expression '${expression}': cannot be read from position ${from + 1}`);
    }
    const { literal, quoted, word, symbol } = match.groups;
    const at = from + match[0].length - (literal ?? quoted ?? word ?? symbol ?? '').length;
    if (literal !== undefined) {
      const text = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal;
      tokens.push({ kind: 'literal', text, quoted: false, at });
    } else if (quoted !== undefined) {
      tokens.push({ kind: 'word', text: quoted.slice(1, -1), quoted: true, at });
    } else {
      tokens.push({ kind: word ? 'word' : 'symbol', text: word ?? symbol ?? '', quoted: false, at });
    }
  }
  return tokens;
}
