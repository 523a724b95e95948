import { invalidPattern, type PatternScanner, wildcard } from './patternScanner.ts';

/** Compares a value of a log event, a string or a number as it was found there. */
export type Compares = (value: string | number) => boolean;

const number = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/**
 * An operator and the value after it: `= 404`, `!= 4*`, `>= 1.5e3`, `= "two words"`, `= %regex%`.
 * `stop` ends an unquoted value, as the brackets around differ.
 */
export function comparison(scanner: PatternScanner, stop: RegExp): Compares | undefined {
  const operator = scanner.match(/(!=|<=|>=|=|<|>)/y)?.[0];
  if (operator === undefined) return undefined;
  scanner.skipSpace();
  const regex = scanner.regex();
  if (regex) {
    if (operator === '=') return (value) => regex.test(String(value));
    if (operator === '!=') return (value) => !regex.test(String(value));
    throw invalidPattern(`${operator} cannot be used with a regular expression`);
  }
  const quoted = scanner.quoted();
  const text = quoted ?? scanner.match(stop)?.[0]?.trim();
  if (text === undefined || (text === '' && quoted === undefined)) {
    throw invalidPattern(`a value is missing at position ${scanner.at + 1}`);
  }
  const wanted = quoted === undefined && number.test(text) ? Number(text) : undefined;
  if (operator === '=' || operator === '!=') {
    const same = equality(text, wanted);
    return operator === '=' ? same : (value) => !same(value);
  }
  if (wanted === undefined) throw invalidPattern(`${operator} needs a number`);
  return (value) => {
    const found = numberOf(value);
    if (found === undefined) return false;
    if (operator === '<') return found < wanted;
    if (operator === '<=') return found <= wanted;
    if (operator === '>') return found > wanted;
    return found >= wanted;
  };
}

function equality(text: string, wanted: number | undefined): Compares {
  const like = wildcard(text);
  return (value) => like(String(value)) || (wanted !== undefined && numberOf(value) === wanted);
}

function numberOf(value: string | number): number | undefined {
  if (typeof value === 'number') return value;
  return number.test(value) ? Number(value) : undefined;
}
