/**
 * The intrinsic functions:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import { cidrBlocks } from './cidr.ts';
import { templateFault } from './readTemplate.ts';
import { attributePath } from './references.ts';
import { isJson, type Json } from './template.ts';

/** What names stand for while a template is evaluated. */
export interface Scope {
  /** Parameters and pseudo parameters; lists for list types. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly mappings: Readonly<Record<string, Json>>;
  readonly condition: (name: string) => boolean;
  /** The physical id, or what else Ref gives. @throws Fault when there is no such resource */
  readonly ref: (resource: string) => unknown;
  readonly getAtt: (resource: string, attribute: string) => unknown;
  /** The value another stack exports. @throws Fault when none does */
  readonly importValue: (name: string) => unknown;
}

/** What `AWS::NoValue` evaluates to: the property that holds it is left out. */
export const noValue = Symbol('AWS::NoValue');

type Evaluate = (argument: unknown, scope: Scope) => unknown;

const functions: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => {
    if (name === 'AWS::NoValue') return noValue;
    const key = String(name);
    return scope.values.has(key) ? scope.values.get(key) : scope.ref(key);
  },
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::GetAtt': (path, scope) => {
    const { resource, attribute } = attributePath(path);
    return scope.getAtt(resource, textOf(evaluate(attribute, scope)));
  },
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, list] = pair('Fn::Join', argument);
    return listOf('Fn::Join', list, scope).map(textOf).join(textOf(separator));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = pair('Fn::Split', argument);
    return textOf(evaluate(text, scope)).split(textOf(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = pair('Fn::Select', argument);
    const items = listOf('Fn::Select', list, scope);
    const at = Number(textOf(evaluate(index, scope)));
    if (!Number.isInteger(at) || at < 0 || at >= items.length) {
      throw templateFault(`Template error: Fn::Select cannot select nonexistent value at index ${at}`);
    }
    return items[at];
  },
  'Fn::FindInMap': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length < 3) throw malformed('Fn::FindInMap');
    const [map, first, second] = argument.slice(0, 3).map((part) => textOf(evaluate(part, scope)));
    const top = Object.hasOwn(scope.mappings, map!) ? scope.mappings[map!]![first!] : undefined;
    const found = isJson(top) && Object.hasOwn(top, second!) ? top[second!] : undefined;
    if (found !== undefined) return found;
    const options: unknown = argument[3];
    if (isJson(options) && 'DefaultValue' in options) return evaluate(options.DefaultValue, scope);
    throw templateFault(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
  },
  'Fn::If': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length !== 3) throw malformed('Fn::If');
    return evaluate(scope.condition(String(argument[0])) ? argument[1] : argument[2], scope);
  },
  'Fn::And': (argument, scope) => truths('Fn::And', argument, scope).every(Boolean),
  'Fn::Or': (argument, scope) => truths('Fn::Or', argument, scope).some(Boolean),
  'Fn::Not': (argument, scope) => !truths('Fn::Not', argument, scope)[0],
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair('Fn::Equals', argument).map((side) => evaluate(side, scope));
    return comparable(left) === comparable(right);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(textOf(evaluate(argument, scope))).toString('base64'),
  'Fn::Cidr': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length < 2) throw malformed('Fn::Cidr');
    const [block, count, bits] = argument.map((part) => textOf(evaluate(part, scope)));
    return cidrBlocks(block!, Number(count), Number(bits ?? 8));
  },
  'Fn::GetAZs': (argument, scope) => {
    const region = textOf(evaluate(argument, scope)) || textOf(scope.values.get('AWS::Region'));
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(textOf(evaluate(argument, scope))),
  'Fn::Length': (argument, scope) => listOf('Fn::Length', argument, scope).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(evaluate(argument, scope)),
  'Fn::Transform': (argument) => {
    const name = isJson(argument) ? String(argument.Name) : '';
    throw templateFault(`No transform named ${name} found. The local endpoint does not run macros or AWS::Include.`);
  },
};

