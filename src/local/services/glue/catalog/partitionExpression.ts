/**
 * The filter of GetPartitions: `year = '2026' AND (month > '03' OR region IN ('a', 'b'))`, as
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html describes it.
 */
import { invalidInput } from '../glueOperation.ts';
import { type Token, tokensOf } from './partitionTokens.ts';
import { type Comparable, comparableOf, isText, likePattern } from './partitionValue.ts';

/** A partition key as the table declares it. */
export interface PartitionColumn {
  readonly Name: string;
  readonly Type?: string | undefined;
}

/** SQL's three values: undefined is unknown, which a comparison with a null gives. */
type Truth = boolean | undefined;
type Test = (values: readonly string[]) => Truth;

export interface PartitionFilter {
  readonly matches: (values: readonly string[]) => boolean;
  /** Values that every match begins with, for reading no more partitions than needed. */
  readonly leading: readonly string[];
}

/** What Hive writes for a null in a partition's path. */
const hiveNull = '__HIVE_DEFAULT_PARTITION__';

/** @throws Fault InvalidInputException saying what is wrong, and where */
export function parsePartitionExpression(expression: string, keys: readonly PartitionColumn[]): PartitionFilter {
  const parser = new Parser(tokensOf(expression), expression, keys);
  const test = parser.parse();
  return { matches: (values) => test(values) === true, leading: leadingOf(parser.equalities, keys) };
}

/** Equal values of the first keys that hold for the whole expression, as those keys' texts. */
function leadingOf(equalities: ReadonlyMap<number, string>, keys: readonly PartitionColumn[]): string[] {
  const leading: string[] = [];
  for (const [i, key] of keys.entries()) {
    const value = equalities.get(i);
    // Numbers and dates can be written in more than one way (7, 07), so only texts narrow what is read.
    if (value === undefined || !isText(key.Type)) break;
    leading.push(value);
  }
  return leading;
}

class Parser {
  /** Key → text, for what is joined to the whole by AND alone. */
  readonly equalities = new Map<number, string>();
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #keys: readonly PartitionColumn[];
  #at = 0;
  /** How many ORs, NOTs or parentheses stand between here and the whole. */
  #nested = 0;

  constructor(tokens: readonly Token[], text: string, keys: readonly PartitionColumn[]) {
    this.#tokens = tokens;
    this.#text = text;
    this.#keys = keys;
  }

  parse(): Test {
    const test = this.#or();
    const rest = this.#peek();
    if (rest) throw this.#unexpected(rest);
    // An OR of the whole makes no single side of it certain.
    if (this.#tokens.some((token) => isWord(token, 'or'))) this.equalities.clear();
    return test;
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.#takeWord('or')) tests.push(this.#and());
    return tests.length === 1 ? tests[0]! : (values) => disjunction(tests.map((test) => test(values)));
  }

  #and(): Test {
    const tests = [this.#not()];
    while (this.#takeWord('and')) tests.push(this.#not());
    return tests.length === 1
      ? tests[0]!
      : (values) => negation(disjunction(tests.map((test) => negation(test(values)))));
  }

  #not(): Test {
    if (!this.#takeWord('not')) return this.#primary();
    this.#nested += 1;
    const test = this.#not();
    this.#nested -= 1;
    return (values) => negation(test(values));
  }

  #primary(): Test {
    if (this.#takeSymbol('(')) {
      const test = this.#or();
      this.#needSymbol(')');
      return test;
    }
    const token = this.#next();
    // `'2026' = year` is the same as `year = '2026'`.
    if (token.kind === 'literal') return this.#mirrored(token.text);
    return this.#predicate(this.#keyOf(token));
  }

  #mirrored(literal: string): Test {
    const operator = this.#next();
    const turned = { '=': '=', '<>': '<>', '!=': '<>', '<': '>', '>': '<', '<=': '>=', '>=': '<=' }[operator.text];
    if (operator.kind !== 'symbol' || turned === undefined) throw this.#unexpected(operator);
    return this.#compare(this.#keyOf(this.#next()), turned, literal);
  }

