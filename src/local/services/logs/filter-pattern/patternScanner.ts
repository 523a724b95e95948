import { Fault } from '../../../server/fault.ts';

export function invalidPattern(reason: string): Fault {
  return new Fault('InvalidParameterException', `Invalid filter pattern: ${reason}`);
}

/** Reads a pattern from left to right. */
export class PatternScanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  /** Whether the text goes on with `token`, which is then passed. Space before it is passed too. */
  take(token: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** As `take`, for a word in any case that ends where it ends. */
  takeWord(word: string): boolean {
    this.skipSpace();
    const end = this.at + word.length;
    if (this.text.slice(this.at, end).toUpperCase() !== word || /\w/.test(this.text[end] ?? '')) return false;
    this.at = end;
    return true;
  }

  /** @throws Fault when the text goes on with anything else */
  expect(token: string): void {
    if (!this.take(token)) throw invalidPattern(`${token} expected at position ${this.at + 1}`);
  }

  /** What matches here; `expression` is sticky. */
  match(expression: RegExp): RegExpExecArray | undefined {
    this.skipSpace();
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  /** The text between double quotes, when a quote is next; `\"` and `\\` are the characters themselves. */
  quoted(): string | undefined {
    const found = this.match(/"((?:[^"\\]|\\[\s\S])*)"/y);
    if (found) return (found[1] ?? '').replace(/\\(["\\])/g, '$1');
    if (this.text[this.at] === '"') throw invalidPattern('a quotation mark is not closed');
    return undefined;
  }

  /** The regular expression between percent signs, when one is next. */
  regex(): RegExp | undefined {
    if (this.text[this.at] !== '%') return undefined;
    const end = this.text.indexOf('%', this.at + 1);
    if (end < 0) throw invalidPattern('a regular expression is not closed by %');
    const source = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return regexOf(source);
  }
}

/**
 * CloudWatch takes a small part of regular expressions: letters, digits, some symbols and the operators
 * `^ $ ? [ ] { } | \ * + .`; no groups, so that none of them can run away.
 */
function regexOf(source: string): RegExp {
  if (source === '') throw invalidPattern('a regular expression is empty');
  const odd = /[^A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.\s]/.exec(source.replace(/\\./g, ''));
  if (odd) throw invalidPattern(`the character ${odd[0]} is not supported in a regular expression`);
  try {
    return new RegExp(source);
  } catch {
    throw invalidPattern(`%${source}% is not a regular expression`);
  }
}

/** A text in which `*` stands for any characters, as a whole value. */
export function wildcard(text: string): (value: string) => boolean {
  if (!text.includes('*')) return (value) => value === text;
  const parts = text.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1).filter(Boolean);
  return (value) => {
    if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) return false;
    let at = first.length;
    for (const part of middle) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= value.length - last.length;
  };
}