/**
 * A value with its functions evaluated; members that come to `AWS::NoValue` are gone.
 * @throws Fault ValidationError as CloudFormation words it
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  }
  if (!isJson(value)) return value;
  const call = functionCall(value);
  if (call) return call.run(call.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, evaluate(item, scope)] as const)
      .filter(([, item]) => item !== noValue),
  );
}

/** The same value with every Fn::If replaced by the branch that is taken, all else left as it is. */
export function takeBranches(value: unknown, condition: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => takeBranches(item, condition));
  if (!isJson(value)) return value;
  const branches = value['Fn::If'];
  if (branches !== undefined && Object.keys(value).length === 1) {
    if (!Array.isArray(branches) || branches.length !== 3) throw malformed('Fn::If');
    return takeBranches(condition(String(branches[0])) ? branches[1] : branches[2], condition);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, takeBranches(item, condition)]));
}

/** Evaluates conditions on demand, each once. @throws Fault on a circle */
export function conditionEvaluator(
  conditions: Readonly<Record<string, unknown>>,
  scope: Omit<Scope, 'condition' | 'ref' | 'getAtt' | 'importValue'>,
): (name: string) => boolean {
  const known = new Map<string, boolean | 'evaluating'>();
  const refuse = (): never => {
    throw templateFault('Template format error: Conditions cannot refer to resources.');
  };
  const condition = (name: string): boolean => {
    const value = known.get(name);
    if (value === 'evaluating') throw templateFault(`Template format error: Circular condition dependency ${name}`);
    if (value !== undefined) return value;
    if (!Object.hasOwn(conditions, name)) {
      throw templateFault(`Template format error: Unresolved condition dependency ${name}`);
    }
    known.set(name, 'evaluating');
    const full: Scope = { ...scope, condition, ref: refuse, getAtt: refuse, importValue: refuse };
    const result = evaluate(conditions[name], full);
    if (typeof result !== 'boolean') {
      throw templateFault('Template format error: Every Condition member must be a function that gives true or false.');
    }
    known.set(name, result);
    return result;
  };
  return condition;
}

function functionCall(value: Json): { run: Evaluate; argument: unknown } | undefined {
  const names = Object.keys(value);
  const [name] = names;
  if (name === undefined || names.length !== 1) return undefined;
  // A policy's `Condition` block is an object; the function names a condition.
  if (name === 'Condition' && typeof value.Condition !== 'string') return undefined;
  const run = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (run) return { run, argument: value[name] };
  if (name.startsWith('Fn::')) throw unsupported(name);
  return undefined;
}

/** @throws Fault for a function that is not known, before anything is made */
export function checkFunctions(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const [name, ...more] = Object.keys(value);
  if (name?.startsWith('Fn::') && more.length === 0 && !Object.hasOwn(functions, name)) throw unsupported(name);
  for (const item of Object.values(value)) checkFunctions(item);
}

function unsupported(name: string) {
  return templateFault(
    `Template error: Encountered unsupported function: ${name} Supported functions are: [${Object.keys(functions).join(', ')}]`,
  );
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string') throw malformed('Fn::Sub');
  const variables = isJson(given) ? given : {};
  return text.replace(/\$\{(!?)([^{}]*)\}/g, (whole, literal: string, inner: string) => {
    if (literal) return `\${${inner}}`;
    const name = inner.trim();
    if (Object.hasOwn(variables, name)) return textOf(evaluate(variables[name], scope));
    if (name === '') return whole;
    return textOf(evaluate(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, scope));
  });
}

function truths(name: string, argument: unknown, scope: Scope): boolean[] {
  if (!Array.isArray(argument) || argument.length === 0) throw malformed(name);
  return argument.map((each) => {
    const value = evaluate(each, scope);
    if (typeof value !== 'boolean') throw malformed(name);
    return value;
  });
}

function pair(name: string, argument: unknown): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) throw malformed(name);
  return [argument[0], argument[1]];
}

function listOf(name: string, value: unknown, scope: Scope): unknown[] {
  const list = evaluate(value, scope);
  if (!Array.isArray(list)) throw malformed(name);
  return list;
}

/** Text as CloudFormation makes it of a scalar; lists of a CommaDelimitedList join with commas. */
function textOf(value: unknown): string {
  if (value === undefined || value === null || value === noValue) return '';
  if (Array.isArray(value)) return value.map(textOf).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function comparable(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : textOf(value);
}

function malformed(name: string) {
  return templateFault(`Template error: every ${name} object requires arguments as its reference says.`);
}
