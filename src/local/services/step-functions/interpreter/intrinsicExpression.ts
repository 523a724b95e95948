/** Reads and evaluates `States.Format('… {}', $.a, States.UUID())`. */
import { callIntrinsic } from './intrinsics.ts';
import type { Json } from './json.ts';
import { findPath, type PathRoots } from './jsonPath.ts';
import { runtimeError, StatesError } from './statesError.ts';

/** @throws StatesError States.Runtime for a malformed expression, States.IntrinsicFailure when a function fails */
export function evaluateIntrinsic(expression: string, roots: PathRoots): Json {
  const reader = new Reader(expression, roots);
  const value = reader.call();
  reader.end();
  return value;
}

class Reader {
  readonly #source: string;
  readonly #roots: PathRoots;
  #at = 0;

  constructor(source: string, roots: PathRoots) {
    this.#source = source;
    this.#roots = roots;
  }

  call(): Json {
    const start = this.#skip();
    const name = this.#take(/States\.(\w+)\s*\(/y);
    if (!name) throw this.#malformed('an intrinsic function was expected');
    const args: Json[] = [];
    this.#skip();
    if (!this.#take(/\)/y)) {
      do args.push(this.#argument());
      while (this.#take(/\s*,/y));
      if (!this.#take(/\s*\)/y)) throw this.#malformed("',' or ')' was expected");
    }
    return callIntrinsic(name[1]!, args, this.#source.slice(start, this.#at));
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#source.length) throw this.#malformed('nothing more was expected');
  }

  #argument(): Json {
    this.#skip();
    if (this.#source[this.#at] === '$') return this.#path();
    if (this.#source.startsWith('States.', this.#at)) return this.call();
    const quoted = this.#take(/'((?:[^'\\]|\\.)*)'/y);
    // \' \{ \} and \\ stand for themselves; only Format gives braces a meaning.
    if (quoted) return quoted[1]!.replace(/\\(['{}\\])/g, '$1');
    const literal = this.#take(/-?\d+(\.\d+)?([eE][+-]?\d+)?|true\b|false\b|null\b/y);
    if (literal) return JSON.parse(literal[0]) as Json;
    throw this.#malformed('an argument was expected');
  }

  /** A path ends at the comma or parenthesis that is not inside its own brackets or quotes. */
  #path(): Json {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#source.length; this.#at++) {
      const char = this.#source[this.#at]!;
      if (char === "'" || char === '"') {
        const close = this.#source.indexOf(char, this.#at + 1);
        if (close < 0) throw this.#malformed('a quote is not closed');
        this.#at = close;
      } else if (char === '[' || char === '(') depth++;
      else if (depth > 0 && (char === ']' || char === ')')) depth--;
      else if (depth === 0 && (char === ',' || char === ')')) break;
    }
    const path = this.#source.slice(start, this.#at).trim();
    const value = findPath(path, this.#roots);
    if (value === undefined) {
      throw new StatesError(
        'States.Runtime',
        `The JSONPath '${path}' specified for the intrinsic function '${this.#source}' could not be found in the input '${JSON.stringify(this.#roots.input)}'`,
        { placed: true },
      );
    }
    return value;
  }

  #skip(): number {
    this.#take(/\s+/y);
    return this.#at;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  #malformed(what: string): StatesError {
    return runtimeError(`Invalid intrinsic function '${this.#source}': ${what} at position ${this.#at}.`);
  }
}
