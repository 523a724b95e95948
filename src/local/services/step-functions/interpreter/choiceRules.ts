/** The comparison operators of Choice states in JSONPath; https://states-language.net/spec.html#choice-state. */
import type { ChoiceRule } from './asl.ts';
import type { Json } from './json.ts';
import { findPath, type PathRoots } from './jsonPath.ts';
import { runtimeError } from './statesError.ts';

/** @throws StatesError when a variable that the rule compares leads nowhere */
export function ruleHolds(rule: ChoiceRule, roots: PathRoots): boolean {
  if (rule.And) return rule.And.every((each) => ruleHolds(each, roots));
  if (rule.Or) return rule.Or.some((each) => ruleHolds(each, roots));
  if (rule.Not) return !ruleHolds(rule.Not, roots);
  const path = rule.Variable;
  const operator = Object.keys(rule).find((key) => Object.hasOwn(tests, key) || key.endsWith('Path') || key in kinds);
  if (path === undefined || operator === undefined) throw runtimeError('A choice rule names no comparison.');
  const value = findPath(path, roots);
  const expected = rule[operator] as Json;
  if (operator === 'IsPresent') return (value !== undefined) === expected;
  if (value === undefined) {
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  }
  const test = tests[operator];
  if (test) return test(value) === expected;
  if (!operator.endsWith('Path')) return compare(operator, value, expected);
  const other = findPath(String(expected), roots);
  if (other === undefined) {
    throw runtimeError(
      `Invalid path '${String(expected)}': The choice state's condition path references an invalid value.`,
    );
  }
  return compare(operator.slice(0, -'Path'.length), value, other);
}

const tests: Readonly<Record<string, (value: Json) => boolean>> = {
  IsPresent: () => true,
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestamp(value) !== undefined,
};

type Order = (a: number | string, b: number | string) => boolean;

const orders: Readonly<Record<string, Order>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

const kinds: Readonly<Record<string, true>> = Object.fromEntries([
  ['BooleanEquals', true],
  ['StringMatches', true],
  ...['String', 'Numeric', 'Timestamp'].flatMap((kind) => Object.keys(orders).map((order) => [kind + order, true])),
]);

/** Values of another type than the operator's are simply not equal, nor less, nor greater. */
function compare(operator: string, value: Json, expected: Json): boolean {
  if (operator === 'BooleanEquals') return typeof value === 'boolean' && value === expected;
  if (operator === 'StringMatches') {
    return typeof value === 'string' && typeof expected === 'string' && globOf(expected).test(value);
  }
  const [, kind, name] = /^(String|Numeric|Timestamp)(\w+)$/.exec(operator) ?? [];
  const order = orders[name ?? ''];
  if (!order) throw runtimeError(`The comparison operator '${operator}' is not known.`);
  if (kind === 'Timestamp') {
    const [a, b] = [timestamp(value), timestamp(expected)];
    return a !== undefined && b !== undefined && order(a, b);
  }
  const type = kind === 'Numeric' ? 'number' : 'string';
  return typeof value === type && typeof expected === type && order(value as never, expected as never);
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of an RFC 3339 timestamp as the language wants it (capital T and Z), or undefined. */
export function timestamp(value: Json): number | undefined {
  if (typeof value !== 'string' || !rfc3339.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** `*` takes any characters; `\*` and `\\` stand for themselves. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (whole, escaped: string | undefined) =>
    escaped !== undefined ? `\\${escaped}` : whole === '*' ? '.*' : `\\${whole}`,
  );
  return new RegExp(`^${source}$`, 's');
}
