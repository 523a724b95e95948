/** A column's type as the Data Catalog writes it, kept apart so that the types of several files can be brought together. */
export type HiveType =
  | string
  | { readonly array: HiveType }
  | { readonly map: readonly [HiveType, HiveType] }
  | { readonly struct: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: HiveType;
}

/** The type of what was null wherever it was seen; it gives way to any other. */
export const unseen = 'null';

const integers = ['tinyint', 'smallint', 'int', 'bigint'];
const numbers = [...integers, 'float', 'double'];

/** Such as `struct<id:int,tags:array<string>>`. */
export function renderType(type: HiveType): string {
  if (typeof type === 'string') return type === unseen ? 'string' : type;
  if ('array' in type) return `array<${renderType(type.array)}>`;
  if ('map' in type) return `map<${type.map.map(renderType).join(',')}>`;
  // Hive has no struct without fields.
  if (type.struct.length === 0) return 'string';
  return `struct<${type.struct.map((field) => `${field.name}:${renderType(field.type)}`).join(',')}>`;
}

/** The narrowest type that holds the values of both. */
export function mergeTypes(a: HiveType, b: HiveType): HiveType {
  if (a === unseen) return b;
  if (b === unseen || a === b) return a;
  if (typeof a === 'string' && typeof b === 'string') return mergePlain(a, b);
  if (typeof a === 'object' && typeof b === 'object') {
    if ('array' in a && 'array' in b) return { array: mergeTypes(a.array, b.array) };
    if ('map' in a && 'map' in b) {
      return { map: [mergeTypes(a.map[0], b.map[0]), mergeTypes(a.map[1], b.map[1])] };
    }
    if ('struct' in a && 'struct' in b) return { struct: mergeFields(a.struct, b.struct) };
  }
  return 'string';
}

/** All fields of both, by name, in the order in which they were met. */
export function mergeFields(a: readonly Field[], b: readonly Field[]): Field[] {
  const merged = new Map(a.map((field) => [field.name, field.type]));
  for (const { name, type } of b) {
    const known = merged.get(name);
    merged.set(name, known === undefined ? type : mergeTypes(known, type));
  }
  return [...merged].map(([name, type]) => ({ name, type }));
}

function mergePlain(a: string, b: string): string {
  const wider = Math.max(numbers.indexOf(a), numbers.indexOf(b));
  if (numbers.includes(a) && numbers.includes(b)) {
    // A float holds no bigint exactly; neither does a double, but there is nothing wider.
    return integers.includes(a) === integers.includes(b) ? (numbers[wider] ?? 'double') : 'double';
  }
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left && right) {
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
    return `decimal(${Math.min(whole + scale, 38)},${scale})`;
  }
  if ((left && numbers.includes(b)) || (right && numbers.includes(a))) return 'double';
  if ([a, b].sort().join() === 'date,timestamp') return 'timestamp';
  return 'string';
}

function decimalOf(type: string): { readonly precision: number; readonly scale: number } | undefined {
  const found = /^decimal\((\d+),(\d+)\)$/.exec(type);
  return found ? { precision: Number(found[1]), scale: Number(found[2]) } : undefined;
}
