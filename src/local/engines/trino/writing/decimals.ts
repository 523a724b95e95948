import { asDecimal, decimalOf, isInteger, type TrinoType } from '../types/trinoType.ts';
import { type Written, written } from './written.ts';

/**
 * A decimal divided by another as Trino does it: exactly, rounded half away from zero to the wider scale. DuckDB would
 * go over to doubles.
 */
export function decimalQuotient(left: Written, right: Written): Written {
  const [a, b] = [asDecimal(left.type)!, asDecimal(right.type)!];
  const scale = Math.max(a.scale, b.scale);
  const precision = a.precision + b.scale + Math.max(0, b.scale - a.scale);
  const shift = scale + b.scale - a.scale;
  // 128 bits divide a hundred times slower than 64.
  const fits = (type: TrinoType | undefined, size: number): boolean => size <= 18 || (isInteger(type) && size <= 19);
  const digits = fits(left.type, a.precision + shift) && fits(right.type, b.precision) ? 'BIGINT' : 'HUGEINT';
  const dividend =
    shift === 0 ? unscaled(left, digits) : `(${unscaled(left, digits)} * ${10n ** BigInt(shift)}::${digits})`;
  return placed(`trino_quotient(${dividend}, ${unscaled(right, digits)})`, decimalOf(precision, scale));
}

/** The mean of decimals, in their own type. */
export function decimalMean(sum: string, count: string, type: TrinoType & { name: 'decimal' }): Written {
  const total = written(sum, { name: 'decimal', precision: 38, scale: type.scale });
  return placed(`trino_quotient(${unscaled(total, 'HUGEINT')}, nullif(${count}, 0)::HUGEINT)`, type);
}

/** A number's digits without its point. Where multiplying could overflow, the point is taken out of its text. */
function unscaled({ sql, type }: Written, digits: 'BIGINT' | 'HUGEINT'): string {
  const { precision, scale } = asDecimal(type)!;
  if (scale === 0) return `CAST(${sql} AS ${digits})`;
  if (precision + scale > 38) return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS ${digits})`;
  return `CAST(CAST(${sql} AS DECIMAL(${precision + scale},${scale})) * 1${'0'.repeat(scale)} AS ${digits})`;
}

/** A whole number with the point put back in. */
function placed(digits: string, type: TrinoType): Written {
  const { precision, scale } = type as { precision: number; scale: number };
  const fraction = scale === 0 ? '' : ` * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return written(`CAST(CAST(${digits} AS DECIMAL(38,0))${fraction} AS DECIMAL(${precision},${scale}))`, type);
}
