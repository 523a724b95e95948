import { BlockList, isIP } from 'node:net';
import { PatternError } from './patternError.ts';

/** Decides over the values of one field: none when the event has no such field, several when it holds a list. */
export type Condition = (values: readonly unknown[]) => boolean;

type ValueTest = (value: unknown) => boolean;

/** One alternative of a field: a plain value, or an object with one operator. @throws PatternError */
export function condition(part: unknown, path: string): Condition {
  if (part === null || typeof part !== 'object') return any((value) => value === part);
  const entries = Object.entries(part);
  const [operator, operand] = entries[0] ?? [];
  if (entries.length !== 1 || operator === undefined || Array.isArray(part)) {
    throw new PatternError(`Only one key allowed in match expression (${path})`);
  }
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') throw new PatternError('exists match pattern must be either true or false.');
    return (values) => values.length > 0 === operand;
  }
  return any(valueTest(operator, operand));
}

const any =
  (test: ValueTest): Condition =>
  (values) =>
    values.some(test);

function valueTest(operator: string, operand: unknown): ValueTest {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return affix(operator, operand);
    case 'equals-ignore-case': {
      const wanted = text(operator, operand).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
    }
    case 'wildcard':
      return wildcardTest(text(operator, operand));
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    case 'cidr':
      return cidr(text(operator, operand));
    default:
      throw new PatternError(`Unrecognized match type ${operator}`);
  }
}

function text(operator: string, operand: unknown): string {
  if (typeof operand !== 'string') throw new PatternError(`${operator} match pattern must be a string`);
  return operand;
}

function affix(operator: 'prefix' | 'suffix', operand: unknown): ValueTest {
  const ignoresCase = operand !== null && typeof operand === 'object' && 'equals-ignore-case' in operand;
  const given = text(operator, ignoresCase ? operand['equals-ignore-case'] : operand);
  const fold = (value: string) => (ignoresCase ? value.toLowerCase() : value);
  const wanted = fold(given);
  return (value) =>
    typeof value === 'string' &&
    (operator === 'prefix' ? fold(value).startsWith(wanted) : fold(value).endsWith(wanted));
}

/** `*` stands for any characters; `\*` is a star and `\\` a backslash. */
function wildcardTest(pattern: string): ValueTest {
  if (/(?<!\\)\*\*/.test(pattern)) throw new PatternError('Consecutive wildcard characters');
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === '*' ? '[\\s\\S]*' : `\\${found}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

function anythingBut(operand: unknown): ValueTest {
  if (Array.isArray(operand)) {
    if (operand.length === 0) throw new PatternError('Empty arrays are not allowed');
    if (!operand.every((each) => typeof each === 'string' || typeof each === 'number')) {
      throw new PatternError('Inside anything-but list, only numbers and strings are supported.');
    }
    const excluded: ReadonlySet<unknown> = new Set(operand);
    return (value) => !excluded.has(value);
  }
  if (operand !== null && typeof operand === 'object') {
    const [entry, ...more] = Object.entries(operand);
    if (!entry || more.length > 0) throw new PatternError('Only one key allowed in anything-but');
    const [operator, inner] = entry;
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'cidr'].includes(operator)) {
      throw new PatternError(`Unsupported anything-but pattern: ${operator}`);
    }
    const tests = (Array.isArray(inner) ? (inner as unknown[]) : [inner]).map((each) => valueTest(operator, each));
    return (value) => !tests.some((test) => test(value));
  }
  return (value) => value !== operand;
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]` or `[">", 0, "<=", 5]`. */
function numeric(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0 || operand.length > 4) {
    throw new PatternError('Value of numeric must be an array of operators and numbers.');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const compare = Object.hasOwn(comparisons, String(operand[i])) ? comparisons[String(operand[i])] : undefined;
    const bound: unknown = operand[i + 1];
    if (!compare) throw new PatternError(`Unrecognized numeric range operator: ${String(operand[i])}`);
    if (typeof bound !== 'number') throw new PatternError('Bad numeric range: the bound is no number');
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(range: string): ValueTest {
  const [address = '', bits] = range.split('/');
  const version = isIP(address);
  const length = Number(bits);
  if (
    version === 0 ||
    bits === undefined ||
    !Number.isInteger(length) ||
    length < 0 ||
    length > (version === 4 ? 32 : 128)
  ) {
    throw new PatternError(`Malformed CIDR, one '/' required: ${range}`);
  }
  const list = new BlockList();
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    if (typeof value !== 'string') return false;
    const found = isIP(value);
    return found === version && list.check(value, found === 4 ? 'ipv4' : 'ipv6');
  };
}
