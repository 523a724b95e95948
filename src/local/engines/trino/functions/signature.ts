import { commonType } from '../types/commonType.ts';
import {
  arrayOf,
  isInteger,
  isNumeric,
  isText,
  isTimestamp,
  mapOf,
  type SimpleName,
  type TrinoType,
} from '../types/trinoType.ts';

/** A type in a signature: a name, perhaps with types within it. One capital letter stands for any type. */
interface Pattern {
  readonly name: string;
  readonly args: readonly Pattern[];
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Pattern[];
  /** Whether the last parameter may come any number of times. */
  readonly variadic: boolean;
  readonly result: Pattern;
  /** As Trino lists it among what it expected. */
  readonly text: string;
}

/** Reads `name(type, type…) type`. */
export function parseSignature(text: string): Signature {
  const parts = /^(\w+)\((.*)\) ([^)]+(?:\(.*\))?)$/.exec(text);
  if (!parts) throw new Error(`'${text}' is no signature`);
  const [, name = '', inner = '', result = ''] = parts;
  const variadic = inner.endsWith('…');
  const parameters = splitArguments(inner.replace('…', '')).map(parsePattern);
  return { name, parameters, variadic, result: parsePattern(result), text: `${name}(${inner.replace('…', '')})` };
}

function parsePattern(text: string): Pattern {
  const parts = /^(array|map)\((.*)\)$/.exec(text.trim());
  if (!parts) return { name: text.trim(), args: [] };
  return { name: parts[1]!, args: splitArguments(parts[2]!).map(parsePattern) };
}

function splitArguments(text: string): string[] {
  if (text.trim() === '') return [];
  const items = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) items.push('');
    else items[items.length - 1] += character;
  }
  return items;
}

type Bindings = Map<string, TrinoType | undefined>;

/** The type of a call's result; `undefined` when the arguments do not fit the signature. */
export function matchSignature(
  signature: Signature,
  types: readonly (TrinoType | undefined)[],
): { readonly result: TrinoType | undefined } | undefined {
  const { parameters, variadic } = signature;
  const last = parameters.at(-1);
  if (types.length < parameters.length || (types.length > parameters.length && !(variadic && last))) return undefined;
  const bindings: Bindings = new Map();
  const fits = types.every((type, index) => accepts(parameters[index] ?? last!, type, bindings));
  return fits ? { result: resultOf(signature.result, bindings) } : undefined;
}

const groups: Readonly<Record<string, (type: TrinoType) => boolean>> = {
  any: () => true,
  number: isNumeric,
  bigint: isInteger,
  double: isNumeric,
  varchar: isText,
  moment: (type) => type.name === 'date' || isTimestamp(type),
  timestamp: (type) => type.name === 'timestamp' || type.name === 'date',
  zoned: isTimestamp,
  row: (type) => type.name === 'row',
};

function accepts(pattern: Pattern, type: TrinoType | undefined, bindings: Bindings): boolean {
  if (/^[A-Z]$/.test(pattern.name)) {
    if (!bindings.has(pattern.name)) {
      bindings.set(pattern.name, type);
      return true;
    }
    const bound = bindings.get(pattern.name);
    const common = commonType(bound, type);
    bindings.set(pattern.name, common);
    return common !== undefined || !bound || !type;
  }
  if (!type || type.name === 'unknown') return true;
  if (pattern.name === 'array') return type.name === 'array' && accepts(pattern.args[0]!, type.element, bindings);
  if (pattern.name === 'map') {
    if (type.name !== 'map') return false;
    return accepts(pattern.args[0]!, type.key, bindings) && accepts(pattern.args[1]!, type.value, bindings);
  }
  return groups[pattern.name]?.(type) ?? type.name === pattern.name;
}

function resultOf(pattern: Pattern, bindings: Bindings): TrinoType | undefined {
  if (bindings.has(pattern.name)) return bindings.get(pattern.name);
  if (pattern.name === 'array') return arrayOf(resultOf(pattern.args[0]!, bindings));
  if (pattern.name === 'map') return mapOf(resultOf(pattern.args[0]!, bindings), resultOf(pattern.args[1]!, bindings));
  return pattern.name === 'any' ? undefined : { name: pattern.name as SimpleName };
}
