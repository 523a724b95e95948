/**
 * Event patterns of EventBridge, and SNS filter policies, which are the same with fewer operators:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
 */
import { type Condition, condition } from './condition.ts';
import { PatternError } from './patternError.ts';

export type EventMatches = (event: unknown) => boolean;

/**
 * What a pattern matches. Every field of the pattern must match; each field lists alternatives; of a list in the event
 * any element may match.
 * @throws PatternError saying what is wrong
 */
export function eventPattern(pattern: unknown): EventMatches {
  if (!isRecord(pattern)) throw new PatternError('Filter is not an object');
  return fields(pattern, []);
}

/** As `eventPattern`, from JSON. @throws PatternError */
export function parseEventPattern(text: string): EventMatches {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    throw new PatternError(`Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return eventPattern(pattern);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function fields(pattern: Record<string, unknown>, path: readonly string[]): EventMatches {
  const names = Object.keys(pattern);
  if (names.length === 0)
    throw new PatternError(path.length === 0 ? 'Empty pattern' : `Empty objects are not allowed (${path.join('.')})`);
  const tests = names.map((name): EventMatches => {
    const part = pattern[name];
    if (name === '$or') return anyOf(part, path);
    const at = [...path, name];
    if (Array.isArray(part)) return leaf(name, part, at);
    if (isRecord(part)) return nested(name, part, at);
    throw new PatternError(`"${at.join('.')}" must be an object or an array`);
  });
  const one = (event: unknown) => tests.every((test) => test(event));
  // Of a list of objects one element must match all of it.
  return (event) => (Array.isArray(event) ? event.some((each) => one(each)) : one(event));
}

function anyOf(part: unknown, path: readonly string[]): EventMatches {
  if (!Array.isArray(part) || part.length < 2 || !part.every(isRecord)) {
    throw new PatternError('"$or" must be a list of at least two patterns');
  }
  const alternatives = part.map((each) => fields(each, path));
  return (event) => alternatives.some((matches) => matches(event));
}

function nested(name: string, part: Record<string, unknown>, path: readonly string[]): EventMatches {
  const matches = fields(part, path);
  // What is not there is an empty object, so that {"exists": false} within it can match.
  return (event) => matches(field(event, name) ?? {});
}

function leaf(name: string, part: readonly unknown[], path: readonly string[]): EventMatches {
  if (part.length === 0) throw new PatternError(`Empty arrays are not allowed (${path.join('.')})`);
  const conditions: Condition[] = part.map((each) => condition(each, path.join('.')));
  return (event) => {
    const value = field(event, name);
    const values = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : value === undefined ? [] : [value];
    return conditions.some((test) => test(values));
  };
}

function field(event: unknown, name: string): unknown {
  return isRecord(event) && Object.hasOwn(event, name) ? event[name] : undefined;
}