  #predicate(key: number): Test {
    if (this.#takeWord('is')) {
      const not = this.#takeWord('not');
      this.#needWord('null');
      return (values) => (values[key] === hiveNull) !== not;
    }
    const not = this.#takeWord('not');
    const positive = this.#namedPredicate(key);
    if (positive) return not ? (values) => negation(positive(values)) : positive;
    const operator = this.#next();
    if (not || operator.kind !== 'symbol') throw this.#unexpected(operator);
    return this.#compare(key, operator.text, this.#literal(), operator);
  }

  #namedPredicate(key: number): Test | undefined {
    if (this.#takeWord('in')) {
      const options: Comparable[] = [];
      this.#needSymbol('(');
      do options.push(this.#constant(key, this.#literal()));
      while (this.#takeSymbol(','));
      this.#needSymbol(')');
      return this.#test(key, (value) => options.some((option) => value === option));
    }
    if (this.#takeWord('between')) {
      const low = this.#constant(key, this.#literal());
      this.#needWord('and');
      const high = this.#constant(key, this.#literal());
      return this.#test(key, (value) => value >= low && value <= high);
    }
    if (this.#takeWord('like')) {
      const pattern = likePattern(this.#literal());
      return (values) => (values[key] === hiveNull ? undefined : pattern.test(values[key] ?? ''));
    }
    return undefined;
  }

  #compare(key: number, operator: string, literal: string, at?: Token): Test {
    const constant = this.#constant(key, literal);
    switch (operator) {
      case '=':
        if (this.#nested === 0) this.equalities.set(key, literal);
        return this.#test(key, (value) => value === constant);
      case '<>':
      case '!=':
        return this.#test(key, (value) => value !== constant);
      case '<':
        return this.#test(key, (value) => value < constant);
      case '<=':
        return this.#test(key, (value) => value <= constant);
      case '>':
        return this.#test(key, (value) => value > constant);
      case '>=':
        return this.#test(key, (value) => value >= constant);
      default:
        throw this.#unexpected(at);
    }
  }

  /** A test of one key's value; unknown for a null, or for a value that is none of the key's type. */
  #test(key: number, test: (value: Comparable) => boolean): Test {
    const type = this.#keys[key]?.Type;
    return (values) => {
      const text = values[key] ?? hiveNull;
      const value = text === hiveNull ? undefined : comparableOf(text, type);
      return value === undefined ? undefined : test(value);
    };
  }

  #constant(key: number, literal: string): Comparable {
    const column = this.#keys[key];
    const value = comparableOf(literal, column?.Type);
    if (value === undefined) throw this.#error(`${literal} is no value of ${column?.Name}, which is ${column?.Type}`);
    return value;
  }

  #keyOf(token: Token): number {
    if (token.kind !== 'word') throw this.#unexpected(token);
    const name = token.text.toLowerCase();
    const key = this.#keys.findIndex((each) => each.Name.toLowerCase() === name);
    if (key < 0) throw this.#error(`${token.text} is not a partition key of the table`);
    return key;
  }

  #literal(): string {
    const token = this.#next();
    if (token.kind === 'literal') return token.text;
    // `date '2026-01-31'` and `timestamp '…'`.
    if (isWord(token, 'date') || isWord(token, 'timestamp')) {
      const value = this.#next();
      if (value.kind === 'literal') return value.text;
      throw this.#unexpected(value);
    }
    throw this.#unexpected(token);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw this.#unexpected(undefined);
    this.#at += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const found = isWord(this.#peek(), word);
    if (found) this.#at += 1;
    return found;
  }

  #needWord(word: string): void {
    if (!this.#takeWord(word)) throw this.#unexpected(this.#peek());
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#peek();
    const found = token?.kind === 'symbol' && token.text === symbol;
    if (found) this.#at += 1;
    return found;
  }

  #needSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#unexpected(this.#peek());
  }

  #unexpected(token: Token | undefined) {
    return this.#error(token ? `unexpected ${token.text} at position ${token.at + 1}` : 'it ends too early');
  }

  #error(reason: string) {
    return invalidInput(`Unsupported expression '${this.#text}': ${reason}`);
  }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && !token.quoted && token.text.toLowerCase() === word;
}

function disjunction(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}

function negation(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth;
}
