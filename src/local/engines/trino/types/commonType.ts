import { arrayOf, asDecimal, decimalOf, isFloating, isInteger, isText, mapOf, type TrinoType } from './trinoType.ts';

const integers = ['tinyint', 'smallint', 'integer', 'bigint'];
const times = ['date', 'timestamp', 'timestamp with time zone'];

/**
 * The type that both can be turned into without a cast, as `CASE`, `UNION` and comparisons want it; `undefined` where
 * there is none, or where a part is not known.
 * https://trino.io/docs/current/language/types.html
 */
export function commonType(a: TrinoType | undefined, b: TrinoType | undefined): TrinoType | undefined {
  if (!a || !b) return undefined;
  if (a.name === 'unknown') return b;
  if (b.name === 'unknown') return a;
  if (isInteger(a) && isInteger(b)) return integers.indexOf(a.name) >= integers.indexOf(b.name) ? a : b;
  if (isText(a) && isText(b)) return widerText(a, b);
  const [left, right] = [asDecimal(a), asDecimal(b)];
  if (left && right) {
    const scale = Math.max(left.scale, right.scale);
    return decimalOf(Math.max(left.precision - left.scale, right.precision - right.scale) + scale, scale);
  }
  if ((isFloating(a) || left) && (isFloating(b) || right))
    return a.name === 'real' && !isDouble(b) ? a : floating(a, b);
  if (times.includes(a.name) && times.includes(b.name)) return times.indexOf(a.name) >= times.indexOf(b.name) ? a : b;
  return commonOfParts(a, b);
}

function isDouble(type: TrinoType): boolean {
  return type.name === 'double';
}

function floating(a: TrinoType, b: TrinoType): TrinoType {
  return a.name === 'double' || b.name === 'double' ? { name: 'double' } : { name: 'real' };
}

function widerText(a: TrinoType, b: TrinoType): TrinoType {
  const [x, y] = [a, b].map((type) => ('length' in type ? type.length : undefined));
  return x === undefined || y === undefined ? { name: 'varchar' } : { name: 'varchar', length: Math.max(x, y) };
}

function commonOfParts(a: TrinoType, b: TrinoType): TrinoType | undefined {
  if (a.name === 'array' && b.name === 'array') {
    if (!a.element || !b.element) return arrayOf(a.element ?? b.element);
    const element = commonType(a.element, b.element);
    return element && arrayOf(element);
  }
  if (a.name === 'map' && b.name === 'map') {
    const [key, value] = [commonType(a.key, b.key), commonType(a.value, b.value)];
    return key && value && mapOf(key, value);
  }
  if (a.name === 'row' && b.name === 'row') {
    if (a.fields.length !== b.fields.length) return undefined;
    const fields = a.fields.map((field, index) => {
      const type = commonType(field.type, b.fields[index]?.type);
      const name = field.name ?? b.fields[index]?.name;
      return { type, ...(name !== undefined && { name }) };
    });
    return { name: 'row', fields };
  }
  return a.name === b.name ? a : undefined;
}
