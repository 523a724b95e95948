/** Arithmetic on numbers as engines print them, without a float in between. */

export interface ExactDecimal {
  /** The number is `digits` divided by ten to the `scale`. */
  readonly digits: bigint;
  readonly scale: number;
}

/** Exponents beyond this are nobody's money, and their digits would fill the memory. */
const mostExponent = 400;

/** @returns undefined for a text that is no finite number */
export function parseDecimal(text: string | null | undefined): ExactDecimal | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/.exec(text ?? '');
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const power = Number(exponent);
  if (Math.abs(power) > mostExponent) return undefined;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - power;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** As engines print decimals: every digit of the scale, no exponent. */
export function formatDecimal({ digits, scale }: ExactDecimal): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const cut = text.length - scale;
  return `${negative ? '-' : ''}${text.slice(0, cut)}${scale > 0 ? `.${text.slice(cut)}` : ''}`;
}

/** Less than zero, zero or more than zero, as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: ExactDecimal, b: ExactDecimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `a - b`, exactly. */
export function subtractDecimals(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const [x, y, scale] = aligned(a, b);
  return { digits: x - y, scale };
}

/**
 * `a / b`, rounded half away from zero.
 * @param scale digits behind the point
 * @returns undefined when `b` is zero
 */
export function divideDecimals(a: ExactDecimal, b: ExactDecimal, scale: number): ExactDecimal | undefined {
  if (b.digits === 0n) return undefined;
  const [x, y] = aligned(a, b);
  return { digits: roundedQuotient(x * 10n ** BigInt(scale), y), scale };
}

/** With so many digits behind the point, rounded half away from zero. */
export function roundDecimal(value: ExactDecimal, scale: number): ExactDecimal {
  if (value.scale <= scale) return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale };
  return { digits: roundedQuotient(value.digits, 10n ** BigInt(value.scale - scale)), scale };
}

function aligned(a: ExactDecimal, b: ExactDecimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

function roundedQuotient(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const [x, y] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const quotient = (x * 2n + y) / (y * 2n);
  return negative ? -quotient : quotient;
}
