/** Values that compare with `<` and `===` as their Glue type orders them. */
export type Comparable = string | number | bigint;

const wholeNumbers = /^(tinyint|smallint|int|integer|bigint|long|short|byte)$/i;
const fractions = /^(decimal|numeric|float|double)\b/i;
/** So many digits after the point are compared exactly. */
const scale = 38;

export function isText(type: string | undefined): boolean {
  return type === undefined || /^(string|varchar|char)\b/i.test(type);
}

/** A partition value or literal as its key's type reads it; undefined when it is no value of that type. */
export function comparableOf(text: string, type: string | undefined): Comparable | undefined {
  const trimmed = text.trim();
  if (type === undefined || isText(type)) return text;
  if (wholeNumbers.test(type) || fractions.test(type)) return decimalOf(trimmed);
  if (/^(date|timestamp)\b/i.test(type)) return timeOf(trimmed);
  return text;
}

/** Exact, so that 64-bit numbers and decimals compare as they are written. */
function decimalOf(text: string): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) return undefined;
  const digits = `${match[2]}${(match[3] ?? '').slice(0, scale).padEnd(scale, '0')}`;
  return match[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

function timeOf(text: string): number | undefined {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?Z?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hours, minutes, seconds] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const millis = Date.UTC(year!, month! - 1, day, hours, minutes, seconds);
  return millis + Number(match[7] ?? 0) * 1000;
}

/** SQL's LIKE: `%` is any text, `_` any character; a backslash takes the next one as it is. */
export function likePattern(like: string): RegExp {
  const source = like.replace(/\\(.)|[%_]|[\\^$.*+?()[\]{}|]/gs, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    if (found === '%') return '.*';
    return found === '_' ? '.' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}
