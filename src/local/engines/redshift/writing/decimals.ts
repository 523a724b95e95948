import type { RedshiftType } from '../types/redshiftType.ts';
import { digitsOf, numericOf } from '../types/typeGroups.ts';
import { type Written, written } from './written.ts';

/**
 * Arithmetic of numerics, in the digits that Redshift gives its results.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html
 */
export function numericArithmetic(operator: string, left: Written, right: Written): Written {
  const [a, b] = [digitsOf(left.type)!, digitsOf(right.type)!];
  const [x, y] = [asNumeric(left), asNumeric(right)];
  switch (operator) {
    case '*': {
      const scale = a.scale + b.scale;
      const type = numericOf(a.precision + b.precision + 1, scale);
      return written(a.precision + b.precision > 38 ? `CAST(${x} * ${y} AS ${decimal(type)})` : `(${x} * ${y})`, type);
    }
    case '/':
      return numericQuotient(left, right);
    case '%': {
      const scale = Math.max(a.scale, b.scale);
      const type = numericOf(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale);
      return written(`(${x} % redshift_divisor(${y}))`, type);
    }
    default: {
      const scale = Math.max(a.scale, b.scale);
      const digits = Math.max(a.precision - a.scale, b.precision - b.scale);
      return written(`(${x} ${operator} ${y})`, numericOf(digits + 1 + scale, scale));
    }
  }
}

/** A whole number beside a numeric is one of as many digits as its type has. */
function asNumeric({ sql, type }: Written): string {
  const digits = digitsOf(type)!;
  return type.name === 'numeric' ? sql : `CAST(${sql} AS DECIMAL(${digits.precision},0))`;
}

function decimal(type: RedshiftType): string {
  const { precision, scale } = digitsOf(type)!;
  return `DECIMAL(${precision},${scale})`;
}

/** One numeric divided by another, exactly; digits behind the last are cut off. DuckDB would go over to doubles. */
function numericQuotient(left: Written, right: Written): Written {
  const [a, b] = [digitsOf(left.type)!, digitsOf(right.type)!];
  const scale = Math.max(4, a.scale + b.precision - b.scale + 1);
  const type = numericOf(a.precision - a.scale + b.scale + scale, scale, 4);
  const places = digitsOf(type)!.scale + b.scale - a.scale;
  // 128 bits divide a hundred times slower than 64.
  const short = a.precision + Math.max(0, places) <= 18 && b.precision <= 18;
  const digits = short ? 'BIGINT' : 'HUGEINT';
  return placed(`${shifted(left, places, digits)} // redshift_divisor(${unscaled(right, digits)})`, type);
}

type Whole = 'BIGINT' | 'HUGEINT';

/** A number's digits with zeros after them. */
function shifted(value: Written, places: number, whole: Whole): string {
  const digits = unscaled(value, whole);
  if (places === 0) return digits;
  const power = `${10n ** BigInt(Math.abs(places))}::${whole}`;
  return places > 0 ? `(${digits} * ${power})` : `(${digits} // ${power})`;
}

/** The mean of numerics, cut off where their own digits end. */
export function numericMean(sum: string, count: string, type: RedshiftType): Written {
  const { scale } = digitsOf(type)!;
  const total = written(sum, numericOf(38, scale));
  return placed(`${unscaled(total, 'HUGEINT')} // nullif(${count}, 0)::HUGEINT`, numericOf(38, scale));
}

/** A number's digits without its point. Where multiplying could overflow, the point is taken out of its text. */
function unscaled({ sql, type }: Written, whole: Whole): string {
  const { precision, scale } = digitsOf(type)!;
  if (scale === 0) return `CAST(${sql} AS ${whole})`;
  if (precision + scale > 38) return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS ${whole})`;
  return `CAST(CAST(${sql} AS DECIMAL(${precision + scale},${scale})) * 1${'0'.repeat(scale)} AS ${whole})`;
}

/** A whole number with the point put back in. */
function placed(digits: string, type: RedshiftType): Written {
  const { precision, scale } = digitsOf(type)!;
  const fraction = scale === 0 ? '' : ` * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return written(`CAST(CAST((${digits}) AS DECIMAL(38,0))${fraction} AS DECIMAL(${precision},${scale}))`, type);
}
