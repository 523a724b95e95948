import { comparison } from './comparison.ts';
import type { Matches } from './matches.ts';
import { invalidPattern, PatternScanner } from './patternScanner.ts';

type Test = (event: unknown) => boolean;
type Step = string | number;

/**
 * `{ ($.eventType = "Update*" || $.n > 3) && $.user.id NOT EXISTS }` over messages that are JSON; a message that is not
 * JSON never matches. `$.list[0]` takes an element and `$.list[*]` any of them.
 */
export function jsonPattern(text: string): Matches {
  const scanner = new PatternScanner(text);
  scanner.expect('{');
  const test = anyOf(scanner);
  scanner.expect('}');
  if (!scanner.done) throw invalidPattern(`unexpected text at position ${scanner.at + 1}`);
  return (message) => {
    const event = parse(message);
    return event !== undefined && test(event);
  };
}

function parse(message: string): unknown {
  const from = message.trimStart();
  if (from[0] !== '{' && from[0] !== '[') return undefined;
  try {
    return JSON.parse(from);
  } catch {
    return undefined;
  }
}

function anyOf(scanner: PatternScanner): Test {
  const tests = [allOf(scanner)];
  while (scanner.take('||')) tests.push(allOf(scanner));
  return (event) => tests.some((test) => test(event));
}

function allOf(scanner: PatternScanner): Test {
  const tests = [one(scanner)];
  while (scanner.take('&&')) tests.push(one(scanner));
  return (event) => tests.every((test) => test(event));
}

function one(scanner: PatternScanner): Test {
  if (scanner.take('(')) {
    const test = anyOf(scanner);
    scanner.expect(')');
    return test;
  }
  const path = selector(scanner);
  const values = (event: unknown) => [...valuesAt(event, path)];
  if (scanner.takeWord('NOT')) {
    if (!scanner.takeWord('EXISTS')) throw invalidPattern('EXISTS expected after NOT');
    return (event) => values(event).length === 0;
  }
  if (scanner.takeWord('EXISTS')) return (event) => values(event).length > 0;
  if (scanner.takeWord('IS')) {
    const wanted = constant(scanner);
    return (event) => values(event).some((value) => value === wanted);
  }
  const compares = comparison(scanner, /[^\s()&|}]+/y);
  if (!compares) throw invalidPattern(`an operator is missing at position ${scanner.at + 1}`);
  return (event) =>
    values(event).some((value) => {
      if (typeof value === 'string' || typeof value === 'number') return compares(value);
      return typeof value === 'boolean' && compares(String(value));
    });
}

function constant(scanner: PatternScanner): null | boolean {
  if (scanner.takeWord('NULL')) return null;
  if (scanner.takeWord('TRUE')) return true;
  if (scanner.takeWord('FALSE')) return false;
  throw invalidPattern('NULL, TRUE or FALSE expected after IS');
}

function selector(scanner: PatternScanner): Step[] {
  scanner.expect('$');
  const path: Step[] = [];
  for (;;) {
    const found = scanner.match(/\.([\w\-@:]+)|\.?\[\s*(?:(\d+)|(\*)|'([^']*)'|"([^"]*)")\s*\]/y);
    if (!found) break;
    const [, name, index, each, single, double] = found;
    if (index !== undefined) path.push(Number(index));
    else path.push(each !== undefined ? everyElement : (name ?? single ?? double ?? ''));
  }
  if (path.length === 0)
    throw invalidPattern(`a property selector such as $.name is missing at position ${scanner.at + 1}`);
  return path;
}

/** Stands for `[*]`; no property can have this name. */
const everyElement = -1;

function* valuesAt(value: unknown, path: readonly Step[]): Generator<unknown> {
  const [step, ...rest] = path;
  if (step === undefined) {
    yield value;
  } else if (step === everyElement) {
    if (Array.isArray(value)) for (const each of value) yield* valuesAt(each, rest);
  } else if (typeof step === 'number') {
    if (Array.isArray(value) && step < value.length) yield* valuesAt(value[step], rest);
  } else if (value !== null && typeof value === 'object' && Object.hasOwn(value, step)) {
    yield* valuesAt((value as Record<string, unknown>)[step], rest);
  }
}
