import type { Pattern, Signature } from '../../sql/signature.ts';
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
